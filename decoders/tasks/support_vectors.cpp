// The one place that knows libsvm.
#include "decoders/tasks/support_vectors.hpp"

#include <svm.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <string>

#include "core/error.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

/// Rows in libsvm's form: (column from 1, value) and an end mark.
struct Problem {
    std::vector<svm_node> nodes;
    std::vector<svm_node*> rows;
    std::vector<double> labels;
    svm_problem problem{};

    Problem(const Table& table, std::span<const TaskId> classes) {
        const std::size_t stride = table.columns() + 1;
        nodes.resize(table.rows() * stride);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            for (std::size_t j = 0; j < table.columns(); ++j)
                nodes[i * stride + j] = {static_cast<int>(j) + 1, table.row(i)[j]};
            nodes[i * stride + table.columns()] = {-1, 0.0};
            rows.push_back(nodes.data() + i * stride);
            labels.push_back(static_cast<double>(index(classes[i])));
        }
        problem = {static_cast<int>(table.rows()), labels.data(), rows.data()};
    }
};

svm_parameter settings(double cost, std::optional<double> gamma) {
    svm_parameter p{};
    p.svm_type = C_SVC;
    p.kernel_type = gamma ? RBF : LINEAR;
    p.gamma = gamma.value_or(0.0);
    p.C = cost;
    p.eps = 1e-3;
    p.cache_size = 200.0;
    p.shrinking = 1;
    return p;
}

struct FreeModel {
    void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};
using Model = std::unique_ptr<svm_model, FreeModel>;

SupportVectors plain(const svm_model& model, const Table& rows) {
    const auto classes = static_cast<std::size_t>(model.nr_class);
    SupportVectors s;
    s.starts.push_back(0);
    for (std::size_t c = 0; c < classes; ++c) {
        s.classes.push_back(static_cast<TaskId>(model.label[c]));
        s.starts.push_back(s.starts.back() + static_cast<std::size_t>(model.nSV[c]));
    }
    s.vectors = Table(rows.columns());
    s.weights = Table(static_cast<std::size_t>(model.l), classes - 1);
    for (std::size_t v = 0; v < s.weights.rows(); ++v) {
        s.vectors.push_back(rows.row(static_cast<std::size_t>(model.sv_indices[v]) - 1));
        for (std::size_t c = 0; c + 1 < classes; ++c) s.weights.row(v)[c] = model.sv_coef[c][v];
    }
    for (std::size_t pair = 0; pair < classes * (classes - 1) / 2; ++pair)
        s.biases.push_back(-model.rho[pair]);
    return s;
}

}  // namespace

SupportVectors train_pairs(const Table& rows, std::span<const TaskId> labels, double cost,
                           std::optional<double> gamma) {
    const bool single = std::ranges::all_of(labels, [&](TaskId k) { return k == labels.front(); });
    if (single) return {{labels.front()}, {0, 0}, Table(rows.columns()), {}, {}};
    static std::once_flag silenced;
    std::call_once(silenced, [] { svm_set_print_string_function([](const char*) {}); });
    const Problem problem(rows, labels);
    const svm_parameter parameter = settings(cost, gamma);
    if (const char* objection = svm_check_parameter(&problem.problem, &parameter))
        throw Error(Fault::config, std::string("libsvm refuses its settings: ") + objection);
    const Model model(svm_train(&problem.problem, &parameter));
    return plain(*model, rows);
}

void vote(std::span<const double> decisions, std::span<const TaskId> classes,
          std::span<double> score) {
    std::vector<double> votes(classes.size()), sums(classes.size());
    std::size_t pair = 0;
    for (std::size_t a = 0; a < classes.size(); ++a)
        for (std::size_t b = a + 1; b < classes.size(); ++b, ++pair) {
            votes[decisions[pair] > 0.0 ? a : b] += 1.0;
            sums[a] += decisions[pair];
            sums[b] -= decisions[pair];
        }
    std::ranges::fill(score, never);
    for (std::size_t c = 0; c < classes.size(); ++c)
        score[index(classes[c])] = votes[c] + sums[c] / (3.0 * (std::abs(sums[c]) + 1.0));
}

}  // namespace efferent::decoders

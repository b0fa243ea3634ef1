// The one place that knows libsvm.
#include "decoders/tasks/support_vectors.hpp"

#include <svm.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <string>

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

/// The rows of one class.
struct Group {
    TaskId task{};
    std::vector<std::size_t> rows;
};

/// Classes in the order of their first row, as libsvm orders them.
std::vector<Group> grouped(std::span<const TaskId> labels) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        auto group = std::ranges::find(groups, labels[i], &Group::task);
        if (group == groups.end()) group = groups.insert(group, {labels[i], {}});
        group->rows.push_back(i);
    }
    return groups;
}

/// A Gaussian kernel's values between the rows of two classes, to the bit what libsvm makes of rows
/// in its own form: products are summed column by column.
class Kernel {
public:
    Kernel(const Table& rows, std::span<const Group> groups, double gamma) : gamma_(gamma) {
        for (const Group& group : groups) {
            Class& made = classes_.emplace_back();
            made.rows = Table(rows.columns());
            for (const std::size_t i : group.rows) {
                made.rows.push_back(rows.row(i));
                double square = 0.0;
                for (const double x : rows.row(i)) square += x * x;
                made.squares.push_back(square);
            }
            made.panels = RowPanels(made.rows);
        }
    }

    Table between(std::size_t a, std::size_t b) const {
        const Class &left = classes_[a], &right = classes_[b];
        Table values = right.panels.products(left.rows);
        for (std::size_t i = 0; i < values.rows(); ++i) {
            const auto row = values.row(i);
            for (std::size_t j = 0; j < row.size(); ++j)
                row[j] = std::exp(-gamma_ * (left.squares[i] + right.squares[j] - 2.0 * row[j]));
        }
        return values;
    }

private:
    struct Class {
        Table rows;
        RowPanels panels;
        std::vector<double> squares;
    };
    std::vector<Class> classes_;
    double gamma_;
};

/// Two classes in libsvm's form, the rows of the first before those of the second.
struct PairProblem {
    std::unique_ptr<svm_node[]> nodes;
    std::vector<svm_node*> rows;
    std::vector<double> labels;

    PairProblem(std::size_t first, std::size_t second, std::size_t stride)
        : nodes(std::make_unique_for_overwrite<svm_node[]>((first + second) * stride)),
          labels(first, 1.0) {
        labels.resize(first + second, -1.0);
        for (std::size_t i = 0; i < labels.size(); ++i) rows.push_back(nodes.get() + i * stride);
    }
    svm_problem view() { return {static_cast<int>(rows.size()), labels.data(), rows.data()}; }
};

/// Rows as they are, for libsvm's own kernel: (column from 1, value) and an end mark.
PairProblem plain_problem(const Table& rows, const Group& a, const Group& b) {
    PairProblem made(a.rows.size(), b.rows.size(), rows.columns() + 1);
    for (std::size_t i = 0; i < made.rows.size(); ++i) {
        const std::size_t at = i < a.rows.size() ? a.rows[i] : b.rows[i - a.rows.size()];
        for (std::size_t j = 0; j < rows.columns(); ++j)
            made.rows[i][j] = {static_cast<int>(j) + 1, rows.row(at)[j]};
        made.rows[i][rows.columns()] = {-1, 0.0};
    }
    return made;
}

/// Kernel values: a row begins with its number, counted from 1; its value with row k stands at k.
PairProblem kernel_problem(const Table& aa, const Table& ab, const Table& bb) {
    const std::size_t first = aa.rows(), second = bb.rows();
    PairProblem made(first, second, 1 + first + second);
    for (std::size_t i = 0; i < first + second; ++i)
        made.rows[i][0] = {0, static_cast<double>(i + 1)};
    const auto copy = [&](const Table& values, std::size_t row, std::size_t column) {
        for (std::size_t i = 0; i < values.rows(); ++i) {
            svm_node* to = made.rows[row + i] + 1 + column;
            for (const double value : values.row(i)) *to++ = {0, value};
        }
    };
    copy(aa, 0, 0);
    copy(ab, 0, first);
    copy(bb, first, first);
    constexpr std::size_t tile = 8;  // whole cache lines of what is read and of what is written
    for (std::size_t i = 0; i < first; i += tile)
        for (std::size_t j = 0; j < second; ++j)
            for (std::size_t k = i; k < std::min(i + tile, first); ++k)
                made.rows[first + j][1 + k] = {0, ab.row(k)[j]};
    return made;
}

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

/// One machine: a weight for each row of its two classes, zero for those that support nothing.
struct Machine {
    std::vector<double> weights;
    double bias = 0.0;
};

Machine solved(PairProblem problem, const svm_parameter& parameter) {
    const svm_problem view = problem.view();
    const Model model(svm_train(&view, &parameter));
    Machine machine{std::vector<double>(problem.rows.size()), -model->rho[0]};
    for (int v = 0; v < model->l; ++v)
        machine.weights[static_cast<std::size_t>(model->sv_indices[v]) - 1] = model->sv_coef[0][v];
    return machine;
}

struct Pair {
    std::size_t a, b;
};

std::vector<Pair> pairs_of(std::size_t classes) {
    std::vector<Pair> pairs;
    for (std::size_t a = 0; a < classes; ++a)
        for (std::size_t b = a + 1; b < classes; ++b) pairs.push_back({a, b});
    return pairs;
}

/// What keeping a fit's kernel values takes: within the classes, and between the largest two.
std::size_t kernel_size(std::span<const Group> groups) {
    std::size_t within = 0, largest = 0;
    for (const Group& g : groups) {
        within += g.rows.size() * g.rows.size() * sizeof(double);
        largest = std::max(largest, g.rows.size());
    }
    return within + 4 * largest * largest * sizeof(svm_node);
}

std::vector<Machine> machines(const Table& rows, std::span<const Group> groups,
                              std::span<const Pair> pairs, const svm_parameter& parameter) {
    std::vector<Machine> found(pairs.size());
    for_each_index(pairs.size(), [&](std::size_t p) {
        found[p] = solved(plain_problem(rows, groups[pairs[p].a], groups[pairs[p].b]), parameter);
    });
    return found;
}

std::vector<Machine> machines(const Kernel& kernel, std::size_t classes,
                              std::span<const Pair> pairs, svm_parameter parameter) {
    parameter.kernel_type = PRECOMPUTED;
    std::vector<Table> within(classes);
    for_each_index(classes, [&](std::size_t c) { within[c] = kernel.between(c, c); });
    std::vector<Machine> found(pairs.size());
    for_each_index(pairs.size(), [&](std::size_t p) {
        const auto [a, b] = pairs[p];
        found[p] = solved(kernel_problem(within[a], kernel.between(a, b), within[b]), parameter);
    });
    return found;
}

/// The rows that support any machine, with their weights in all.
SupportVectors together(const Table& rows, std::span<const Group> groups,
                        std::span<const Pair> pairs, std::span<const Machine> machines) {
    std::vector<Table> weights;  // per class: row per row, column per other class
    for (const Group& g : groups) weights.emplace_back(g.rows.size(), groups.size() - 1);
    SupportVectors s;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
        const auto [a, b] = pairs[p];
        const std::size_t first = groups[a].rows.size();
        for (std::size_t i = 0; i < machines[p].weights.size(); ++i)
            (i < first ? weights[a].row(i)[b - 1] : weights[b].row(i - first)[a]) =
                machines[p].weights[i];
        s.biases.push_back(machines[p].bias);
    }
    s.starts.push_back(0);
    s.vectors = Table(rows.columns());
    s.weights = Table(groups.size() - 1);
    for (std::size_t c = 0; c < groups.size(); ++c) {
        for (std::size_t i = 0; i < groups[c].rows.size(); ++i) {
            if (std::ranges::all_of(weights[c].row(i), [](double w) { return w == 0.0; })) continue;
            s.vectors.push_back(rows.row(groups[c].rows[i]));
            s.weights.push_back(weights[c].row(i));
        }
        s.classes.push_back(groups[c].task);
        s.starts.push_back(s.vectors.rows());
    }
    return s;
}

}  // namespace

SupportVectors train_pairs(const Table& rows, std::span<const TaskId> labels, double cost,
                           std::optional<double> gamma, std::size_t kernel_bytes) {
    const auto groups = grouped(labels);
    if (groups.size() == 1) return {{labels.front()}, {0, 0}, Table(rows.columns()), {}, {}};
    static std::once_flag silenced;
    std::call_once(silenced, [] { svm_set_print_string_function([](const char*) {}); });
    const svm_parameter parameter = settings(cost, gamma);
    const svm_problem any{};  // its rows play no part in the check
    if (const char* objection = svm_check_parameter(&any, &parameter))
        throw Error(Fault::config, std::string("libsvm refuses its settings: ") + objection);
    const auto pairs = pairs_of(groups.size());
    const auto found = gamma && kernel_size(groups) <= kernel_bytes
                           ? machines(Kernel(rows, groups, *gamma), groups.size(), pairs, parameter)
                           : machines(rows, groups, pairs, parameter);
    return together(rows, groups, pairs, found);
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

// Support vector machines with a Gaussian kernel, one for each pair of classes.
#include <algorithm>
#include <cmath>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/support_vectors.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct SvmRbfParams {
    double cost = 10.0;
    double gamma = 0.0;
};

void describe(Fields& field, SvmRbfParams& p) {
    field("cost", p.cost, "price of a row on the wrong side of its margin (C)");
    field("gamma", p.gamma,
          "the kernel is exp(-gamma |a - b|^2); 0 takes 1 / columns, right for standardised ones");
    field.require(p.cost > 0.0, "cost", "must be above zero");
    field.require(p.gamma >= 0.0, "gamma", "must not be negative");
}

/// All pairs share a support vector's kernel value, so each is computed once per row.
class SvmRbf final : public Classifier {
public:
    using Params = SvmRbfParams;
    explicit SvmRbf(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        count_classes(rows, labels, classes);
        gamma_ = params_.gamma > 0.0 ? params_.gamma : 1.0 / static_cast<double>(rows.columns());
        total_ = classes;
        found_ = train_pairs(rows, labels, params_.cost, gamma_);
        vectors_ = RowPanels(found_.vectors);
        found_.vectors = Table(rows.columns());
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, vectors_.columns());
        constexpr std::size_t together = 16;
        Table out(rows.rows(), total_);
        std::vector<double> kernel(std::min(together, rows.rows()) * vectors_.rows());
        std::vector<double> decisions(found_.biases.size());
        for (std::size_t begin = 0; begin < rows.rows(); begin += together) {
            const std::size_t count = std::min(together, rows.rows() - begin);
            vectors_.squared_distances(rows, begin, count, kernel);
            for (std::size_t r = 0; r < count; ++r) {
                const auto one = std::span(kernel).subspan(r * vectors_.rows(), vectors_.rows());
                for (double& k : one) k = std::exp(-gamma_ * k);
                decide_pairs(one, decisions);
                vote(decisions, found_.classes, out.row(begin + r));
            }
        }
        return out;
    }

    /// Each support vector has p numbers and K - 1 weights, each pair a bias; a decision takes a
    /// product for each of those numbers and weights, and counts an exponential as one.
    Footprint footprint() const override {
        const double vectors = static_cast<double>(vectors_.rows());
        const double each = static_cast<double>(vectors_.columns() + found_.weights.columns());
        return {4.0 * (vectors * each + static_cast<double>(found_.biases.size())),
                vectors * (each + 1.0)};
    }

private:
    /// For each class, the sums of its vectors' kernel values times their weights; then each pair
    /// takes one sum from either class.
    void decide_pairs(std::span<const double> kernel, std::span<double> decisions) const {
        const std::size_t classes = found_.classes.size();
        Table sums(classes, found_.weights.columns());
        for (std::size_t c = 0; c < classes; ++c)
            for (std::size_t v = found_.starts[c]; v < found_.starts[c + 1]; ++v)
                for (std::size_t other = 0; other < sums.columns(); ++other)
                    sums.row(c)[other] += kernel[v] * found_.weights.row(v)[other];
        std::size_t pair = 0;
        for (std::size_t a = 0; a < classes; ++a)
            for (std::size_t b = a + 1; b < classes; ++b, ++pair)
                decisions[pair] = found_.biases[pair] + sums.row(a)[b - 1] + sums.row(b)[a];
    }

    Params params_;
    double gamma_ = 0.0;
    std::size_t total_ = 0;
    SupportVectors found_;
    RowPanels vectors_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_svm_rbf = part<Classifier, SvmRbf>(
    "svm_rbf", "support vector machines with a Gaussian kernel, one for each pair of classes");

}  // namespace efferent::decoders

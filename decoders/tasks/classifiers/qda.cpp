// Quadratic discriminant analysis: Gaussian classes, each with a covariance of its own,
// regularised.
#include <cmath>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/moments.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct QdaParams {
    double pooling = 0.5;
    double shrinkage = 0.05;
};

void describe(Fields& field, QdaParams& p) {
    field("pooling", p.pooling, "share of the covariance that is taken from all classes together");
    field("shrinkage", p.shrinkage,
          "share of that covariance that is replaced by its mean variance times identity");
    field.require(p.pooling >= 0.0 && p.pooling <= 1.0, "pooling", "must be in [0, 1]");
    field.require(p.shrinkage >= 0.0 && p.shrinkage <= 1.0, "shrinkage", "must be in [0, 1]");
}

/// score_k = -|L_k⁻¹ (z - m_k)|² / 2 - ln det L_k + ln(n_k / N), with L_k L_k' the regularised
/// covariance of class k.
/// Source: Friedman, "Regularized discriminant analysis", JASA 84(405), 1989; here the two
/// covariances are mixed as they are, not by their numbers of rows.
class Qda final : public Classifier {
public:
    using Params = QdaParams;
    explicit Qda(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        const auto counts = count_classes(rows, labels, classes);
        for (std::size_t k = 0; k < classes; ++k)
            if (counts[k] == 1)
                throw Error(Fault::config, "class " + std::to_string(k) +
                                               " has 1 row; qda needs 2 for a covariance");
        means_ = class_means(rows, labels, counts);
        const Table pooled = scatter(rows, labels, means_, std::nullopt);
        const double total = static_cast<double>(rows.rows());
        const double freedom = total - static_cast<double>(present(counts).size());
        whiteners_.assign(classes, RowPanels());
        biases_.assign(classes, never);
        for (const TaskId k : present(counts)) {
            const double n = static_cast<double>(counts[index(k)]);
            Table covariance = scatter(rows, labels, means_, k);
            for (std::size_t i = 0; i < covariance.rows(); ++i)
                for (std::size_t j = 0; j < covariance.columns(); ++j)
                    covariance.row(i)[j] =
                        (1.0 - params_.pooling) * covariance.row(i)[j] / (n - 1.0) +
                        params_.pooling * pooled.row(i)[j] / freedom;
            shrink(covariance, params_.shrinkage);
            const Table whitener = inverse_factor(
                covariance, "qda: the covariance of class " + std::to_string(index(k)));
            double bias = std::log(n / total);
            for (std::size_t i = 0; i < whitener.rows(); ++i) bias += std::log(whitener.row(i)[i]);
            biases_[index(k)] = bias;
            whiteners_[index(k)] = RowPanels(whitener);
        }
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, means_.columns());
        Table out(rows.rows(), biases_.size());
        std::vector<double> apart(rows.columns()), white(rows.columns());
        for (std::size_t i = 0; i < rows.rows(); ++i)
            for (std::size_t k = 0; k < biases_.size(); ++k) {
                out.row(i)[k] = biases_[k];
                if (biases_[k] == never) continue;
                for (std::size_t j = 0; j < apart.size(); ++j)
                    apart[j] = rows.row(i)[j] - means_.row(k)[j];
                whiteners_[k].products(apart, white);
                double length = 0.0;
                for (const double v : white) length += v * v;
                out.row(i)[k] -= 0.5 * length;
            }
        return out;
    }

    /// Per class a mean of p, a triangle of p(p+1)/2 and a bias; the triangle, and p squares.
    Footprint footprint() const override {
        const double p = static_cast<double>(means_.columns());
        const double classes = static_cast<double>(biases_.size());
        const double triangle = p * (p + 1.0) / 2.0;
        return {4.0 * classes * (p + triangle + 1.0), classes * (triangle + p)};
    }

private:
    Params params_;
    Table means_;
    std::vector<RowPanels> whiteners_;
    std::vector<double> biases_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_qda = part<Classifier, Qda>(
    "qda", "quadratic discriminant analysis, regularised towards the pooled covariance");

}  // namespace efferent::decoders

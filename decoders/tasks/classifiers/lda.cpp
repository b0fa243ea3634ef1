// Linear discriminant analysis: Gaussian classes that share one covariance, shrunk.
#include <cmath>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/moments.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct LdaParams {
    double shrinkage = 0.05;
};

void describe(Fields& field, LdaParams& p) {
    field("shrinkage", p.shrinkage,
          "share of the covariance that is replaced by its mean variance times identity");
    field.require(p.shrinkage >= 0.0 && p.shrinkage <= 1.0, "shrinkage", "must be in [0, 1]");
}

/// score_k = z' S⁻¹ m_k - m_k' S⁻¹ m_k / 2 + ln(n_k / N), with S the pooled scatter within classes
/// over N - K, shrunk.
/// Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd ed., 4.3.
class Lda final : public Classifier {
public:
    using Params = LdaParams;
    explicit Lda(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        const auto counts = count_classes(rows, labels, classes);
        const std::size_t seen = present(counts).size();
        if (rows.rows() <= seen)
            throw Error(Fault::config, std::to_string(rows.rows()) + " rows of " +
                                           std::to_string(seen) +
                                           " classes; lda needs more rows than classes");
        const Table means = class_means(rows, labels, counts);
        Table covariance = scatter(rows, labels, means, std::nullopt);
        for (std::size_t i = 0; i < covariance.rows(); ++i)
            for (double& v : covariance.row(i)) v /= static_cast<double>(rows.rows() - seen);
        shrink(covariance, params_.shrinkage);
        const Table whitener = inverse_factor(covariance, "lda: the covariance within classes");
        set_weights(means, whitener, counts, static_cast<double>(rows.rows()));
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, weights_.columns());
        Table out(rows.rows(), biases_.size());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const auto score = out.row(i);
            weights_.products(rows.row(i), score);
            for (std::size_t k = 0; k < score.size(); ++k) score[k] += biases_[k];
        }
        return out;
    }

    /// K weight vectors of p numbers and K biases; one product per weight.
    Footprint footprint() const override {
        const double weights = static_cast<double>(weights_.rows() * weights_.columns());
        return {4.0 * (weights + static_cast<double>(biases_.size())), weights};
    }

private:
    void set_weights(const Table& means, const Table& whitener, std::span<const std::size_t> counts,
                     double total) {
        const std::size_t p = means.columns();
        const RowPanels whiten(whitener);
        Table weights(means.rows(), p);
        std::vector<double> white(p);
        biases_.assign(means.rows(), never);
        for (std::size_t k = 0; k < means.rows(); ++k) {
            if (counts[k] == 0) continue;
            whiten.products(means.row(k), white);
            double length = 0.0;
            for (std::size_t i = 0; i < p; ++i) {
                length += white[i] * white[i];
                for (std::size_t j = 0; j <= i; ++j)
                    weights.row(k)[j] += whitener.row(i)[j] * white[i];
            }
            biases_[k] = std::log(static_cast<double>(counts[k]) / total) - 0.5 * length;
        }
        weights_ = RowPanels(weights);
    }

    Params params_;
    RowPanels weights_;
    std::vector<double> biases_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_lda =
    part<Classifier, Lda>("lda", "linear discriminant analysis with shrinkage");

}  // namespace efferent::decoders

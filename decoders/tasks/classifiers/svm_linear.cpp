// Linear support vector machines, one for each pair of classes.
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/support_vectors.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct SvmLinearParams {
    double cost = 10.0;
};

void describe(Fields& field, SvmLinearParams& p) {
    field("cost", p.cost, "price of a row on the wrong side of its margin (C)");
    field.require(p.cost > 0.0, "cost", "must be above zero");
}

/// The support vectors of a pair are summed up in one weight vector.
class SvmLinear final : public Classifier {
public:
    using Params = SvmLinearParams;
    explicit SvmLinear(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        count_classes(rows, labels, classes);
        const SupportVectors found = train_pairs(rows, labels, params_.cost, std::nullopt);
        total_ = classes;
        columns_ = rows.columns();
        classes_ = found.classes;
        biases_ = found.biases;
        Table weights(biases_.size(), columns_);
        std::size_t pair = 0;
        for (std::size_t a = 0; a < classes_.size(); ++a)
            for (std::size_t b = a + 1; b < classes_.size(); ++b, ++pair) {
                add(found, a, b, weights.row(pair));
                add(found, b, a, weights.row(pair));
            }
        weights_ = RowPanels(weights);
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, columns_);
        Table out(rows.rows(), total_);
        std::vector<double> decisions(biases_.size());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            weights_.products(rows.row(i), decisions);
            for (std::size_t pair = 0; pair < decisions.size(); ++pair)
                decisions[pair] += biases_[pair];
            vote(decisions, classes_, out.row(i));
        }
        return out;
    }

    /// A weight vector of p and a bias for each of K(K-1)/2 pairs; one product per weight.
    Footprint footprint() const override {
        const double pairs = static_cast<double>(biases_.size());
        const double columns = static_cast<double>(columns_);
        return {4.0 * pairs * (columns + 1.0), pairs * columns};
    }

private:
    static void add(const SupportVectors& found, std::size_t own, std::size_t other,
                    std::span<double> weights) {
        for (std::size_t v = found.starts[own]; v < found.starts[own + 1]; ++v)
            for (std::size_t j = 0; j < weights.size(); ++j)
                weights[j] += found.weight(v, own, other) * found.vectors.row(v)[j];
    }

    Params params_;
    std::size_t total_ = 0;
    std::size_t columns_ = 0;
    std::vector<TaskId> classes_;
    RowPanels weights_;
    std::vector<double> biases_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_svm_linear = part<Classifier, SvmLinear>(
    "svm_linear", "linear support vector machines, one for each pair of classes");

}  // namespace efferent::decoders

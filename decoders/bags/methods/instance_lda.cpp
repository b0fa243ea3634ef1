// Every instance is taken to have the label of its bag.
#include <cmath>

#include "core/text.hpp"
#include "decoders/bags/comparator.hpp"
#include "decoders/bags/log_sum.hpp"

namespace efferent::bags {
namespace {

struct InstanceLdaParams {
    double shrinkage = 0.1;
};

void describe(Fields& field, InstanceLdaParams& p) {
    field("shrinkage", p.shrinkage, "of the covariance of instances");
    field.require(p.shrinkage >= 0.0 && p.shrinkage <= 1.0, "shrinkage", "must be in [0, 1]");
}

/// LDA of instances; the score of a class is the mean of its posteriors over the bag.
class InstanceLda final : public BagMethod {
public:
    using Params = InstanceLdaParams;
    explicit InstanceLda(const Params& params) : params_(params) {}

    void fit(const BagTable& training) override {
        rows_ = FilledRows::of(training);
        std::vector<TaskId> labels;
        for (const std::size_t b : training.bag_of_rows())
            labels.push_back(static_cast<TaskId>(*training.bags[b].label));
        lda_ = row_classifier("lda", ",\"shrinkage\":" + exact(params_.shrinkage));
        lda_->fit(rows_(training.rows), labels, training.classes.size(), 0);
    }

    std::vector<double> scores(const Table& instances) const override {
        const Table p = posteriors(instances);
        std::vector<double> mean(p.columns());
        for (std::size_t i = 0; i < p.rows(); ++i)
            for (std::size_t k = 0; k < mean.size(); ++k)
                mean[k] += p.row(i)[k] / static_cast<double>(p.rows());
        return mean;
    }

    Explanation explain(const Table& instances, std::span<const double>) const override {
        Explanation e{posteriors(instances), {}};
        e.evidence = Table(e.labels.rows(), e.labels.columns());
        for (std::size_t i = 0; i < e.labels.rows(); ++i)
            for (std::size_t k = 0; k < e.labels.columns(); ++k)
                e.evidence.row(i)[k] = (e.labels.row(i)[k] - e.labels.row(i)[normal_class]) /
                                       static_cast<double>(e.labels.rows());
        return e;
    }

    Table held_out_scores() const override { return {}; }
    Says says() const override { return {}; }

private:
    Table posteriors(const Table& instances) const {
        Table p = lda_->scores(rows_(instances));
        for (std::size_t i = 0; i < p.rows(); ++i) {
            const double sum = log_sum(p.row(i));
            for (double& v : p.row(i)) v = std::exp(v - sum);
        }
        return p;
    }

    Params params_;
    FilledRows rows_;
    std::unique_ptr<decoders::Classifier> lda_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_instance_lda = part<BagMethod, InstanceLda>(
    "instance_lda", "LDA of instances that are taken to have the label of their bag");

}  // namespace efferent::bags

// A bag is the mean of its instances.
#include "core/text.hpp"
#include "decoders/bags/comparator.hpp"

namespace efferent::bags {
namespace {

struct MeanLdaParams {
    double shrinkage = 0.1;
};

void describe(Fields& field, MeanLdaParams& p) {
    field("shrinkage", p.shrinkage, "of the covariance of bags' means");
    field.require(p.shrinkage >= 0.0 && p.shrinkage <= 1.0, "shrinkage", "must be in [0, 1]");
}

class MeanLda final : public BagMethod {
public:
    using Params = MeanLdaParams;
    explicit MeanLda(const Params& params) : params_(params) {}

    void fit(const BagTable& training) override {
        rows_ = FilledRows::of(training);
        Table means(training.rows.columns());
        for (std::size_t b = 0; b < training.bags.size(); ++b)
            means.push_back(mean(training.instances(b)));
        lda_ = row_classifier("lda", ",\"shrinkage\":" + exact(params_.shrinkage));
        lda_->fit(means, bag_labels(training), training.classes.size(), 0);
    }

    std::vector<double> scores(const Table& instances) const override {
        Table one(rows_.features.size());
        one.push_back(mean(instances));
        const Table scores = lda_->scores(one);
        return {scores.row(0).begin(), scores.row(0).end()};
    }

    Explanation explain(const Table&, std::span<const double>) const override { return {}; }
    Table held_out_scores() const override { return {}; }
    Says says() const override { return {true, 0.0}; }

private:
    std::vector<double> mean(const Table& instances) const {
        const Table filled = rows_(instances);
        std::vector<double> mean(filled.columns());
        for (std::size_t i = 0; i < filled.rows(); ++i)
            for (std::size_t j = 0; j < mean.size(); ++j)
                mean[j] += filled.row(i)[j] / static_cast<double>(filled.rows());
        return mean;
    }

    Params params_;
    FilledRows rows_;
    std::unique_ptr<decoders::Classifier> lda_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_mean_lda =
    part<BagMethod, MeanLda>("mean_lda", "LDA of bags, each the mean of its instances");

}  // namespace efferent::bags

// A bag is the least and the largest of each of its instances' features.
#include <algorithm>

#include "core/text.hpp"
#include "decoders/bags/comparator.hpp"
#include "decoders/tasks/standardise.hpp"

namespace efferent::bags {
namespace {

struct BagSvmParams {
    double cost = 10.0;
    double gamma_scale = 1.0;
};

void describe(Fields& field, BagSvmParams& p) {
    field("cost", p.cost, "price of a bag on the wrong side of its margin (C)");
    field("gamma_scale", p.gamma_scale, "the kernel's gamma, times the number of columns");
    field.require(p.cost > 0.0, "cost", "must be above zero");
    field.require(p.gamma_scale > 0.0, "gamma_scale", "must be above zero");
}

/// An SVM with a Gaussian kernel on the standardised minima and maxima.
/// Source: Gärtner et al., "Multi-instance kernels", ICML 2002 (the minimax kernel).
class BagSvm final : public BagMethod {
public:
    using Params = BagSvmParams;
    explicit BagSvm(const Params& params) : params_(params) {}

    void fit(const BagTable& training) override {
        rows_ = FilledRows::of(training);
        Table extremes(2 * training.rows.columns());
        for (std::size_t b = 0; b < training.bags.size(); ++b)
            extremes.push_back(extremes_of(training.instances(b)));
        standardiser_ = decoders::Standardiser::of(extremes);
        standardiser_.apply(extremes);
        const double gamma = params_.gamma_scale / static_cast<double>(extremes.columns());
        svm_ = row_classifier("svm_rbf",
                              ",\"cost\":" + exact(params_.cost) + ",\"gamma\":" + exact(gamma));
        svm_->fit(extremes, bag_labels(training), training.classes.size(), 0);
    }

    std::vector<double> scores(const Table& instances) const override {
        Table one(2 * rows_.features.size());
        one.push_back(extremes_of(instances));
        standardiser_.apply(one);
        const Table scores = svm_->scores(one);
        return {scores.row(0).begin(), scores.row(0).end()};
    }

    Explanation explain(const Table&, std::span<const double>) const override { return {}; }
    Table held_out_scores() const override { return {}; }
    Says says() const override { return {}; }

private:
    std::vector<double> extremes_of(const Table& instances) const {
        const Table filled = rows_(instances);
        std::vector<double> out(filled.row(0).begin(), filled.row(0).end());
        out.insert(out.end(), filled.row(0).begin(), filled.row(0).end());
        const std::size_t p = filled.columns();
        for (std::size_t i = 1; i < filled.rows(); ++i)
            for (std::size_t j = 0; j < p; ++j) {
                out[j] = std::min(out[j], filled.row(i)[j]);
                out[p + j] = std::max(out[p + j], filled.row(i)[j]);
            }
        return out;
    }

    Params params_;
    FilledRows rows_;
    decoders::Standardiser standardiser_;
    std::unique_ptr<decoders::Classifier> svm_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_bag_svm = part<BagMethod, BagSvm>(
    "bag_svm", "SVM of bags, each the minima and maxima of its instances' features");

}  // namespace efferent::bags

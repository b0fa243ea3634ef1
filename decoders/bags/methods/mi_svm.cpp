// An SVM of instances whose labels follow from the SVM before.
#include <algorithm>

#include "core/text.hpp"
#include "decoders/bags/comparator.hpp"

namespace efferent::bags {
namespace {

struct MiSvmParams {
    double cost = 10.0;
    double gamma_scale = 1.0;
    std::int64_t steps = 20;
};

void describe(Fields& field, MiSvmParams& p) {
    field("cost", p.cost, "price of an instance on the wrong side of its margin (C)");
    field("gamma_scale", p.gamma_scale, "the kernel's gamma, times the number of features");
    field("steps", p.steps, "of labelling and training, at most");
    field.require(p.cost > 0.0, "cost", "must be above zero");
    field.require(p.gamma_scale > 0.0, "gamma_scale", "must be above zero");
    field.require(p.steps >= 1, "steps", "must be at least 1");
}

/// Begins with the label of the bag; then an instance is normal or of its bag's class, whichever
/// the SVM scores higher, and each bag that is not normal keeps its best one. The score of a class
/// is the largest of its instances' scores over the normal one's.
/// Source: Andrews, Tsochantaridis, Hofmann, "Support vector machines for multiple-instance
/// learning", NIPS 2002 (mi-SVM).
class MiSvm final : public BagMethod {
public:
    using Params = MiSvmParams;
    explicit MiSvm(const Params& params) : params_(params) {}

    void fit(const BagTable& training) override {
        rows_ = FilledRows::of(training);
        const Table rows = rows_(training.rows);
        std::vector<TaskId> labels;
        for (const std::size_t b : training.bag_of_rows())
            labels.push_back(static_cast<TaskId>(*training.bags[b].label));
        const double gamma = params_.gamma_scale / static_cast<double>(rows.columns());
        for (std::int64_t step = 0; step < params_.steps; ++step) {
            svm_ = row_classifier(
                "svm_rbf", ",\"cost\":" + exact(params_.cost) + ",\"gamma\":" + exact(gamma));
            svm_->fit(rows, labels, training.classes.size(), 0);
            const auto next = relabelled(svm_->scores(rows), training);
            if (next == labels) break;
            labels = next;
        }
    }

    std::vector<double> scores(const Table& instances) const override {
        const Table s = svm_->scores(rows_(instances));
        std::vector<double> best(s.columns(), -1e300);
        best[normal_class] = 0.0;
        for (std::size_t i = 0; i < s.rows(); ++i)
            for (std::size_t b = 1; b < best.size(); ++b)
                best[b] = std::max(best[b], s.row(i)[b] - s.row(i)[normal_class]);
        return best;
    }

    Explanation explain(const Table& instances, std::span<const double>) const override {
        const Table s = svm_->scores(rows_(instances));
        Explanation e{Table(s.rows(), s.columns()), Table(s.rows(), s.columns())};
        for (std::size_t i = 0; i < s.rows(); ++i) {
            e.labels.row(i)[decided(s.row(i))] = 1.0;
            for (std::size_t b = 1; b < s.columns(); ++b)
                e.evidence.row(i)[b] = s.row(i)[b] - s.row(i)[normal_class];
        }
        return e;
    }

    Table held_out_scores() const override { return {}; }
    Says says() const override { return {}; }

private:
    static std::vector<TaskId> relabelled(const Table& scores, const BagTable& training) {
        std::vector<TaskId> labels(scores.rows());
        for (const Bag& bag : training.bags) {
            if (*bag.label == normal_class) continue;
            std::size_t best = bag.first;
            const auto margin = [&](std::size_t i) {
                return scores.row(i)[*bag.label] - scores.row(i)[normal_class];
            };
            for (std::size_t i = bag.first; i < bag.first + bag.count; ++i) {
                if (margin(i) > 0.0) labels[i] = static_cast<TaskId>(*bag.label);
                if (margin(i) > margin(best)) best = i;
            }
            labels[best] = static_cast<TaskId>(*bag.label);
        }
        return labels;
    }

    Params params_;
    FilledRows rows_;
    std::unique_ptr<decoders::Classifier> svm_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_mi_svm =
    part<BagMethod, MiSvm>("mi_svm", "SVM of instances, whose labels follow from the SVM before");

}  // namespace efferent::bags

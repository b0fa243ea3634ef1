// FIB: features give an instance's label, and the labels of its instances a bag's class.
// Source: Adel, Smith, Urner, Stashuk, Lizotte, "Generative multiple-instance learning models for
// quantitative electromyography", UAI 2013.
#include <cmath>

#include "core/error.hpp"
#include "decoders/bags/generative.hpp"
#include "decoders/bags/log_sum.hpp"

namespace efferent::bags {
namespace {

struct FibParams {
    EmissionParams emission{.density = "neighbours"};
    std::int64_t neighbours = 9;
};

void describe(Fields& field, FibParams& p) {
    describe_in(field, p.emission, {"neighbours", "gaussian", "log_normal", "kernel"});
    field("neighbours", p.neighbours, "how many of the nearest instances vote on a label");
    field.require(p.neighbours >= 1, "neighbours", "must be at least 1");
}

/// A bag is of class b if its instances are all normal or b, one of them at least b:
/// P(b) ∝ Π (P(normal) + P(b)) - Π P(normal), and P(normal) ∝ Π P(normal), over its m instances,
/// each product to the power m^-dependence.
class Fib final : public GenerativeMethod {
public:
    using Params = FibParams;
    explicit Fib(const Params& params) : params_(params) {}

    void fit(const BagTable& training) override {
        LearnedInstances l = start(training, params_.emission);
        const auto model = model_of(l);
        const auto bag_labels = bag_labels_of_rows(l);
        for (std::int64_t step = 0; step < params_.emission.steps; ++step) {
            model->learn(l.labels);
            const auto labels = allowed(posteriors(model->held_out(), l), l, bag_labels);
            std::size_t moved = 0;
            for (std::size_t i = 0; i < labels.size(); ++i) moved += labels[i] != l.labels[i];
            l.labels = labels;
            l.moved.push_back(moved);
            if (moved == 0) break;
        }
        resume(std::move(l));
    }

    void resume(LearnedInstances learned) override {
        require_consistent(learned);
        learned_ = std::move(learned);
        model_ = model_of(learned_);
        model_->learn(learned_.labels);
    }

    std::vector<double> scores(const Table& instances) const override {
        const Table p = posteriors(instances);
        return scores_of(p, 0, p.rows());
    }

    Table held_out_scores() const override {
        const Table p = posteriors(model_->held_out(), learned_);
        Table scores(p.columns());
        for (std::size_t i = 0; i < p.rows();) {
            const std::size_t first = i;
            while (i < p.rows() && learned_.training.bag_of[i] == learned_.training.bag_of[first])
                ++i;
            scores.push_back(scores_of(p, first, i));
        }
        return scores;
    }

    /// P(label) = Σ_b P(b) P(label | f, label is normal or b); the evidence is the odds of an
    /// instance's own label, which do not simply add up to those of the bag.
    Explanation explain(const Table& instances,
                        std::span<const double> probabilities) const override {
        const Table p = posteriors(instances);
        Explanation e{Table(p.rows(), p.columns()), Table(p.rows(), p.columns())};
        for (std::size_t i = 0; i < p.rows(); ++i) {
            e.labels.row(i)[normal_class] = probabilities[normal_class];
            for (std::size_t b = 1; b < p.columns(); ++b) {
                const double odds = p.row(i)[b] - p.row(i)[normal_class];
                const double own = 1.0 / (1.0 + std::exp(-odds));
                e.evidence.row(i)[b] = odds;
                e.labels.row(i)[b] += probabilities[b] * own;
                e.labels.row(i)[normal_class] += probabilities[b] * (1.0 - own);
            }
        }
        return e;
    }

    Says says() const override { return {true, 1.0 - params_.emission.dependence}; }
    const LearnedInstances& learned() const override { return learned_; }

private:
    /// Of the bag whose instances are the rows [first, end).
    std::vector<double> scores_of(const Table& p, std::size_t first, std::size_t end) const {
        const double share = share_of_instance(params_.emission, end - first);
        std::vector<double> scores(p.columns());
        for (std::size_t i = first; i < end; ++i)
            for (std::size_t b = 0; b < scores.size(); ++b) {
                const double both[] = {p.row(i)[normal_class], p.row(i)[b]};
                scores[b] += share * (b == normal_class ? both[0] : log_sum(both));
            }
        for (std::size_t b = 1; b < scores.size(); ++b)
            scores[b] += std::log1p(-std::exp(scores[normal_class] - scores[b]));
        return scores;
    }

    bool by_neighbours() const { return params_.emission.density == "neighbours"; }

    std::unique_ptr<InstanceModel> model_of(const LearnedInstances& l) const {
        return by_neighbours()
                   ? neighbour_model(l.training, static_cast<std::size_t>(params_.neighbours))
                   : density_of(l, params_.emission);
    }

    /// ln P(label | f) of what the model says; a density's labels are as likely beforehand as their
    /// instances weigh.
    Table posteriors(Table p, const LearnedInstances& l) const {
        if (!by_neighbours()) {
            const auto weights = l.training.weights();
            std::vector<double> share(l.training.labels);
            for (std::size_t i = 0; i < weights.size(); ++i) share[l.labels[i]] += weights[i];
            for (std::size_t i = 0; i < p.rows(); ++i) {
                for (std::size_t k = 0; k < share.size(); ++k) p.row(i)[k] += std::log(share[k]);
                const double sum = log_sum(p.row(i));
                for (double& v : p.row(i)) v -= sum;
            }
        }
        spread(p, params_.emission.doubt);
        return p;
    }

    Table posteriors(const Table& instances) const {
        require_judgeable(instances, learned_.features.size());
        return posteriors(model_->of(learned_.scaling.apply(instances, learned_.features)),
                          learned_);
    }

    /// The likeliest labels that a bag may have: a bag that is not normal keeps one instance of its
    /// own, that with the best odds.
    static std::vector<std::size_t> allowed(const Table& p, const LearnedInstances& l,
                                            std::span<const std::size_t> bag_labels) {
        auto labels = relabelled(p, even_label_given_class(p.columns()), bag_labels);
        for (std::size_t i = 0; i < labels.size();) {
            const std::size_t own = bag_labels[i], bag = l.training.bag_of[i];
            std::size_t best = i;
            bool has_own = false;
            for (; i < labels.size() && l.training.bag_of[i] == bag; ++i) {
                has_own = has_own || labels[i] == own;
                const auto odds = [&](std::size_t r) {
                    return p.row(r)[own] - p.row(r)[normal_class];
                };
                if (odds(i) > odds(best)) best = i;
            }
            if (!has_own) labels[best] = own;
        }
        return labels;
    }

    Params params_;
    LearnedInstances learned_;
    std::unique_ptr<InstanceModel> model_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_fib = part<BagMethod, Fib>(
    "fib", "generative: features give instances' labels, and these the class of their bag");

}  // namespace efferent::bags

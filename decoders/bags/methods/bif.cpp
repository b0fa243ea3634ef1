// BIF: a bag's class chooses its instances' labels, and these their features.
// Source: Adel, Smith, Urner, Stashuk, Lizotte, "Generative multiple-instance learning models for
// quantitative electromyography", UAI 2013.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "decoders/bags/generative.hpp"
#include "decoders/bags/log_sum.hpp"

namespace efferent::bags {
namespace {

struct BifParams {
    EmissionParams emission;
    double own_share = 0.0;
    std::vector<std::string> background;
};

void describe(Fields& field, BifParams& p) {
    describe_in(field, p.emission, {"gaussian", "log_normal", "kernel"});
    field(
        "own_share", p.own_share,
        "P(an instance has its bag's class) in bags that are not normal; 0: counted at each step");
    field.require(p.own_share >= 0.0 && p.own_share < 1.0, "own_share",
                  "must be at least 0 and below 1");
    field(
        "background", p.background,
        "features that come from a bag as much as from its instance: of normal instances they have "
        "their own mean in each class of bags, and all else the mean of normal bags; normal "
        "densities alone");
    field.require(p.background.empty() || p.emission.density != "kernel", "background",
                  "must be empty with kernel densities");
}

/// score_b = ln P(b) + m^-dependence Σ_j ln Σ_i P(i | b) f(f_j | i) over a bag's m instances j.
/// P(b) is the share of the training bags; f of a normal instance depends on b too if there is a
/// background. A dependence of 0 is the model as published.
class Bif final : public GenerativeMethod {
public:
    using Params = BifParams;
    explicit Bif(const Params& params)
        : params_(params.emission), own_share_(params.own_share), background_(params.background) {}

    void fit(const BagTable& training) override {
        LearnedInstances l = start(training, params_);
        const auto model = density_of(l, params_, background_);
        const auto bag_labels = bag_labels_of_rows(l);
        for (std::int64_t step = 0; step < params_.steps; ++step) {
            model->learn(l.labels);
            Table densities = model->held_out();
            spread(densities, params_.doubt);
            const bool uncounted = step == 0 && own_share_ == 0.0;
            const auto labels = relabelled(
                densities, uncounted ? even_label_given_class(l.training.labels) : shares(l),
                bag_labels);
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
        const std::size_t classes = learned_.training.labels;
        label_given_class_ = shares(learned_);
        log_prior_.assign(classes, 0.0);
        for (const std::size_t b : learned_.bag_labels) log_prior_[b] += 1.0;
        for (double& p : log_prior_)
            p = std::log(p / static_cast<double>(learned_.bag_labels.size()));
        model_ = density_of(learned_, params_, background_);
        model_->learn(learned_.labels);
    }

    std::vector<double> scores(const Table& instances) const override {
        const Table likelihoods = by_class(densities(instances));
        const double share = share_of_instance(params_, likelihoods.rows());
        std::vector<double> scores = log_prior_;
        for (std::size_t i = 0; i < likelihoods.rows(); ++i)
            for (std::size_t b = 0; b < scores.size(); ++b)
                scores[b] += share * likelihoods.row(i)[b];
        return scores;
    }

    /// Densities without the bag; its share of P(B) and P(I | B) is left in.
    Table held_out_scores() const override {
        Table f = model_->held_out();
        spread(f, params_.doubt);
        const Table likelihoods = by_class(f);
        Table scores(learned_.bag_labels.size(), log_prior_.size());
        for (std::size_t i = 0; i < scores.rows(); ++i)
            std::ranges::copy(log_prior_, scores.row(i).begin());
        std::vector<std::size_t> counts(scores.rows());
        for (const std::size_t bag : learned_.training.bag_of) ++counts[bag];
        for (std::size_t i = 0; i < likelihoods.rows(); ++i) {
            const std::size_t bag = learned_.training.bag_of[i];
            const double share = share_of_instance(params_, counts[bag]);
            for (std::size_t b = 0; b < log_prior_.size(); ++b)
                scores.row(bag)[b] += share * likelihoods.row(i)[b];
        }
        return scores;
    }

    /// P(label) = Σ_b P(b) P(label | b, f); the evidence is exactly what each instance adds to
    /// score_b - score_normal.
    Explanation explain(const Table& instances,
                        std::span<const double> probabilities) const override {
        const Table f = densities(instances);
        const Table likelihoods = by_class(f);
        const std::size_t classes = likelihoods.columns();
        const double share = share_of_instance(params_, f.rows());
        Explanation e{Table(f.rows(), classes), Table(f.rows(), classes)};
        for (std::size_t i = 0; i < f.rows(); ++i)
            for (std::size_t b = 0; b < classes; ++b) {
                e.evidence.row(i)[b] =
                    share * (likelihoods.row(i)[b] - likelihoods.row(i)[normal_class]);
                for (std::size_t k = 0; k < classes; ++k)
                    if (label_given_class_.row(b)[k] > 0.0)
                        e.labels.row(i)[k] +=
                            probabilities[b] *
                            std::exp(std::log(label_given_class_.row(b)[k]) +
                                     f.row(i)[column(f, k, b)] - likelihoods.row(i)[b]);
            }
        return e;
    }

    Says says() const override { return {true, 1.0 - params_.dependence}; }
    const LearnedInstances& learned() const override { return learned_; }

private:
    Table shares(const LearnedInstances& l) const {
        return own_share_ > 0.0 ? given_label_given_class(l.training.labels, own_share_)
                                : label_given_class(l);
    }

    Table densities(const Table& instances) const {
        require_judgeable(instances, learned_.features.size());
        Table f = model_->of(learned_.scaling.apply(instances, learned_.features));
        spread(f, params_.doubt);
        return f;
    }

    /// Of label k in a bag of class b.
    std::size_t column(const Table& f, std::size_t k, std::size_t b) const {
        return k == normal_class ? normal_column(f.columns(), log_prior_.size(), b) : k;
    }

    /// ln Σ_i P(i | b) f(i | b), a column per class b.
    Table by_class(const Table& log_densities) const {
        Table out(log_densities.rows(), log_prior_.size());
        std::vector<double> terms;
        for (std::size_t i = 0; i < out.rows(); ++i)
            for (std::size_t b = 0; b < out.columns(); ++b) {
                terms.clear();
                for (std::size_t k = 0; k < out.columns(); ++k)
                    if (label_given_class_.row(b)[k] > 0.0)
                        terms.push_back(std::log(label_given_class_.row(b)[k]) +
                                        log_densities.row(i)[column(log_densities, k, b)]);
                out.row(i)[b] = log_sum(terms);
            }
        return out;
    }

    EmissionParams params_;
    double own_share_;
    std::vector<std::string> background_;
    LearnedInstances learned_;
    Table label_given_class_;
    std::vector<double> log_prior_;
    std::unique_ptr<InstanceModel> model_;
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_bif = part<BagMethod, Bif>(
    "bif", "generative: a bag's class chooses its instances' labels, and these their features");

}  // namespace efferent::bags

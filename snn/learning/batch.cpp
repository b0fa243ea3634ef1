#include "snn/learning/batch.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace efferent::snn::training {
namespace {

constexpr std::size_t side_by_side = 8;  // trials of a bundle: part of what the same bytes mean
constexpr std::size_t piece = 16384;     // of a gradient, summed by one thread

std::span<const Trial* const> bundle_of(std::span<const Trial* const> trials, std::size_t b) {
    const std::size_t first = b * side_by_side;
    return trials.subspan(first, std::min(side_by_side, trials.size() - first));
}

}  // namespace

template <class Real>
Batch<Real>::Batch(const Plan& plan, const Manner& manner, const Activity& activity)
    : plan_(plan), manner_(manner), activity_(plan, activity) {
    if (manner.feedback != Feedback::none) require_eligible(plan, manner.feedback);
}

template <class Real>
void Batch<Real>::count_synapses() {
    activity_.count_synapses(plan_);
}

template <class Real>
double Batch<Real>::penalise(Bundle<Real>& bundle, std::size_t t, double trials) const {
    if (activity_.is_zero()) return 0.0;
    const double seconds = seconds_of(plan_, bundle.trial(t).ticks);
    double penalty = 0.0;
    std::vector<double> counts, by_spike;
    for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
        bundle.count(t, l, counts);
        by_spike.resize(counts.size());
        penalty += activity_.of(l, counts, seconds, trials, by_spike);
        Aligned<Real>& bonus = bundle.bonus(t, l);
        bonus.assign(plan_.layers[l].lanes, 0);
        for (std::size_t n = 0; n < counts.size(); ++n) bonus[n] = static_cast<Real>(by_spike[n]);
    }
    return penalty;
}

template <class Real>
Tally Batch<Real>::one(std::span<const Trial* const> trials, const NetworkView<Real>& model,
                       const Counts& counts, Aligned<Real>* gradient) {
    if (gradient != nullptr && manner_.feedback != Feedback::none)
        return one_online(trials, model, counts, *gradient);
    std::unique_ptr<Bundle<Real>> bundle = bundles_.borrow(plan_, manner_);
    bundle->forward(trials, model, gradient == nullptr ? Keep::scores : Keep::tape);
    Tally tally;
    tally.spikes.resize(plan_.layers.size());
    std::vector<std::vector<double>> by_scores(trials.size());
    for (std::size_t t = 0; t < trials.size(); ++t) {
        const std::span<const double> scores = bundle->scores(t);
        by_scores[t].resize(scores.size());
        for (std::size_t w = 0; w < trials[t]->windows.size(); ++w)
            tally.add_window(scores.subspan(w * plan_.classes, plan_.classes), trials[t]->label,
                             1.0 / counts.windows,
                             std::span(by_scores[t]).subspan(w * plan_.classes, plan_.classes));
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            for (const std::uint32_t n : bundle->strand(t, l).counts) tally.spikes[l] += n;
            tally.neuron_seconds +=
                static_cast<double>(plan_.layers[l].size) * seconds_of(plan_, trials[t]->ticks);
        }
        tally.penalty += penalise(*bundle, t, counts.trials);
    }
    if (gradient != nullptr) {
        gradient->assign(plan_.parameters, 0);
        bundle->backward(by_scores, *gradient);
    }
    bundles_.give_back(std::move(bundle));
    return tally;
}

template <class Real>
Tally Batch<Real>::one_online(std::span<const Trial* const> trials, const NetworkView<Real>& model,
                              const Counts& counts, Aligned<Real>& gradient) {
    std::unique_ptr<Online<Real>> online = online_.borrow(plan_, manner_);
    gradient.assign(plan_.parameters, 0);
    Tally tally;
    tally.spikes.resize(plan_.layers.size());
    for (const Trial* trial : trials)
        online->run(*trial, model, activity_, counts, gradient, tally);
    online->collect(gradient);
    online_.give_back(std::move(online));
    return tally;
}

template <class Real>
Tally Batch<Real>::look(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
                        Monitor* monitor) {
    const NetworkView<Real> model(plan_, parameters);
    const std::size_t bundles = (trials.size() + side_by_side - 1) / side_by_side;
    std::vector<Tally> tallies(bundles);
    for_each_index(bundles, [&](std::size_t b) {
        if (monitor != nullptr) monitor->check();
        tallies[b] = one(bundle_of(trials, b), model, {1.0, 1.0}, nullptr);
    });
    Tally all;
    for (const Tally& tally : tallies) all.add(tally);
    return all;
}

template <class Real>
Tally Batch<Real>::descend(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
                           Aligned<Real>& gradient, Monitor* monitor) {
    const NetworkView<Real> model(plan_, parameters);
    const std::size_t bundles = (trials.size() + side_by_side - 1) / side_by_side;
    Counts counts{0.0, static_cast<double>(trials.size())};
    for (const Trial* trial : trials) counts.windows += static_cast<double>(trial->windows.size());
    std::vector<Tally> tallies(bundles);
    if (gradients_.size() < bundles) gradients_.resize(bundles);
    for_each_index(bundles, [&](std::size_t b) {
        if (monitor != nullptr) monitor->check();
        tallies[b] = one(bundle_of(trials, b), model, counts, &gradients_[b]);
    });
    gradient.resize(plan_.parameters);
    for_each_index((plan_.parameters + piece - 1) / piece, [&](std::size_t p) {
        const std::size_t last = std::min(plan_.parameters, (p + 1) * piece);
        for (std::size_t i = p * piece; i < last; ++i) gradient[i] = gradients_[0][i];
        for (std::size_t b = 1; b < bundles; ++b)
            for (std::size_t i = p * piece; i < last; ++i) gradient[i] += gradients_[b][i];
        for (std::size_t i = p * piece; i < last; ++i)
            if (plan_.trained[i] == 0) gradient[i] = 0;
    });
    Tally all;
    for (const Tally& tally : tallies) all.add(tally);
    return all;
}

template class Batch<float>;
template class Batch<double>;

}  // namespace efferent::snn::training

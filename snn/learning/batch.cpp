#include "snn/learning/batch.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace efferent::snn::training {
namespace {

constexpr std::size_t side_by_side = 8;  // trials of a bundle: part of what the same bytes mean
constexpr std::size_t piece = 16384;     // of a gradient, summed by one thread

/// Cross-entropy of one window's softmax; `by_scores` becomes its derivative, times `weight`.
double cross_entropy(std::span<const double> scores, std::size_t label, double weight,
                     std::span<double> by_scores) {
    const double top = *std::ranges::max_element(scores);
    double sum = 0.0;
    for (const double s : scores) sum += std::exp(s - top);
    for (std::size_t c = 0; c < scores.size(); ++c)
        by_scores[c] = weight * (std::exp(scores[c] - top) / sum - (c == label ? 1.0 : 0.0));
    return std::log(sum) - (scores[label] - top);
}

std::span<const Trial* const> bundle_of(std::span<const Trial* const> trials, std::size_t b) {
    const std::size_t first = b * side_by_side;
    return trials.subspan(first, std::min(side_by_side, trials.size() - first));
}

}  // namespace

void Tally::add(const Tally& other) {
    loss += other.loss;
    penalty += other.penalty;
    windows += other.windows;
    right += other.right;
    neuron_seconds += other.neuron_seconds;
    spikes.resize(std::max(spikes.size(), other.spikes.size()));
    for (std::size_t l = 0; l < other.spikes.size(); ++l) spikes[l] += other.spikes[l];
}

template <class Real>
Batch<Real>::Batch(const Plan& plan, const Manner& manner, const Activity& activity)
    : plan_(plan), manner_(manner), activity_(activity) {
    count_synapses();
}

template <class Real>
void Batch<Real>::count_synapses() {
    fan_out_.clear();
    for (const Layer& layer : plan_.layers) fan_out_.emplace_back(layer.size, 0.0);
    for (const Link& link : plan_.links) {
        if (link.from == from_input) continue;
        for (std::size_t n = 0; n < plan_.layers[link.from].size; ++n)
            for (std::size_t i = 0; i < link.stride; ++i)
                fan_out_[link.from][n] += plan_.trained[link.first + n * link.stride + i];
    }
}

template <class Real>
std::unique_ptr<Bundle<Real>> Batch<Real>::borrow() {
    const std::lock_guard guard(mutex_);
    if (idle_.empty()) return std::make_unique<Bundle<Real>>(plan_, manner_);
    auto bundle = std::move(idle_.back());
    idle_.pop_back();
    return bundle;
}

template <class Real>
void Batch<Real>::give_back(std::unique_ptr<Bundle<Real>> bundle) {
    const std::lock_guard guard(mutex_);
    idle_.push_back(std::move(bundle));
}

template <class Real>
double Batch<Real>::penalise(Bundle<Real>& bundle, std::size_t t, double trials) const {
    if (activity_.strength == 0.0 && activity_.operations_strength == 0.0) return 0.0;
    const double seconds = static_cast<double>(bundle.trial(t).ticks) *
                           static_cast<double>(plan_.reading.tick.count()) * 1e-9;
    double penalty = 0.0;
    std::vector<double> counts;
    for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
        bundle.count(t, l, counts);
        Aligned<Real>& bonus = bundle.bonus(t, l);
        bonus.assign(plan_.layers[l].lanes, 0);
        const double each = activity_.strength / static_cast<double>(counts.size());
        for (std::size_t n = 0; n < counts.size(); ++n) {
            const double rate = counts[n] / seconds;
            double by_rate = activity_.operations_strength * fan_out_[l][n] * 1e-6;
            penalty += by_rate * rate;
            for (const double bound : {activity_.lower_hz, activity_.upper_hz}) {
                if (bound == 0.0) continue;
                const double beyond = (rate - bound) / bound;
                if ((bound == activity_.lower_hz) != (beyond < 0.0)) continue;
                penalty += each * beyond * beyond;
                by_rate += 2.0 * each * beyond / bound;
            }
            bonus[n] = static_cast<Real>(by_rate / seconds / trials);
        }
    }
    return penalty;
}

template <class Real>
Tally Batch<Real>::one(std::span<const Trial* const> trials, const NetworkView<Real>& model,
                       const Counts& counts, Aligned<Real>* gradient) {
    std::unique_ptr<Bundle<Real>> bundle = borrow();
    bundle->forward(trials, model, gradient == nullptr ? Keep::scores : Keep::tape);
    Tally tally;
    tally.spikes.resize(plan_.layers.size());
    std::vector<std::vector<double>> by_scores(trials.size());
    for (std::size_t t = 0; t < trials.size(); ++t) {
        const std::span<const double> scores = bundle->scores(t);
        by_scores[t].resize(scores.size());
        for (std::size_t w = 0; w < trials[t]->windows.size(); ++w) {
            const auto window = scores.subspan(w * plan_.classes, plan_.classes);
            const std::size_t label = trials[t]->label;
            tally.loss +=
                cross_entropy(window, label, 1.0 / counts.windows,
                              std::span(by_scores[t]).subspan(w * plan_.classes, plan_.classes));
            ++tally.windows;
            const auto best = std::ranges::max_element(window) - window.begin();
            if (static_cast<std::size_t>(best) == label) ++tally.right;
        }
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            for (const std::uint32_t n : bundle->strand(t, l).counts) tally.spikes[l] += n;
            tally.neuron_seconds += static_cast<double>(plan_.layers[l].size) *
                                    static_cast<double>(trials[t]->ticks) *
                                    static_cast<double>(plan_.reading.tick.count()) * 1e-9;
        }
        tally.penalty += penalise(*bundle, t, counts.trials);
    }
    if (gradient != nullptr) {
        gradient->assign(plan_.parameters, 0);
        bundle->backward(by_scores, *gradient);
    }
    give_back(std::move(bundle));
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

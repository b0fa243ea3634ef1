// Cross-entropy of windows and the cost of rates, with their derivatives.
#include "snn/learning/loss.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::snn::training {
namespace {

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

void Tally::add_window(std::span<const double> scores, std::size_t label, double weight,
                       std::span<double> by_scores) {
    loss += cross_entropy(scores, label, weight, by_scores);
    ++windows;
    const auto best = std::ranges::max_element(scores) - scores.begin();
    if (static_cast<std::size_t>(best) == label) ++right;
}

double seconds_of(const Plan& plan, std::int64_t ticks) {
    return static_cast<double>(ticks) * static_cast<double>(plan.reading.tick.count()) * 1e-9;
}

ActivityLoss::ActivityLoss(const Plan& plan, const Activity& activity) : activity_(activity) {
    count_synapses(plan);
}

void ActivityLoss::count_synapses(const Plan& plan) {
    fan_out_.clear();
    for (const Layer& layer : plan.layers) fan_out_.emplace_back(layer.size, 0.0);
    for (const Link& link : plan.links) {
        if (link.from == from_input) continue;
        for (std::size_t n = 0; n < plan.layers[link.from].size; ++n)
            for (std::size_t i = 0; i < link.stride; ++i)
                fan_out_[link.from][n] += plan.trained[link.first + n * link.stride + i];
    }
}

double ActivityLoss::of(std::size_t layer, std::span<const double> counts, double seconds,
                        double trials, std::span<double> by_spike) const {
    double penalty = 0.0;
    const double each = activity_.strength / static_cast<double>(counts.size());
    for (std::size_t n = 0; n < counts.size(); ++n) {
        const double rate = counts[n] / seconds;
        double by_rate = activity_.operations_strength * fan_out_[layer][n] * 1e-6;
        penalty += by_rate * rate;
        for (const double bound : {activity_.lower_hz, activity_.upper_hz}) {
            if (bound == 0.0) continue;
            const double beyond = (rate - bound) / bound;
            if ((bound == activity_.lower_hz) != (beyond < 0.0)) continue;
            penalty += each * beyond * beyond;
            by_rate += 2.0 * each * beyond / bound;
        }
        by_spike[n] = by_rate / seconds / trials;
    }
    return penalty;
}

}  // namespace efferent::snn::training

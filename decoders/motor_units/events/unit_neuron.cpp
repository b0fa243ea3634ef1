// Trains one neuron on known discharges, and says when it spikes.
#include "decoders/motor_units/events/unit_neuron.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "core/widest.hpp"
#include "decoders/motor_units/events/logistic.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {
namespace {

/// What arrives at each step.
std::vector<double> arrivals(const UnitNeuron& neuron, const LineEvents& events) {
    std::vector<double> sum(events.steps);
    std::vector<std::vector<const UnitSynapse*>> of_line(events.lines);
    for (const UnitSynapse& s : neuron.synapses) of_line[s.tap.line].push_back(&s);
    for (const LineEvent& e : events.events)
        for (const UnitSynapse* s : of_line[e.line])
            if (e.step + s->tap.delay < events.steps)
                sum[e.step + s->tap.delay] += double{s->weight};
    return sum;
}

std::vector<std::size_t> crossings(std::span<const double> arrivals, const UnitNeuron& neuron,
                                   double threshold) {
    std::vector<std::size_t> found;
    double v = 0.0;
    for (std::size_t t = 0; t < arrivals.size(); ++t) {
        v = neuron.keep * v + arrivals[t];
        if (v < threshold) continue;
        found.push_back(t);
        v = 0.0;
        t += neuron.refractory - 1;
    }
    return found;
}

std::vector<std::size_t> later(std::span<const std::size_t> discharges, std::int64_t lead,
                               std::size_t steps) {
    std::vector<std::size_t> result;
    for (const std::size_t d : discharges) {
        const std::int64_t t = static_cast<std::int64_t>(d) + lead;
        if (t >= 0 && t < static_cast<std::int64_t>(steps))
            result.push_back(static_cast<std::size_t>(t));
    }
    return result;
}

std::vector<Time> times(std::span<const std::size_t> steps) {
    std::vector<Time> result;
    for (const std::size_t t : steps) result.push_back(Time{Duration{t}});
    return result;
}

/// The taps with the lead at which they say most.
struct Aim {
    std::int64_t lead = 0;
    Choice choice;
};

Aim aim(const LineEvents& events, const EventMoments& moments, std::span<const TapRange> ranges,
        std::span<const std::size_t> discharges, Leads leads, const NeuronParams& params) {
    const std::vector<Tap> candidates = taps_of(ranges);
    std::size_t longest = 0;
    for (const Tap& t : candidates) longest = std::max<std::size_t>(longest, t.delay);
    const std::ptrdiff_t first = leads.shortest - static_cast<std::ptrdiff_t>(longest);
    const Table mean = around(events, params.keep, discharges, first, longest + leads.count);
    Aim best;
    for (std::size_t l = 0; l < leads.count; ++l) {
        std::vector<double> at(candidates.size());
        for (std::size_t i = 0; i < candidates.size(); ++i)
            at[i] = mean.row(longest + l - candidates[i].delay)[candidates[i].line] -
                    moments.mean(candidates[i].line);
        Choice choice =
            choose(moments, candidates, at, params.synapses, params.ridge, params.enough);
        if (l == 0 || choice.gain > best.choice.gain)
            best = {leads.shortest + static_cast<std::int64_t>(l), std::move(choice)};
    }
    return best;
}

/// Weights as if the threshold were nothing yet; with the answer expected at rest.
std::vector<double> weigh(const LineEvents& events, std::span<const Tap> taps,
                          std::span<const std::size_t> told, const NeuronParams& params) {
    std::vector<Label> all(events.steps, Label::no);
    for (const std::size_t t : told)
        for (std::size_t i = t - std::min(t, params.guard);
             i <= std::min(t + params.guard, events.steps - 1); ++i)
            all[i] = Label::neither;
    for (const std::size_t t : told) all[t] = Label::yes;
    std::vector<std::size_t> steps;
    std::vector<Label> labels;
    for (std::size_t t = 0; t < all.size(); ++t) {
        if (all[t] == Label::no && t % params.every != 0) continue;
        steps.push_back(t);
        labels.push_back(all[t]);
    }
    std::vector<float> rows(steps.size() * taps.size());
    for (std::size_t i = 0; i < taps.size(); ++i) {
        const std::vector<float> z = trace(events, taps[i].line, params.keep);
        for (std::size_t r = 0; r < steps.size(); ++r)
            if (steps[r] >= taps[i].delay) rows[r * taps.size() + i] = z[steps[r] - taps[i].delay];
    }
    return logistic(rows, labels, params.penalty).weights;
}

constexpr std::size_t tried = 48;  // thresholds

/// What crossings() gives for each threshold, side by side.
std::vector<std::vector<std::size_t>> crossings(std::span<const double> arrivals,
                                                const UnitNeuron& neuron,
                                                const std::array<double, tried>& thresholds) {
    std::vector<std::vector<std::size_t>> found(tried);
    std::array<double, tried> v{}, deaf_until{};
    in_widest_registers([&]() __attribute__((always_inline)) {
        for (std::size_t t = 0; t < arrivals.size(); ++t) {
            const auto now = static_cast<double>(t);
            const double arrived = arrivals[t], keep = neuron.keep;
            int any = 0;
            for (std::size_t k = 0; k < tried; ++k) {
                const double next = keep * v[k] + arrived;
                v[k] = now < deaf_until[k] ? 0.0 : next;
                any |= v[k] >= thresholds[k] ? 1 : 0;
            }
            if (any == 0) continue;
            for (std::size_t k = 0; k < tried; ++k) {
                if (v[k] < thresholds[k]) continue;
                found[k].push_back(t);
                v[k] = 0.0;
                deaf_until[k] = now + static_cast<double>(neuron.refractory);
            }
        }
    });
    return found;
}

/// The threshold above zero with the most agreement, and that agreement.
std::pair<double, Agreement> best_threshold(const UnitNeuron& neuron,
                                            std::span<const double> arrivals,
                                            std::span<const std::size_t> told,
                                            const NeuronParams& params) {
    std::vector<double> heights;
    double v = 0.0;
    for (std::size_t t = 0, k = 0; t < arrivals.size(); ++t) {
        v = neuron.keep * v + arrivals[t];
        if (k < told.size() && told[k] == t) {
            heights.push_back(v);
            ++k;
        }
    }
    std::ranges::sort(heights);
    const double low = heights[heights.size() / 50] / 3.0, high = heights[heights.size() * 9 / 10];
    if (!(high > 0.0)) throw Error(Fault::config, "no synapse tells its discharges apart");
    const auto truth = times(told);
    const auto steps = static_cast<std::int64_t>(params.tolerance);
    std::vector<std::pair<double, Agreement>> results;
    double most = 0.0;
    std::array<double, tried> thresholds{};
    for (std::size_t i = 0; i < tried; ++i)
        thresholds[i] = std::max(low, high / 20.0) +
                        (high - std::max(low, high / 20.0)) * static_cast<double>(i) / (tried - 1);
    const auto all = crossings(arrivals, neuron, thresholds);
    for (std::size_t i = 0; i < tried; ++i) {
        results.emplace_back(thresholds[i],
                             agree(times(all[i]), truth, {Duration{steps}, Duration{2 * steps}}));
        most = std::max(most, results.back().second.rate());
    }
    std::erase_if(results, [&](const auto& r) { return r.second.rate() < most; });
    return results[results.size() / 2];
}

}  // namespace

std::vector<std::size_t> spikes(const UnitNeuron& neuron, const LineEvents& events) {
    return crossings(arrivals(neuron, events), neuron, 1.0);
}

UnitTraining train_neuron(const LineEvents& events, const EventMoments& moments,
                          std::span<const TapRange> ranges, std::span<const std::size_t> discharges,
                          Leads leads, const NeuronParams& params) {
    const Aim aimed = aim(events, moments, ranges, discharges, leads, params);
    if (aimed.choice.taps.empty())
        throw Error(Fault::config, "no synapse tells its discharges apart");
    const auto told = later(discharges, aimed.lead, events.steps);
    const std::vector<double> weights = weigh(events, aimed.choice.taps, told, params);
    UnitNeuron neuron{{}, params.keep, params.refractory, aimed.lead};
    for (std::size_t i = 0; i < weights.size(); ++i)
        neuron.synapses.push_back({aimed.choice.taps[i], static_cast<float>(weights[i])});
    std::ranges::sort(neuron.synapses, {},
                      [](const UnitSynapse& s) { return std::pair(s.tap.line, s.tap.delay); });
    const auto [threshold, agreement] =
        best_threshold(neuron, arrivals(neuron, events), told, params);
    for (UnitSynapse& s : neuron.synapses)
        s.weight = static_cast<float>(double{s.weight} / threshold);
    neuron.lead += agreement.lag.count();
    return {std::move(neuron), agreement.rate()};
}

}  // namespace efferent::motor_units

// Peel-off, one channel at a time: channels share discharges, not shapes.
#include "decoders/motor_units/peel.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "core/row_sums.hpp"

namespace efferent::motor_units {
namespace {

std::size_t half_of(const std::vector<std::size_t>& pulses, std::size_t half) {
    std::vector<std::size_t> intervals;
    for (std::size_t i = 1; i < pulses.size(); ++i) intervals.push_back(pulses[i] - pulses[i - 1]);
    if (intervals.empty()) return half;
    const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
    std::ranges::nth_element(intervals, middle);
    return std::min(half, *middle / 2);
}

/// The part of a template that falls within the signal around a pulse.
struct Window {
    std::size_t from;  ///< in the template
    std::size_t count;
    std::size_t begin;  ///< in the signal

    Window(std::size_t pulse, std::size_t half, std::size_t length) {
        from = pulse < half ? half - pulse : 0;
        begin = pulse + from - half;
        count = std::min(2 * half + 1 - from, length - begin);
    }
};

/// to[i] += weight · from[i]
void add(const float* from, std::size_t count, float weight, float* to) {
    add_rows({from, 0, to, 0, 1, count, weight});
}

/// One step of the sweep for one unit: what is left on average at its pulses goes to its shape.
void refine(std::span<float> rest, const std::vector<std::size_t>& pulses, std::size_t half,
            std::span<float> shape) {
    std::vector<float> mean(shape.size());
    for (const std::size_t pulse : pulses) {
        const Window w(pulse, half, rest.size());
        add(rest.data() + w.begin, w.count, 1.0F, mean.data() + w.from);
    }
    std::vector<float> change(shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i) {
        change[i] = mean[i] / static_cast<float>(pulses.size());
        shape[i] += change[i];
    }
    for (const std::size_t pulse : pulses) {
        const Window w(pulse, half, rest.size());
        add(change.data() + w.from, w.count, -1.0F, rest.data() + w.begin);
    }
}

/// All samples of all channels, some rows at a time, so that both orders stay in the cache.
template <class Act>
void in_turn(std::size_t length, std::size_t channels, const Act& act) {
    constexpr std::size_t together = 64;
    for (std::size_t begin = 0; begin < length; begin += together)
        for (std::size_t m = 0; m < channels; ++m)
            for (std::size_t t = begin; t < std::min(begin + together, length); ++t) act(t, m);
}

}  // namespace

Peeled peel(SignalView signal, const std::vector<std::vector<std::size_t>>& pulses,
            std::size_t half, std::size_t sweeps) {
    const std::size_t channels = signal.channels();
    Peeled peeled;
    for (const auto& of_unit : pulses) {
        Template& t = peeled.templates.emplace_back();
        t.half = half_of(of_unit, half);
        t.values.resize(channels * (2 * t.half + 1));
    }
    const std::size_t length = signal.length();
    std::vector<float> planes(channels * length);
    in_turn(length, channels, [&](std::size_t t, std::size_t m) {
        planes[m * length + t] = signal.samples()[t * channels + m];
    });
    for_each_index(channels, [&](std::size_t m) {
        const std::span<float> rest = std::span(planes).subspan(m * length, length);
        for (std::size_t sweep = 0; sweep < sweeps; ++sweep)
            for (std::size_t u = 0; u < pulses.size(); ++u) {
                if (pulses[u].empty()) continue;
                Template& t = peeled.templates[u];
                const std::size_t width = 2 * t.half + 1;
                refine(rest, pulses[u], t.half, std::span(t.values).subspan(m * width, width));
            }
    });
    peeled.rest.resize(planes.size());
    in_turn(length, channels, [&](std::size_t t, std::size_t m) {
        peeled.rest[t * channels + m] = planes[m * length + t];
    });
    return peeled;
}

}  // namespace efferent::motor_units

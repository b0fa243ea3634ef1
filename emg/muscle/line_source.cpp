// Sums fibres of one velocity in space and time at once, then runs each sum through the action
// potential as a filter.
#include "emg/muscle/line_source.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "core/row_sums.hpp"
#include "core/widest.hpp"

namespace efferent::emg {
namespace {

constexpr double widest_step_mm = 0.2;
constexpr double velocity_step = 0.1;  // m/s
constexpr double fastest = 5.5;        // m/s; a fibre of 85 um has 5.2
constexpr double reach_mm = 12.0;      // beyond it the action potential is below 0.1 uV
constexpr std::size_t lanes = 8;       // channels that are convolved together, at least

/// Fibres of one velocity, summed: the difference of the lead field from node to node, at the step
/// of time at which a front that left its endplate passes the node.
struct Sum {
    std::size_t steps, channels;  ///< channels: filled up to whole lanes
    std::vector<float> values;    ///< [variant][step][channel]

    float* row(std::size_t variant, std::size_t step) {
        return values.data() + (variant * steps + step) * channels;
    }
};

void add_arm(const LeadField& lead, double from, double step_mm, std::size_t nodes,
             std::span<const std::size_t> starts, Sum& sum) {
    constexpr std::size_t together = 16;  // nodes
    const std::size_t channels = lead.contacts();
    std::vector<float> before(channels), now(channels), change(together * channels);
    lead.at(from, before);
    for (std::size_t first = 1; first <= nodes; first += together) {
        const std::size_t count = std::min(together, nodes + 1 - first);
        for (std::size_t j = 0; j < count; ++j) {
            lead.at(from + step_mm * static_cast<double>(first + j), now);
            for (std::size_t c = 0; c < channels; ++c)
                change[j * channels + c] = now[c] - before[c];
            std::swap(before, now);
        }
        for (std::size_t v = 0; v < starts.size(); ++v)
            add_rows({change.data(), channels, sum.row(v, starts[v] + first), sum.channels, count,
                      channels, 1.0F});
    }
}

/// One variant of a sum on its way through the action potential.
struct Convolution {
    const float* sum;
    std::size_t channels, steps, end;  ///< of the sum; of the result
    float r, gain;
    std::size_t stride;
    float* out;
    std::size_t out_channels;
};

template <std::size_t width>
struct Lanes {
    using Type [[gnu::vector_size(width * sizeof(float))]] = float;
    using InMemory
        [[gnu::vector_size(width * sizeof(float)), gnu::aligned(alignof(float)), gnu::may_alias]] =
            float;
};

/// Channels [first, first + width) of the sum.
template <std::size_t width>
[[gnu::always_inline]] inline void convolve_lanes(const Convolution& w, std::size_t first) {
    using V = typename Lanes<width>::Type;
    using InMemory = typename Lanes<width>::InMemory;
    const std::size_t used = std::min(width, w.out_channels - first);
    V last{}, d1{}, d2{}, p1{}, p2{}, p3{}, p4{};
    for (std::size_t n = 0; n < w.end; ++n) {
        V x{};
        if (n < w.steps) x = *reinterpret_cast<const InMemory*>(w.sum + n * w.channels + first);
        const V d = x - last;
        p1 = w.r * p1 + w.gain * (d + w.r * (4.0F * d1 + w.r * d2));
        p2 = w.r * p2 + p1;
        p3 = w.r * p3 + p2;
        p4 = w.r * p4 + p3;
        d2 = d1;
        d1 = d;
        last = x;
        if (n % w.stride != 0) continue;
        float* y = w.out + n / w.stride * w.out_channels + first;
        if (used == width) {
            *reinterpret_cast<InMemory*>(y) += p4;
            continue;
        }
        for (std::size_t i = 0; i < used; ++i) y[i] += p4[i];
    }
}

void convolve(const Convolution& w) {
    in_widest_registers([&]() __attribute__((always_inline)) {
        std::size_t first = 0;
        for (; first + 2 * lanes <= w.channels; first += 2 * lanes)
            convolve_lanes<2 * lanes>(w, first);
        if (first < w.channels) convolve_lanes<lanes>(w, first);
    });
}

/// Adds to `out`, at every `stride`-th step, the sum convolved with the first difference of the
/// action potential over a node. With r = exp(-2 step), the potential is 768 step^3 n^3 r^n at node
/// n, whose z-transform is 768 step^3 r z (1 + 4 r z + r^2 z^2) / (1 - r z)^4: three taps and four
/// poles.
void convolve(Sum& sum, double step_mm, double scale, std::size_t stride, ArrayMuap& out) {
    const auto r = static_cast<float>(std::exp(-2.0 * step_mm));
    const auto gain = static_cast<float>(scale * action_potential(step_mm));
    const auto tail = static_cast<std::size_t>(std::ceil(reach_mm / step_mm));
    const std::size_t end = std::min(sum.steps + tail, (out.length() - 1) * stride + 1);
    for (std::size_t v = 0; v < out.variants(); ++v)
        convolve({sum.row(v, 0), sum.channels, sum.steps, end, r, gain, stride,
                  out.variant(v).data(), out.channels()});
}

/// Steps of time, counted from the first sample, at which each fibre's endplate is excited.
struct Delays {
    std::int64_t first_sample;
    std::vector<std::size_t> steps;  ///< [fibre][variant]
};

Delays delays(std::span<const MuscleFibre> fibres, const MuapSampling& sampling, double step_s,
              RandomStream& random) {
    std::vector<double> times;
    for (const MuscleFibre& fibre : fibres)
        for (std::size_t v = 0; v < sampling.variants; ++v)
            times.push_back(fibre.delay_s +
                            (sampling.jitter_s > 0.0 ? sampling.jitter_s * random.normal() : 0.0));
    const double earliest = *std::min_element(times.begin(), times.end());
    Delays result{static_cast<std::int64_t>(std::floor(earliest * sampling.rate_hz - 0.5)), {}};
    const double zero = static_cast<double>(result.first_sample) / sampling.rate_hz;
    for (const double t : times)
        result.steps.push_back(static_cast<std::size_t>(std::llround((t - zero) / step_s)));
    return result;
}

}  // namespace

double action_potential(double x) {
    return x <= 0.0 ? 0.0 : 768.0 * x * x * x * std::exp(-2.0 * x);
}

ArrayMuap line_source_muap(
    std::span<const MuscleFibre> fibres, std::size_t channels, double intracellular,
    const std::function<std::unique_ptr<LeadField>(const MuscleFibre&)>& lead_of,
    const MuapSampling& sampling, RandomStream random) {
    if (fibres.empty()) return {sampling.variants, 1, channels, 0};
    const auto stride =
        static_cast<std::size_t>(std::ceil(1e3 * fastest / (sampling.rate_hz * widest_step_mm)));
    const double step_s = 1.0 / (sampling.rate_hz * static_cast<double>(stride));
    const Delays start = delays(fibres, sampling, step_s, random);

    std::map<std::int64_t, std::vector<std::size_t>> of_velocity;
    for (std::size_t f = 0; f < fibres.size(); ++f)
        of_velocity[std::llround(fibres[f].velocity_m_s / velocity_step)].push_back(f);
    const auto step_of = [step_s](std::int64_t velocity) {
        return 1e3 * velocity_step * static_cast<double>(velocity) * step_s;  // mm
    };
    const auto nodes = [](double length, double step_mm) {
        return static_cast<std::size_t>(std::llround(std::max(0.0, length) / step_mm));
    };

    // Of each velocity: the step after the last that a front reaches an end at.
    std::map<std::int64_t, std::size_t> steps;
    std::size_t end = 0;
    for (const auto& [velocity, members] : of_velocity) {
        const double mm = step_of(velocity);
        std::size_t& last = steps[velocity];
        for (const std::size_t f : members) {
            const MuscleFibre& fibre = fibres[f];
            const double longer =
                std::max(fibre.high_end - fibre.endplate, fibre.endplate - fibre.low_end);
            for (std::size_t v = 0; v < sampling.variants; ++v)
                last =
                    std::max(last, start.steps[f * sampling.variants + v] + nodes(longer, mm) + 1);
        }
        end = std::max(end, last + static_cast<std::size_t>(std::ceil(reach_mm / mm)));
    }
    ArrayMuap muap(sampling.variants, end / stride + 1, channels, start.first_sample);

    const double scale = intracellular * std::numbers::pi / 4.0 * 1e-6;  // um2 to mm2
    const std::size_t padded = (channels + lanes - 1) / lanes * lanes;
    for (const auto& [velocity, members] : of_velocity) {
        const double mm = step_of(velocity);
        const std::size_t length = steps[velocity];
        Sum sum{length, padded, std::vector<float>(sampling.variants * length * padded)};
        for (const std::size_t f : members) {
            const MuscleFibre& fibre = fibres[f];
            const auto lead = lead_of(fibre);
            const auto starts =
                std::span(start.steps).subspan(f * sampling.variants, sampling.variants);
            add_arm(*lead, fibre.endplate, mm, nodes(fibre.high_end - fibre.endplate, mm), starts,
                    sum);
            add_arm(*lead, fibre.endplate, -mm, nodes(fibre.endplate - fibre.low_end, mm), starts,
                    sum);
        }
        convolve(sum, mm, scale / mm, stride, muap);
    }
    return muap;
}

}  // namespace efferent::emg

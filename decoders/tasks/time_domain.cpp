// Hudgins' four numbers and the helpers that other features of the time domain use.
#include "decoders/tasks/time_domain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/widest.hpp"

namespace efferent::decoders {

double common_scale(std::span<const double> scale) {
    double squares = 0.0;
    for (std::size_t c = 0; c < scale.size(); ++c) {
        if (!std::isfinite(scale[c]) || scale[c] < 0.0)
            throw Error(Fault::config, "the standard deviation of channel " + std::to_string(c) +
                                           " is " + exact(scale[c]) +
                                           "; it must be finite and not negative");
        squares += scale[c] * scale[c];
    }
    return scale.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(scale.size()));
}

void describe(Fields& field, HudginsParams& p) {
    field("dead_band", p.dead_band,
          "smallest step that counts in zero crossings and slope sign changes, as a multiple of "
          "the signal's standard deviation");
    field.require(p.dead_band >= 0.0, "dead_band", "must not be negative");
}

double log_amplitude(double value, double scale) {
    return std::log(std::max(value + 1e-6 * scale, std::numeric_limits<double>::min()));
}

double wave_length(std::span<const double> x) {
    double sum = 0.0;
    for (std::size_t i = 1; i < x.size(); ++i) sum += std::abs(x[i] - x[i - 1]);
    return sum;
}

std::array<double, 4> hudgins(std::span<const double> x, double scale,
                              const HudginsParams& params) {
    const double eps = params.dead_band * scale;
    double absolute = 0.0, crossings = 0.0, turns = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        absolute += std::abs(x[i]);
        if (i + 1 == x.size()) break;
        const double step = x[i + 1] - x[i];
        if (x[i] * x[i + 1] < 0.0 && std::abs(step) >= eps) crossings += 1.0;
        if (i == 0) continue;
        const double before = x[i] - x[i - 1];
        if (before * -step > 0.0 && std::max(std::abs(before), std::abs(step)) >= eps) turns += 1.0;
    }
    return {log_amplitude(absolute / static_cast<double>(x.size()), scale),
            log_amplitude(wave_length(x), scale), crossings, turns};
}

namespace {

/// What one sample of all channels adds to the sums of their steps from the last one.
[[gnu::always_inline]] inline void add_steps(std::size_t channels, double eps,
                                             const float* __restrict row, double* __restrict last,
                                             double* __restrict before, double* __restrict path,
                                             double* __restrict crossings,
                                             double* __restrict turns) {
    for (std::size_t c = 0; c < channels; ++c) {
        const double now = double{row[c]}, step = now - last[c];
        const double size = std::abs(step), size_before = std::abs(before[c]);
        path[c] += size;
        const bool crossed = (last[c] * now < 0.0) & (size >= eps);
        const bool turned = (before[c] * -step > 0.0) & ((size_before >= eps) | (size >= eps));
        crossings[c] += crossed ? 1.0 : 0.0;
        turns[c] += turned ? 1.0 : 0.0;
        before[c] = step;
        last[c] = now;
    }
}

[[gnu::always_inline]] inline void add_sizes(std::size_t channels, const float* __restrict row,
                                             double* __restrict sums) {
    for (std::size_t c = 0; c < channels; ++c) sums[c] += std::abs(double{row[c]});
}

}  // namespace

void hudgins(const SignalView& window, double scale, const HudginsParams& params,
             std::span<double> out) {
    const std::size_t channels = window.channels(), length = window.length();
    const double eps = params.dead_band * scale;
    const float* samples = window.samples().data();
    std::vector<double> last(samples, samples + channels), before(channels);
    std::ranges::fill(out, 0.0);
    double *absolute = out.data(), *path = absolute + channels, *crossings = path + channels,
           *turns = crossings + channels;
    in_widest_registers([&]() __attribute__((always_inline)) {
        add_sizes(channels, samples, absolute);
        for (std::size_t i = 1; i < length; ++i) {
            const float* row = samples + i * channels;
            add_sizes(channels, row, absolute);
            add_steps(channels, eps, row, last.data(), before.data(), path, crossings, turns);
        }
    });
    for (std::size_t c = 0; c < channels; ++c) {
        absolute[c] = log_amplitude(absolute[c] / static_cast<double>(length), scale);
        path[c] = log_amplitude(path[c], scale);
    }
}

}  // namespace efferent::decoders

// What the features of the time domain share: one channel at a time, and the scale of the signal.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/fields.hpp"
#include "core/signal.hpp"

namespace efferent::decoders {

/// The size of the signal as one number: the root of the mean of the squared standard deviations
/// of the channels, in the signal's unit. Error{config} if one is negative or not finite.
double common_scale(std::span<const double> scale);

/// ln(value + 1e-6 scale), never below ln of the smallest normal double: finite on flat windows.
double log_amplitude(double value, double scale);

/// Settings of every feature that counts crossings and turns.
struct HudginsParams {
    double dead_band = 0.02;
};
void describe(Fields& field, HudginsParams& p);

/// Sum of |x[i+1] - x[i]|.
double wave_length(std::span<const double> x);

/// ln of the mean absolute value, ln of the wave length, zero crossings, slope sign changes.
/// Source: Hudgins, Parker, Scott, "A new strategy for multifunction myoelectric control",
/// IEEE TBME 40(1), 1993; the logarithms are ours.
std::array<double, 4> hudgins(std::span<const double> x, double scale, const HudginsParams& params);

/// Those of all channels, number k of channel c at out[k * channels + c].
void hudgins(const SignalView& window, double scale, const HudginsParams& params,
             std::span<double> out);

/// Hands each channel of `window` to `values`, which gives a std::array of numbers; number k of
/// channel c goes to out[k * channels + c].
template <class Values>
void for_each_channel(const SignalView& window, std::span<double> out, const Values& values) {
    const std::size_t channels = window.channels();
    const std::span<const float> samples = window.samples();
    std::vector<double> x(window.length());
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = double{samples[i * channels + c]};
        const auto numbers = values(std::span<const double>(x));
        for (std::size_t k = 0; k < numbers.size(); ++k) out[k * channels + c] = numbers[k];
    }
}

}  // namespace efferent::decoders

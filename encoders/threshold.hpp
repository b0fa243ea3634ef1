// The threshold θ that the encoders share: one pair of settings, one way to a step per channel.
#pragma once

#include <optional>
#include <vector>

#include "core/fields.hpp"
#include "encoders/encoder.hpp"

namespace efferent::encoders {

/// Exactly one of the two is set; nothing given means the relative default.
struct Threshold {
    std::optional<double> threshold_uv;
    std::optional<double> threshold_relative = 0.5;
};

/// Adds the two keys to the settings of an encoder, side by side with its others.
void describe(Fields& field, Threshold& p);

/// θ per channel, in the signal's unit, above zero. Under a relative threshold a channel that was
/// flat in the calibration gets infinity: it never sends.
/// Error{config} if the threshold is in microvolts and the unit has no size in volts, or if a step
/// is too small or too large for a double.
std::vector<double> channel_steps(const Threshold& threshold, const Calibration& calibration);

}  // namespace efferent::encoders

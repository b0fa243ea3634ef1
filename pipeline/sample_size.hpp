// Whether samples have a size that EMG can have, and that can be computed with.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emg/dataset.hpp"

namespace efferent {

/// Standard deviation of each channel of row-major samples, by encoders::calibrate: exactly 0 where
/// a channel holds one value.
std::vector<double> deviations(std::span<const float> samples, std::size_t channels);

/// `deviations` are standard deviations of channels. Error{format} naming `recording` where the
/// greatest is neither 0 nor between 1e-15 and 1e15: squares of such samples leave the range of
/// numbers.
void require_computable(const std::string& recording, const std::vector<double>& deviations,
                        const emg::Unit& unit);

/// A sentence where the median channel deviates by less or more than electrodes give, 0.1 uV to
/// 10 mV; empty where it does not, or the unit has no size in volts.
std::string odd_size(std::vector<double> deviations, const emg::Unit& unit);

}  // namespace efferent

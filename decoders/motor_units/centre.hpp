// Channels without their means.
#pragma once

#include <cstddef>
#include <vector>

namespace efferent::motor_units {

/// Takes each channel's mean away from row-major samples, and gives the means.
std::vector<double> centre(std::vector<float>& samples, std::size_t channels);

}  // namespace efferent::motor_units

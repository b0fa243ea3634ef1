// Channels mixed so that each says something of its own.
#pragma once

#include <span>

#include "core/table.hpp"

namespace efferent::motor_units {

/// (B + regularisation · (mean of B's eigenvalues) · identity)^(-1/2), B the channels' covariance:
/// the symmetric whitening, which leaves each channel as like itself as can be (ZCA, Bell &
/// Sejnowski, Vision Res 37:3327, 1997). `samples` are row-major, without means. Error{format} if
/// they are all zero.
Table whitening(std::span<const float> samples, std::size_t channels, double regularisation);

}  // namespace efferent::motor_units

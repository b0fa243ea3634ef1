// The drive of a group of motor units: their discharges together, smoothed.
#pragma once

#include <span>
#include <vector>

#include "decoders/motor_units/train.hpp"

namespace efferent::drives {

struct DriveParams {
    Duration window{400'000'000};  ///< of the Hann window, all of it in the past
    Duration step{10'000'000};     ///< from value to value
};

/// For each of `groups` groups, discharges a second and unit at start, start + step, ... up to
/// `end`: every discharge of a unit of the group weighs (1 - cos(2 pi age/window))/window over the
/// group's size. It looks at the past alone, so it is late by half a window. `group` has one number
/// below `groups` for each train. Error{config}: a group without units, numbers that are not one a
/// train or not below `groups`, a window or step that is not above zero, an end before the start.
std::vector<std::vector<double>> cumulative_drives(std::span<const motor_units::Train> trains,
                                                   std::span<const std::size_t> group,
                                                   std::size_t groups, Time start, Time end,
                                                   const DriveParams& params);

}  // namespace efferent::drives

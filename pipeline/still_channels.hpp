// Channels that hold one value: a broken contact, or an amplifier at its end.
#pragma once

#include <string>
#include <vector>

#include "pipeline/motor_unit_stretch.hpp"

namespace efferent {

struct StillChannel {
    std::string name;
    Time since{};  ///< from the recording's begin
    Duration length{};
};

/// The channels that hold one value for a second at least, in their order; of each the longest such
/// time, the first among equals.
std::vector<StillChannel> still_channels(const Cut& part, Hertz rate);

/// Error{format} naming `name` and the channels that never change: what reads them, `reader`
/// ("the filters"), was made where they did.
void require_alive(const Cut& part, const std::string& name, const std::string& reader);

}  // namespace efferent

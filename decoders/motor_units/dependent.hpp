// Channels that say nothing which the channels before them do not say.
#pragma once

#include <cstddef>
#include <vector>

#include "core/signal.hpp"

namespace efferent::motor_units {

/// The channels, in their order, of which channels before them explain all but a millionth of the
/// variance: bridged electrodes, or the last of a grid whose average was taken away. Looks at
/// evenly spaced samples, at least 20 a channel if there are as many: a sum of others is one at
/// every sample. Means should be away.
std::vector<std::size_t> dependent_channels(SignalView signal);

}  // namespace efferent::motor_units

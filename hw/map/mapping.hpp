// From the traffic of a network to its place on a chip and what that costs, in one call.
#pragma once

#include "hw/map/cost.hpp"

namespace efferent::hw {

struct Mapping {
    Partition partition;
    std::vector<Fill> fill;  ///< a core
    Messages messages;
    std::vector<CoreMessages> core_messages;
    std::optional<Grid> grid;         ///< absent: the chip's fabric is not known
    std::vector<std::uint32_t> tile;  ///< a core; empty without a grid
    Routes routes;                    ///< empty without a grid
    MappedCost cost;
};

/// Errors as of partition() and place().
Mapping map_onto(const Traffic& traffic, const Chip& chip, const Config& strategy);

}  // namespace efferent::hw

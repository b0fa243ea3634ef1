// The way of each message over the links between tiles: along x first, then along y.
#pragma once

#include "hw/map/place.hpp"

namespace efferent::hw {

/// One direction between two neighbouring tiles.
struct FabricLink {
    std::uint32_t from = 0;  ///< tile
    std::uint32_t to = 0;
    std::uint64_t messages = 0;
    friend bool operator==(const FabricLink&, const FabricLink&) = default;
};

struct Routes {
    std::vector<FabricLink> links;  ///< that carry something, by (from, to)
    std::uint64_t hops_x = 0;       ///< of all messages together
    std::uint64_t hops_y = 0;
    std::uint64_t messages = 0;
    std::uint32_t most_hops = 0;  ///< of one message
    double mean_hops() const;     ///< 0 without messages
    friend bool operator==(const Routes&, const Routes&) = default;
};

/// `tile[core]`, as place() gives it. A message to another core of the same tile crosses no link.
Routes route(const std::vector<CoreMessages>& messages, std::span<const std::uint32_t> tile,
             const Grid& grid);

/// The tiles from one to another, both ends included.
std::vector<std::uint32_t> way(const Grid& grid, std::uint32_t from, std::uint32_t to);

}  // namespace efferent::hw

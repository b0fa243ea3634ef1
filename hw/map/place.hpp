// Cores to the tiles of a chip's fabric, so that messages cross few links.
#pragma once

#include "hw/map/partition.hpp"

namespace efferent::hw {

/// Messages from one core to another in the whole recording.
struct CoreMessages {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint64_t messages = 0;
    friend bool operator==(const CoreMessages&, const CoreMessages&) = default;
};
/// By (from, to); pairs without messages are left out.
std::vector<CoreMessages> core_messages_of(const Traffic& traffic, const Partition& partition);

/// A rectangle of tiles; tile y · columns + x is at (x, y).
struct Grid {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t cores_per_tile = 0;
    std::uint32_t tiles() const { return columns * rows; }
    friend bool operator==(const Grid&, const Grid&) = default;
};
/// Nothing where one of its figures is unknown.
std::optional<Grid> grid_of(const Fabric& fabric);

/// Links along x, and along y, between two tiles.
struct Hops {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend bool operator==(const Hops&, const Hops&) = default;
};
Hops hops_between(const Grid& grid, std::uint32_t from_tile, std::uint32_t to_tile);

/// The tile of each core: one after the other beside those that it exchanges most messages with,
/// then exchanged or moved as long as that lowers messages x hops. Error{capacity} if there are
/// more cores than the grid has.
std::vector<std::uint32_t> place(const std::vector<CoreMessages>& messages, std::size_t cores,
                                 const Grid& grid);

/// What place() lowers.
std::uint64_t message_hops(const std::vector<CoreMessages>& messages,
                           std::span<const std::uint32_t> tile, const Grid& grid);

}  // namespace efferent::hw

// What is told of a network mapped onto a chip: facts in words, and one HTML page with a picture of
// the fabric, without network, scripts or other files.
#pragma once

#include "hw/fit.hpp"
#include "hw/map/mapping.hpp"

namespace efferent {

struct MapResult {
    std::string network;
    std::string strategy;
    hw::Chip chip;
    hw::Traffic traffic;
    hw::Mapping mapping;
    /// Of neurons filled in their order; absent where that does not fit the chip.
    std::optional<hw::Messages> in_order;
    /// Limits that the network breaks and a mapping does not look at, such as the neurons' model.
    std::vector<hw::Finding> broken;
};

/// A line of the terminal's table and of the page's list, as plain text.
struct MapFact {
    std::string name;
    std::string value;
};
std::vector<MapFact> map_facts(const MapResult& result);

/// UTF-8; the same bytes for the same result.
std::string map_page(const MapResult& result);

namespace report {

/// How full a core is by the limit that it is nearest to; absent where no limit is known.
struct Fullness {
    double share = 0.0;
    std::string by;  ///< "neurons"
};
std::optional<Fullness> fullness(const hw::Fill& fill, const hw::Room& room);

/// With a prefix: 1.2e-5 and "J" give "12 µJ".
std::string with_prefix(double value, const std::string& unit);

/// The fabric's picture, ready HTML.
std::string map_fabric(const MapResult& result);

}  // namespace report
}  // namespace efferent

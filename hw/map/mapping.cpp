// The steps in their order.
#include "hw/map/mapping.hpp"

#include "core/error.hpp"

namespace efferent::hw {

Mapping map_onto(const Traffic& traffic, const Chip& chip, const Config& strategy) {
    Mapping m;
    m.partition = partition(traffic, chip, strategy);
    m.fill = fill_of(traffic, m.partition);
    m.messages = messages_of(traffic, m.partition);
    m.core_messages = core_messages_of(traffic, m.partition);
    m.grid = grid_of(chip.fabric);
    if (m.grid) {
        m.tile = place(m.core_messages, m.partition.cores, *m.grid);
        m.routes = route(m.core_messages, m.tile, *m.grid);
    }
    m.cost = cost_of(traffic, m.partition, m.tile, m.grid, chip);
    return m;
}

}  // namespace efferent::hw

#include "hw/odin/queue.hpp"

namespace efferent::hw::odin {

Drops predicted_drops(std::uint64_t spikes, std::uint64_t waves, std::size_t queue) {
    const std::uint64_t room = queue - 1;
    const std::uint64_t burst = spikes > room ? spikes - room : 0;
    return {.least = waves == 1 ? burst : 0, .most = burst};
}

}  // namespace efferent::hw::odin

// How many spikes of a burst the queue of tinyODIN lets through.
#include "bench/hardware/tinyodin.hpp"

#include "hw/odin/event_core.hpp"
#include "hw/odin/queue.hpp"

namespace efferent::bench {

// One event makes `burst` neurons fire, and one more neuron counts their spikes that come back.
Rows tinyodin_rows() {
    using namespace hw::odin;
    constexpr std::size_t burst = 200;
    TinyOdinImage image;
    for (std::size_t n = 0; n < burst; ++n) {
        image.set_neuron(n, {.threshold = 7});
        image.set_weight(n, burst, 1);
        image.set_weight(rows - 1, n, 7);
    }
    image.set_neuron(burst, {.threshold = 2048});
    image.open_loop = false;
    EventCore core(image);
    std::vector<std::uint8_t> left;
    core.receive({.neuron = rows - 1}, left);
    const Drops predicted = predicted_drops(burst, 1, tinyodin_queue);
    Row row{.id = "hardware.tinyodin.burst_processed",
            .value = core.potential(burst),
            .unit = "spikes",
            .what = "of a burst of 200 recurrent spikes, as the model of tinyODIN computes"};
    if (left.size() != burst || !predicted.exact() ||
        core.potential(burst) != static_cast<std::int32_t>(burst - predicted.most)) {
        row.value.reset();
        row.why = "failed";
    }
    return {row};
}

}  // namespace efferent::bench

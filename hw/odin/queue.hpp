// The queue in which tinyODIN and ODIN keep the spikes that they pass on to themselves, and how
// many it loses.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::hw::odin {

/// Entries, the one that is being processed included: it leaves when its last neuron is done.
/// Source: scheduler.v and controller.v of either chip.
inline constexpr std::size_t tinyodin_queue = 128;
inline constexpr std::size_t odin_queue = 32;

struct Drops {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    bool exact() const { return least == most; }
    friend bool operator==(const Drops&, const Drops&) = default;
};

/// The spikes that a core with a loop loses in one tick, `spikes` having arisen in it.
/// `waves` is how many of the tick's events could make neurons fire: those from outside that the
/// host waits for one by one, and the core's own spikes that come back.
/// Exact where no more spikes arise than the queue has room for beside the event that made them,
/// for then none is lost; and where all arise from one event (waves = 1), for then all come while
/// it is processed, and those beyond the room are lost. Otherwise nobody knows without a run: none
/// may be lost, if they arise a few at a time, and no more than in a single burst.
Drops predicted_drops(std::uint64_t spikes, std::uint64_t waves, std::size_t queue);

}  // namespace efferent::hw::odin

// What a mapped network costs on the chip: energy, the time of its slowest tick, spikes that a
// queue loses. From the chip's published figures alone: what nobody published stays unknown.
#pragma once

#include "hw/map/route.hpp"

namespace efferent::hw {

/// How often something happened, and what it costs each time.
struct Term {
    std::string name;                 ///< "weights added"
    std::optional<double> count;      ///< absent: unknown, as hops are without a fabric
    std::optional<double> energy_pj;  ///< of one
    std::optional<double> time_ns;    ///< of one
    bool counts() const { return !count || *count > 0.0; }
};

/// A sum of what is known.
struct Estimate {
    std::optional<double> value;       ///< absent: nothing of it is known
    std::vector<std::string> missing;  ///< names of terms that it lacks; empty: complete
    friend bool operator==(const Estimate&, const Estimate&) = default;
};

enum class RealTime : std::uint8_t {
    meets,
    misses,
    meets_by_what_is_known,  ///< figures are missing, which could only make it slower
    unknown
};

/// Spikes that are lost where a core's own queue is too short for those of one tick: between two
/// bounds, which are the same where a single event makes all of them (hw/odin/queue.hpp).
struct QueueLoss {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    std::int64_t tick = 0;      ///< in which most may be lost; 0 without any
    std::uint64_t burst = 0;    ///< spikes of one core in that tick
    std::uint64_t handled = 0;  ///< of these, if they come at once
    friend bool operator==(const QueueLoss&, const QueueLoss&) = default;
};

struct SlowestTick {
    Estimate ns;
    std::int64_t tick = 0;
    std::uint32_t core = 0;      ///< that all others wait for
    std::uint64_t messages = 0;  ///< between cores in this tick
};

struct MappedCost {
    std::vector<Term> terms;
    Estimate energy_pj;           ///< of the whole recording
    std::optional<double> error;  ///< share by which energies are off, as far as published
    SlowestTick slowest;
    RealTime real_time = RealTime::unknown;
    std::optional<QueueLoss> lost;  ///< absent: the chip is not known to have a queue
};

/// `tile` and `grid` as place() had them; without a grid hops are unknown. Within a tick each core
/// takes in its messages, adds weights, moves its neurons on, fires and sends, one after the other;
/// cores work side by side, then the farthest message of the tick travels, then the tick is agreed
/// on. Links are taken to be free (the model of SANA-FE, IEEE TCAD 2025, without its queues).
MappedCost cost_of(const Traffic& traffic, const Partition& partition,
                   std::span<const std::uint32_t> tile, const std::optional<Grid>& grid,
                   const Chip& chip);

}  // namespace efferent::hw

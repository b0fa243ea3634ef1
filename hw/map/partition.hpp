// Neurons to the cores of a chip, so that few messages leave a core: a spike is sent once to each
// other core that has a target of it, however many (connectivity - 1 of a hypergraph, weighted by
// spikes), and not once a synapse.
#pragma once

#include <optional>

#include "core/part.hpp"
#include "hw/chip.hpp"
#include "hw/map/traffic.hpp"

namespace efferent::hw {

/// Of a neuron that is outside the chip.
inline constexpr std::uint32_t no_core = ~std::uint32_t{0};

/// What the cores of a chip hold. Absent: nobody published it, and it is not checked.
struct Room {
    std::optional<std::uint64_t> cores;
    std::optional<std::uint64_t> neurons;       ///< a core
    std::optional<std::uint64_t> synapses;      ///< a core
    std::optional<std::uint64_t> in_axons;      ///< a core: sources that it hears, its own too
    std::optional<std::uint64_t> out_axons;     ///< a core: pairs of source in it and core hearing
    std::optional<std::uint64_t> destinations;  ///< a source: cores hearing it, its own too
    std::optional<std::uint64_t> populations;   ///< a core: populations it has neurons of
};
Room room_of(const Limits& limits);

struct Partition {
    std::vector<std::uint32_t> core;  ///< a neuron; no_core where it is outside the chip
    std::size_t cores = 0;            ///< in use: 0 to cores - 1, none of them empty
    friend bool operator==(const Partition&, const Partition&) = default;
};

/// What a core holds.
struct Fill {
    std::uint64_t neurons = 0;
    std::uint64_t synapses = 0;
    std::uint64_t in_axons = 0;
    std::uint64_t out_axons = 0;
    std::uint64_t populations = 0;
    friend bool operator==(const Fill&, const Fill&) = default;
};
std::vector<Fill> fill_of(const Traffic& traffic, const Partition& partition);

/// Messages in the whole recording: between cores, and from outside (a spike or event once for each
/// core that hears it).
struct Messages {
    std::uint64_t between_cores = 0;
    std::uint64_t from_outside = 0;
    friend bool operator==(const Messages&, const Messages&) = default;
};
Messages messages_of(const Traffic& traffic, const Partition& partition);

class Partitioner {
public:
    virtual ~Partitioner() = default;
    /// Error{capacity}, naming population, core, limit and excess, where it finds no way to fit.
    virtual Partition split(const Traffic& traffic, const Room& room) const = 0;
};

Parts<Partitioner> partitioners();

/// Error{capacity} if a limit is exceeded by so much: of `room` by the partition...
void require_fit(const Traffic& traffic, const Partition& partition, const Room& room);
/// ...or by the network, wherever its neurons are: fan-in, fan-out, lines from outside.
void require_fit(const Traffic& traffic, const Limits& limits);

/// `strategy` is a part of partitioners(). The result fits.
Partition partition(const Traffic& traffic, const Chip& chip, const Config& strategy);

}  // namespace efferent::hw

// Who reaches whom in a network and how often: one net a source, from its synapses and a recording.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "hw/whole_network.hpp"

namespace efferent::hw {

/// Neurons [first, first + size) of a population.
struct TrafficGroup {
    std::string name;
    std::size_t first = 0;
    std::size_t size = 0;
    /// A source: it has no place on the chip, and its spikes come in as those of input lines do.
    bool outside = false;
    friend bool operator==(const TrafficGroup&, const TrafficGroup&) = default;
};

/// A distinct target of a source, and how many synapses lead there.
struct Pin {
    std::uint32_t neuron = 0;
    std::uint32_t synapses = 0;
    friend bool operator==(const Pin&, const Pin&) = default;
};

/// Of input lines and spikes within one tick: `first` of `sent`, up to that of the next.
struct Burst {
    std::int64_t tick = 0;
    std::size_t first = 0;
    friend bool operator==(const Burst&, const Burst&) = default;
};

/// A hypergraph: net s is neuron s, net neurons + l input line l. Synapses of weight zero are left
/// out.
struct Traffic {
    std::vector<TrafficGroup> groups;
    std::size_t neurons = 0;
    std::size_t lines = 0;
    std::vector<std::size_t> offsets{0};  ///< nets + 1
    std::vector<Pin> pins;                ///< ascending by neuron in a net
    std::vector<std::uint64_t> spikes;    ///< a net: how often it sent
    std::vector<std::uint32_t> fan_in;    ///< a neuron: synapses into it
    Duration tick{};
    std::int64_t ticks = 0;           ///< how long the recording is
    std::vector<Burst> bursts;        ///< of ticks in which something was sent, in order
    std::vector<std::uint32_t> sent;  ///< nets, in the order of the recording
    std::size_t nets() const { return neurons + lines; }
    std::span<const Pin> net(std::size_t source) const {
        return std::span(pins).subspan(offsets[source], offsets[source + 1] - offsets[source]);
    }
    std::span<const std::uint32_t> burst(std::size_t b) const;
    bool outside(std::size_t net) const;  ///< an input line or a neuron of a group that is outside
    /// `population "hidden", neuron 3`, or `input line 7`.
    std::string name_of(std::size_t net) const;
    double seconds() const;  ///< of the recording
    friend bool operator==(const Traffic&, const Traffic&) = default;
};

/// What was recorded, each in order of time.
struct Recorded {
    std::span<const Spike> spikes{};
    std::span<const Event> events{};
    Duration tick{};
    /// Of the recording; zero: to the end of the tick of the last spike or event.
    Duration length{};
};

/// Error{config} for a tick that is not above zero; Error{network} for a spike of a neuron that the
/// network does not have, an event of such a channel, or one at or after the end.
Traffic traffic_of(const snn::Network& network, const Recorded& recorded);
Traffic traffic_of(const WholeNetwork& network, const Recorded& recorded);

}  // namespace efferent::hw

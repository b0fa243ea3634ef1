// Clusters of neurons and the nets between them: what the multilevel partitioner works on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hw/map/partition.hpp"

namespace efferent::hw {

/// One end of an incidence: the other end, and how many of the net's ends the cluster holds.
struct Incidence {
    std::uint32_t other = 0;
    std::uint32_t count = 0;
};

/// A net's ends are its targets and its source, if that is on the chip. Nets without a target on
/// the chip are left out.
struct Hypergraph {
    std::size_t clusters = 0;
    std::size_t nets = 0;
    std::vector<std::size_t> net_offsets{0};
    std::vector<Incidence> net_ends;  ///< clusters
    std::vector<std::size_t> cluster_offsets{0};
    std::vector<Incidence> cluster_ends;  ///< nets
    std::vector<std::int64_t> weight;     ///< a net: what each further core costs
    std::vector<std::uint32_t> source;    ///< a net: its source's cluster, or no_core
    std::vector<std::uint32_t> neurons;   ///< a cluster
    std::vector<std::uint64_t> synapses;  ///< a cluster

    std::span<const Incidence> ends_of(std::size_t net) const {
        return std::span(net_ends).subspan(net_offsets[net],
                                           net_offsets[net + 1] - net_offsets[net]);
    }
    std::span<const Incidence> nets_of(std::size_t cluster) const {
        return std::span(cluster_ends)
            .subspan(cluster_offsets[cluster],
                     cluster_offsets[cluster + 1] - cluster_offsets[cluster]);
    }
};

/// One cluster a neuron on the chip; `neuron[c]` is set to it. A message between cores weighs
/// `message_weight`; beside that, 1 for a net at all and for a message from outside, so that what
/// did not spike in this recording is kept together too.
inline constexpr std::int64_t message_weight = 1024;
Hypergraph hypergraph_of(const Traffic& traffic, std::vector<std::uint32_t>& neuron);

/// Clusters that share many spikes are merged, none above `most` neurons or a tenth of what a core
/// holds of synapses. `parent[c]` is set to the new cluster. Deterministic.
Hypergraph coarser(const Hypergraph& graph, std::uint32_t most, const Room& room,
                   std::vector<std::uint32_t>& parent);

}  // namespace efferent::hw

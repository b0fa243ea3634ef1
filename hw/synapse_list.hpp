// A network taken apart into single synapses and put together again: what repairs work on.
#pragma once

#include <vector>

#include "snn/network.hpp"

namespace efferent::hw {

struct Synapse {
    std::uint32_t source = 0;  ///< within the input lines or the population
    std::uint32_t target = 0;  ///< within the population
    float weight = 0.0F;
    Duration delay{};
};

/// One projection's, without those of weight 0.
struct SynapseList {
    snn::Origin from;
    PopulationId to{};
    std::vector<Synapse> synapses;  ///< by source, then target
};

SynapseList synapses_of(const snn::Network& network, const snn::Projection& projection);

/// Connects them as compressed rows, with one delay for all where they have one. Does nothing for
/// none.
void connect(snn::Network& network, SynapseList list);

/// The same populations, no projections.
snn::Network unconnected(const snn::Network& network);

/// A population like `of`, of those of its neurons, with their own values. Its name is `of`'s and
/// the word, and a number if there is one of that name.
PopulationId add_like(snn::Network& network, PopulationId of,
                      const std::vector<std::uint32_t>& neurons, const std::string& word);

/// `word` after the name, and a number if there is a population of that name.
std::string free_name(const snn::Network& network, const std::string& name,
                      const std::string& word);

}  // namespace efferent::hw

// Who hears whom in a network, synapse by synapse: what limits of chips are counted on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snn/network.hpp"

namespace efferent::hw {

/// Sources are the input lines, then the neurons: line l is source l, neuron n is lines + n. A
/// weight of 0 is no synapse.
struct Wiring {
    std::size_t lines = 0;
    std::size_t neurons = 0;
    std::vector<std::uint32_t> first{0};  ///< neurons + 1: neuron n hears sources[first[n]] up to
    std::vector<std::uint32_t> sources;   ///< ...sources[first[n + 1]], one entry a synapse
    std::vector<std::uint32_t> fan_out;   ///< synapses of each source

    std::size_t fan_in(std::size_t neuron) const { return first[neuron + 1] - first[neuron]; }
};

Wiring wiring_of(const snn::Network& network);

/// Input lines, or neurons of the population.
std::size_t sources_of(const snn::Network& network, const snn::Origin& from);

/// The number of a population's first neuron.
std::size_t first_of(const snn::Network& network, PopulationId population);

/// `input to hidden`.
std::string name_of(const snn::Network& network, const snn::Projection& projection);

/// `population "hidden", neuron 3`, counted within the population.
std::string name_of_neuron(const snn::Network& network, std::size_t neuron);

/// Of each neuron whether it is one of a source, whose spikes come from outside a chip.
std::vector<bool> outside_of(const snn::Network& network);

/// Of each neuron whether it is an output: of a population that no projection leaves; where there
/// is none, all but those of sources are, since any may be looked at.
std::vector<bool> outputs_of(const snn::Network& network);

}  // namespace efferent::hw

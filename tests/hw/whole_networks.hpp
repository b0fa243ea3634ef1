// Small networks of whole numbers for tests of machines.
#pragma once

#include "hw/whole_network.hpp"

namespace efferent::hw::test {

/// One channel whose up line reaches one neuron through one synapse.
inline WholeNetwork one_neuron(WholePopulation neuron, std::int16_t weight,
                               std::uint8_t delay = 1) {
    WholeNetwork n{.channels = 1, .tick = 1ms, .populations = {}, .projections = {}};
    neuron.name = "one";
    neuron.size = 1;
    n.populations.push_back(std::move(neuron));
    n.projections.push_back({.from = snn::InputLines{},
                             .to = PopulationId{},
                             .exponent = 0,
                             .offsets = {0, 1, 1},
                             .targets = {0},
                             .weights = {weight},
                             .delays = {delay}});
    return n;
}

}  // namespace efferent::hw::test

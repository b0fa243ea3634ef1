// Between NIR and this project's networks: the first counts steps, the second have events in
// continuous time.
#pragma once

#include <string>

#include "core/time.hpp"
#include "snn/network.hpp"
#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

/// What a network is as a NIR graph for a step of `dt`: a spike counts as a value of 1 for a step,
/// and moves a potential or a current as far as here. Input lines are the Input's values; delays
/// other than one step are Delay nodes; `output` is the population that is read, empty for the
/// last. Weights are 32 bits. Error{unsupported} names the population or projection that NIR cannot
/// say: refractory periods, adaptation, two time constants of current, a start away from rest,
/// sources, delays of single synapses. Where a reset subtracts, the node's metadata say so.
Graph to_nir(const Network& network, Duration dt, const std::string& output = {});

/// A NIR graph as a network: LIF, IF, LI, CubaLIF and CubaLI are populations; what lies between two
/// of them is one projection, multiplied out. Edges without a Delay take a step. Error{network} for
/// a graph that is not sound; Error{unsupported} names a node that a network cannot say: a bias, a
/// Threshold, a neuron's own input beside weights, delays of fractions of what they delay;
/// Error{capacity} for more than 100 million weights between two populations.
Network from_nir(const Graph& graph, Duration dt);

}  // namespace efferent::snn::nir

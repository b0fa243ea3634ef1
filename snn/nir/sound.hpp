// Whether a NIR graph makes sense: known types with all their parameters, edges between nodes that
// exist.
#pragma once

#include <string>

#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

/// Error{network} for the first thing that is wrong, naming the node or the edge. Types and
/// parameters are those of the `nir` package's nodes; v_reset (absent in files before 2025), w_in
/// and input_shape may be left out. A graph without edges is sound.
void require_sound(const Graph& graph, const std::string& where = "graph");

/// Whether nodes of a type keep a state and answer with spikes or a potential.
bool is_neuron(const std::string& type);

}  // namespace efferent::snn::nir

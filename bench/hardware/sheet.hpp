// A large network with structure, and what it does: what a mapper is measured on.
#pragma once

#include <vector>

#include "core/event.hpp"
#include "snn/network.hpp"

namespace efferent::bench {

/// How far the targets of a neuron are from it.
enum class Reach : std::uint8_t {
    near,       ///< Gaussian, one sixteenth of the sheet's side; neurons numbered row by row
    scattered,  ///< the same, but neurons stand anywhere, and their numbers say nothing of where
    anywhere    ///< uniform
};

/// 10,000 neurons and 1,000,000 synapses: 8,000 excitatory and 2,000 inhibitory neurons, each
/// population spread over a square sheet whose sides join, each neuron with 80 distinct excitatory
/// and 20 inhibitory targets. 400 input channels reach the excitatory neurons of a patch each.
snn::Network sheet(Reach reach);

/// What comes in: Poisson events of each channel at a rate of its own, lognormal.
std::vector<Event> sheet_input(Duration length);

}  // namespace efferent::bench

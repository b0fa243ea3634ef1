// A population's neurons as a chip has them, but for the scale.
#pragma once

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// One neuron, in the unit of the network's potential; the chip's own zero is where it is reset.
struct ChipNeuron {
    snn::Dynamics dynamics;
    double zero = 0.0;       ///< the network's potential there
    double threshold = 0.0;  ///< above it
    double bias = 0.0;       ///< a tick's
    double gain = 1.0;       ///< from a weight to what it adds to the potential
    std::int32_t refractory = 0;
};

/// One a neuron. Appends what changes, in sentences. Error{unsupported} for what the chip lacks.
std::vector<ChipNeuron> chip_neurons(const snn::Population& population,
                                     const Arithmetic& arithmetic, const Registers& registers,
                                     Duration tick, std::vector<std::string>& changes);

/// Error{unsupported} naming the population.
Decays decays_of(const Arithmetic& arithmetic, const ChipNeuron& neuron, Duration tick,
                 std::int64_t threshold, const std::string& population);

/// Error{unsupported} if it is not a whole number, `what` of `where`.
std::int64_t whole_ticks(double ns, Duration tick, const std::string& where, const char* what);

}  // namespace efferent::hw

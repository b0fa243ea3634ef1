// Neurons filled into cores in their order: a partition that is easily found, so that what it meets
// is met for certain.
#pragma once

#include <optional>

#include "hw/chip.hpp"
#include "hw/wiring.hpp"

namespace efferent::hw {

/// What the fullest core, or the farthest spread neuron, needs.
struct Filling {
    std::size_t cores = 0;
    std::size_t in_axons = 0;      ///< sources that a core hears
    std::size_t out_axons = 0;     ///< pairs of a source in the core and a core that hears it
    std::size_t destinations = 0;  ///< cores that hear one neuron
};

/// Opens another core where a neuron would break a limit that is known of neurons, populations,
/// synapses and in-axons of a core. Nothing if a neuron does not fit an empty one.
std::optional<Filling> fill(const snn::Network& network, const Wiring& wiring,
                            const Limits& limits);

}  // namespace efferent::hw

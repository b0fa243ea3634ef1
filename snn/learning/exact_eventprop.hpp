// EventProp without a grid, for small networks: what gradients are validated with. In double, event
// by event.
#pragma once

#include <span>
#include <vector>

#include "snn/dynamics.hpp"

namespace efferent::snn::training {

/// One layer of cuba_lif neurons, reset to a value, and readouts of which the mean over a window
/// decides. Weights are row by row, [source][target]; `recurrent` may be empty. Times are in ns.
struct ExactNetwork {
    Dynamics hidden;  ///< excitatory_ns == inhibitory_ns, other than membrane_ns
    std::size_t size = 0;
    std::size_t classes = 0;
    std::vector<double> input, recurrent, readout;
    std::vector<double> input_delay_ns;      ///< of each line; empty: none
    std::vector<double> recurrent_delay_ns;  ///< of each neuron; readouts hear it at once
    double readout_ns = 5e7;
};

struct ExactEvent {
    double at_ns = 0.0;
    std::size_t line = 0;
};

struct ExactGradient {
    double loss = 0.0;
    std::size_t spikes = 0;
    std::vector<double> input, recurrent, readout;
    std::vector<double> input_delay, recurrent_delay;  ///< by ns, one a source
};

/// Cross-entropy of the readouts' means over [0, end), and its exact derivative by every weight and
/// delay.
ExactGradient exact_eventprop(const ExactNetwork& network, std::span<const ExactEvent> events,
                              double end_ns, std::size_t label);

}  // namespace efferent::snn::training

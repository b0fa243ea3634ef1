// One neuron, exactly, in double: what `reference` runs, and what decides in `parallel`.
#pragma once

#include <optional>

#include "snn/dynamics.hpp"

namespace efferent::snn {

/// Everything that a neuron remembers, at some instant.
struct NeuronState {
    double v = 0.0;
    double excitatory = 0.0;
    double inhibitory = 0.0;
    double adaptation = 0.0;
    double held_ns = 0.0;  ///< for how long v is still held, after a spike
    friend bool operator==(const NeuronState&, const NeuronState&) = default;
};

inline NeuronState initial(const Dynamics& d) { return {.v = d.v_initial}; }

/// What reaches one neuron at one instant.
struct Arrival {
    double excitatory = 0.0;  ///< with Input::potential: the whole sum
    double inhibitory = 0.0;
};

/// `ns` later, if nothing arrives and it does not spike.
NeuronState later(NeuronState s, const Dynamics& d, double ns);

void receive(NeuronState& s, const Dynamics& d, const Arrival& arrival);

inline bool reaches_threshold(const NeuronState& s, const Dynamics& d) {
    return s.held_ns <= 0.0 && s.v >= d.threshold + s.adaptation;
}

/// The first instant, in ns from now and at most `within`, at which it spikes if nothing arrives.
std::optional<double> next_spike(const NeuronState& s, const Dynamics& d, double within);

/// It spikes now; by_subtraction may leave it above threshold.
void spike(NeuronState& s, const Dynamics& d);

}  // namespace efferent::snn

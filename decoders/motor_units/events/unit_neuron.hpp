// The neuron that answers to one motor unit: delayed synapses, a leak, a threshold, a refractory
// period.
#pragma once

#include <limits>

#include "decoders/motor_units/events/synapse_choice.hpp"

namespace efferent::motor_units {

struct UnitSynapse {
    Tap tap;
    float weight = 0.0F;
    friend bool operator==(const UnitSynapse&, const UnitSynapse&) = default;
};

/// v(t) = keep · v(t - 1) + Σ over synapses of weight · events on the tap's line at t - delay. It
/// spikes where v >= 1, then v is 0 and hears nothing for `refractory` steps; what arrives at the
/// end of them counts.
struct UnitNeuron {
    std::vector<UnitSynapse> synapses;  ///< ascending by line, then delay
    double keep = 0.0;
    std::size_t refractory = 1;  ///< steps, at least 1
    std::int64_t lead = 0;       ///< steps from the discharge to the spike that tells it
};

/// The steps at which it spikes, ascending: the rule by definition, in double.
std::vector<std::size_t> spikes(const UnitNeuron& neuron, const LineEvents& events);

struct NeuronParams {
    double keep = 0.0;
    std::size_t refractory = 1;
    std::size_t synapses = 16;                                ///< at most
    double enough = std::numeric_limits<double>::infinity();  ///< gain that needs no more of them
    double ridge = 0.01;        ///< of choosing synapses: share of each variance
    double penalty = 1.0;       ///< of their weights: as in logistic()
    std::size_t guard = 1;      ///< steps beside a discharge at which a spike is neither right nor
                                ///< wrong
    std::size_t tolerance = 1;  ///< steps by which a spike may miss a discharge
    std::size_t every = 1;      ///< of the steps without a discharge, so manyth trains weights
};

/// When the neuron should tell a discharge at t: at t + lead, for the lead in [shortest, shortest +
/// count) with the greatest gain.
struct Leads {
    std::int64_t shortest = 0;
    std::size_t count = 1;
};

struct UnitTraining {
    UnitNeuron neuron;
    double agreement = 0.0;  ///< of its spikes with the discharges, where it was trained
};

/// Synapses by choose(), weights by logistic(), the threshold with which most spikes agree with the
/// discharges; of several the middle one. `discharges` are ascending steps, at least two of them so
/// far from both ends that their lead lies within. Error{config} if no synapse tells them apart.
UnitTraining train_neuron(const LineEvents& events, const EventMoments& moments,
                          std::span<const TapRange> ranges, std::span<const std::size_t> discharges,
                          Leads leads, const NeuronParams& params);

}  // namespace efferent::motor_units

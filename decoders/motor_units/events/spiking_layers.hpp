// Two neurons for each motor unit: one that detects its discharges in events, and one that decides,
// hearing also what the others have detected.
#pragma once

#include <string>

#include "decoders/motor_units/events/unit_neuron.hpp"

namespace efferent::motor_units {

/// All in steps.
struct LayerParams {
    NeuronParams detectors;
    NeuronParams deciders;
    std::size_t window = 16;    ///< of delays from event lines, one each from 1 on
    std::size_t lookahead = 0;  ///< by which the deciders wait for what the detectors will say
    std::size_t lateral = 0;    ///< of delays from detectors; 0: there are no deciders
};

/// A detector's lines are those of the events. A decider's too, and after them one for each
/// detector.
struct SpikingLayers {
    std::vector<UnitNeuron> detectors;
    std::vector<UnitNeuron> deciders;  ///< empty without lateral synapses
    std::vector<double> agreements;    ///< of the units' last neurons, where they were trained
};

/// `discharges` of each unit, ascending steps. Errors as train_neuron, naming the unit.
SpikingLayers train_layers(const LineEvents& events,
                           const std::vector<std::vector<std::size_t>>& discharges,
                           const std::vector<std::string>& names, const LayerParams& params);

/// What each unit's last neuron tells: its spikes.
std::vector<std::vector<std::size_t>> spikes(const SpikingLayers& layers, const LineEvents& events);

}  // namespace efferent::motor_units

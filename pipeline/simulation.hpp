// A network run on its own, and everything that is to be told of it.
#pragma once

#include <string>
#include <vector>

#include "snn/backend.hpp"

namespace efferent {

struct SimulationParams {
    std::string name;  ///< of the network, for people
    snn::Network network;
    Config backend;
    std::vector<Event> events;  ///< in order, all before `until`
    Duration until = 1s;
    std::vector<NeuronId> probes;
};

struct Simulation {
    SimulationParams params;  ///< with the backend's defaults written out
    std::vector<Spike> spikes;
    std::vector<snn::Sample> samples;
    snn::Cost cost;
    std::vector<snn::Cost> costs;  ///< by population
    std::string report;            ///< the program's
    double seconds = 0.0;          ///< that the run took, compiling left out; no result
};

/// Reports the stage "simulate" and stops with Error{cancelled} when asked to.
Simulation simulate(SimulationParams params, Monitor& monitor);

/// How much time was simulated.
inline double length_s(const Simulation& simulation) {
    return static_cast<double>(simulation.params.until.count()) /
           1e9;  // 0.103, not 0.10300000000000001
}

/// Spikes per second and neuron.
double mean_rate_hz(const Simulation& simulation, PopulationId population);

/// The population that a neuron belongs to.
PopulationId population_of(const snn::Network& network, NeuronId neuron);

}  // namespace efferent

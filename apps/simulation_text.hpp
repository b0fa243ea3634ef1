// What `efferent simulate` prints and writes besides its picture.
#pragma once

#include <string>

#include "pipeline/simulation.hpp"

namespace efferent::apps {

/// A table for people, with how long it took.
std::string summary_text(const Simulation& simulation);

/// Everything but spikes and membranes; the same for the same network, events and backend.
std::string run_json(const Simulation& simulation);

/// time_ms,population,neuron,v,current
std::string membrane_csv(const Simulation& simulation);

}  // namespace efferent::apps

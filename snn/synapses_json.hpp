// Synapses of a projection, and delays, as settings that a network's JSON holds.
#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// Weights are the shortest texts that read back as the same floats.
Config synapses_text(const Synapses& synapses);
/// Error{format} that names `where`, or Error{config} for a wrong key.
Synapses read_synapses(const Config& config, const std::string& where);

/// In ms.
std::vector<double> delays_text(const std::vector<Duration>& delays);
/// Error{format} for what is no whole number of nanoseconds.
std::vector<Duration> read_delays(const std::vector<double>& texts, const std::string& where);

}  // namespace efferent::snn

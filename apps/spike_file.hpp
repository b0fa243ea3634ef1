// Spikes in a text file, as `efferent simulate --out` writes them: docs/formats.md, "Spikes".
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "snn/network.hpp"

namespace efferent::apps {

/// In order. Error{format} names the line: a wrong header, a population or neuron that the network
/// does not have, a file that is cut off.
std::vector<Spike> read_spikes(const std::filesystem::path& path, const snn::Network& network);

/// "time_ms,population,neuron" of one line, without its end.
std::string place_csv(const snn::Network& network, Time at, NeuronId neuron);
/// Such a file.
std::string spikes_csv(const snn::Network& network, std::span<const Spike> spikes);

}  // namespace efferent::apps

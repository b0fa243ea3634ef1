// The experiments, networks and muscles that come with the program, from configs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/built_in.hpp"
#include "core/config.hpp"
#include "snn/network.hpp"

namespace efferent::apps {

/// Written by CMake.
std::span<const BuiltIn> built_in_experiments();
std::span<const BuiltIn> built_in_networks();
std::span<const BuiltIn> built_in_muscles();

bool is_built_in(std::string_view name);

/// A built-in experiment by name, or the file at that path. Error{config} lists the names.
Config find_experiment(const std::string& name_or_path);

struct FoundNetwork {
    snn::Network network;
    std::optional<Duration> step;  ///< of the network's times, where its file says that
};

/// A built-in network by name, or the file at that path: of a network, or of spiking units
/// (`efferent decompose --spiking`), which says the step. Error{config} lists the names.
FoundNetwork find_network(const std::string& name_or_path);

/// The tick that `--tick-ms` asks for; where it does not, the network's step, or 1 ms.
Duration tick_of(const FoundNetwork& found, std::optional<double> tick_ms);

/// The settings of a built-in muscle by name, or the file at that path. Error{config} lists the
/// names.
Config find_muscle(const std::string& name_or_path);

}  // namespace efferent::apps

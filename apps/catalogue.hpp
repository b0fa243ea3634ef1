// The experiments, networks and muscles that come with the program, from configs.
#pragma once

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

/// A built-in network by name, or the file at that path. Error{config} lists the names.
snn::Network find_network(const std::string& name_or_path);

/// The settings of a built-in muscle by name, or the file at that path. Error{config} lists the
/// names.
Config find_muscle(const std::string& name_or_path);

}  // namespace efferent::apps

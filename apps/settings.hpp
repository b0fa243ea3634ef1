// Settings from the command line.
#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"
#include "pipeline/experiment.hpp"

namespace efferent::apps {

/// Applies "a.b=c" one after another. Error{config} names `option` for one without "=".
Config with_changes(Config config, const std::vector<std::string>& changes,
                    const std::string& option = "--set");

/// A built-in experiment or a file, with the recordings of --data unless that is empty, every
/// default in its place so that --set can reach it, and then the changes.
ExperimentParams experiment_settings(const std::string& name_or_path, const std::string& data,
                                     const std::vector<std::string>& changes);

}  // namespace efferent::apps

// Settings from the command line.
#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"

namespace efferent::apps {

/// Applies "a.b=c" one after another. Error{config} for one without "=".
Config with_changes(Config config, const std::vector<std::string>& changes);

}  // namespace efferent::apps

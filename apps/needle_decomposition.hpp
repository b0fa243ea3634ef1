// Decomposition of one needle channel, with the potentials and their features.
#pragma once

#include <string>
#include <vector>

#include "pipeline/motor_unit_stretch.hpp"

namespace efferent::apps {

struct NeedleRequest {
    std::string recording;
    std::vector<std::string> changes;  ///< "path=value"
    Stretch stretch;
    std::string truth;  ///< file, or empty
    std::string out;    ///< folder, or empty
    bool json = false;  ///< run.json instead of the table
};

/// Prints what was found and writes events.tsv, units.tsv, features.tsv, units.html and run.json.
void decompose_needle(const NeedleRequest& request);

}  // namespace efferent::apps

// How commands speak of units and channels that a stream has lost.
#pragma once

#include <string>

#include "pipeline/motor_unit_stream.hpp"

namespace efferent::apps {

/// A line for each loss, or one that says that there is none, or that the stream is too short.
std::string loss_lines(const StreamRun& run, Hertz rate);

/// Arrays in JSON, for run.json.
std::string losses_json(const StreamRun& run);
std::string still_json(const StreamRun& run);

}  // namespace efferent::apps

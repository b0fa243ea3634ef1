// How commands speak of units and channels that a stream has lost.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "pipeline/motor_unit_stream.hpp"

namespace efferent::apps {

/// A line for each loss, or one that says that there is none, or that the stream is too short.
std::string loss_lines(const StreamRun& run, Hertz rate);

nlohmann::ordered_json losses_json(const StreamRun& run);
nlohmann::ordered_json still_json(const StreamRun& run);

}  // namespace efferent::apps

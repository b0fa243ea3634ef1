// What a Config holds, for the sources that make it up: the only header that includes the JSON
// library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/config.hpp"

namespace efferent {

using Json = nlohmann::ordered_json;

struct Config::Node {
    Json value;
    std::string origin;
};

/// The unit that a duration's key ends in.
double nanoseconds_in_unit(std::string_view key);

}  // namespace efferent

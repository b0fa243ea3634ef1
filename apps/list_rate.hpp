// The rate that lists of discharges count samples at, as options give it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace efferent::apps {

/// What --rate-hz says. Error{config} if it is no rate, or if none of the files needs one.
std::optional<Hertz> list_rate(std::optional<double> rate_hz,
                               const std::vector<std::string>& files);

}  // namespace efferent::apps

// The version that is written beside every result.
#pragma once

#include <string_view>

namespace efferent {

extern const std::string_view version;

}  // namespace efferent

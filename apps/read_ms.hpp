// A time in milliseconds, as options give it.
#pragma once

#include "core/time.hpp"

namespace efferent::apps {

/// Error{config} unless it is from a nanosecond to `most`.
Duration read_ms(const char* option, double ms, double most = 9e12);

}  // namespace efferent::apps

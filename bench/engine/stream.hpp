// How long a decoder takes for a millisecond of events, pushed as they come.
#pragma once

#include <filesystem>

#include "bench/engine/contest.hpp"
#include "core/config.hpp"

namespace efferent::bench {

/// Network c in the cache folder `kept`, by `backend`, a millisecond at a time.
Contest stream_contest(const std::filesystem::path& kept, const Config& backend,
                       double biological_s);

}  // namespace efferent::bench

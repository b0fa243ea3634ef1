// Networks with recorded spikes on the cores of a chip: messages against filling in order, and
// time.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// `networks` keeps the networks of bench engine; the row of network c has no value where that can
/// be neither found nor made.
Rows map_rows(const std::filesystem::path& networks);

}  // namespace efferent::bench

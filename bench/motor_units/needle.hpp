// How many of an expert's motor units the decomposition of one needle channel finds.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// Of the recording in `folder`, its first six seconds.
Rows needle_rows(const std::filesystem::path& folder);

}  // namespace efferent::bench

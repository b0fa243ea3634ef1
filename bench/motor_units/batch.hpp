// Blind decomposition of the simulated recordings with known truth, in batch and online.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// `data` is the folder with iemg15 and semg15; a recording that is absent gives rows without a
/// value.
Rows batch_units(const std::filesystem::path& data);

}  // namespace efferent::bench

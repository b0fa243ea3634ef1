// What chips take of the accuracy of trained decoders of 16 tasks.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// Runs configs/experiments/hand16_chips.json, minutes long, on the recordings in `data`; rows
/// without values where they are not.
Rows loss_rows(const std::filesystem::path& data);

}  // namespace efferent::bench

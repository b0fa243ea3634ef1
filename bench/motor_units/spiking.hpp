// Spiking networks of motor units on the simulated recordings with known truth.
#pragma once

#include <filesystem>
#include <vector>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// Trained on the first 12 s, tested on the next 9 s, against the truth for scoring alone. `data`
/// is the folder with iemg15 and semg15; a recording that is absent gives rows without a value.
/// Thresholds of the encoder are those of the presets, and again multiplied with each of `gains`.
Rows spiking_units(const std::filesystem::path& data, const std::vector<double>& gains);

}  // namespace efferent::bench

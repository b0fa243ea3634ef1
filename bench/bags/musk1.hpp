// The molecules of MUSK 1 in the folds given with them: every method tuned inside the training
// part.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// `folder` has clean1.data and folds_5x10_trainmask.csv. `only` names methods; empty, all.
/// `each` prints what every fold chose to standard error.
Rows musk1_rows(const std::filesystem::path& folder, const std::vector<std::string>& only,
                bool each);

}  // namespace efferent::bench

// Which rows are asked for.
#pragma once

#include "bench/engine/contest.hpp"

namespace efferent::bench {

/// Leaves the rows whose ids are in `only` or begin with one of them, "engine." apart, and the
/// contests that have such rows; all if `only` is empty. Returns those of `only` that name no row.
std::vector<std::string> keep_wanted(std::vector<Contest>& contests,
                                     const std::vector<std::string>& only);

}  // namespace efferent::bench

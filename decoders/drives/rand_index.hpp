// How well two ways to divide the same units into groups agree.
#pragma once

#include <cstddef>
#include <span>

namespace efferent::drives {

/// Adjusted Rand index (Hubert & Arabie, J Classif 2, 1985): 1 for the same groups, whatever their
/// numbers, 0 on average for chance, and it may be below. 1 where both have one group, or both as
/// many as units. Error{config}: lengths that differ, or fewer than 2 units.
double adjusted_rand_index(std::span<const std::size_t> one, std::span<const std::size_t> other);

}  // namespace efferent::drives

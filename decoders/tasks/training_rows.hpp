// The checks that every classifier makes of its rows, so that each refuses the same in one
// sentence.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/table.hpp"

namespace efferent::decoders {

/// The score of a class that has no training row.
inline constexpr double never = -std::numeric_limits<double>::infinity();

/// Training rows of each class. Error{config} unless there are rows, as many labels as rows, every
/// label below `classes` and every number finite.
std::vector<std::size_t> count_classes(const Table& rows, std::span<const TaskId> labels,
                                       std::size_t classes);

/// Rows to be scored. Error{config} unless they have the columns of the training rows and every
/// number is finite.
void require_scorable(const Table& rows, std::size_t columns);

/// The classes that have rows, in order.
std::vector<TaskId> present(std::span<const std::size_t> counts);

}  // namespace efferent::decoders

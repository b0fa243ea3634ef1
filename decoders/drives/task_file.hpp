// When which task was done, from a BIDS events file.
#pragma once

#include <filesystem>
#include <vector>

#include "decoders/drives/rates.hpp"

namespace efferent::drives {

/// Rows of an events.tsv with `onset` and `duration` in s and `trial_type`, which names the task:
/// those that have a name and last, in the order of time. Rows without a name ("n/a") are other
/// events. With a column `event_type`, rows that are discharges are none either.
/// Error{io}; Error{format} names the line: a header without these columns, another number of
/// columns, an onset or duration that is no number, a named row that does not last; or the file, if
/// no row names a task.
std::vector<TaskInterval> read_tasks(const std::filesystem::path& path);

}  // namespace efferent::drives

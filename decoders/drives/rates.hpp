// How fast each motor unit discharges in each task.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "decoders/motor_units/train.hpp"

namespace efferent::drives {

/// A time at which a task was done, best its plateau: from `start`, up to but without `end`.
struct TaskInterval {
    std::string task;
    Time start{}, end{};
};

/// Mean discharges a second, a row for each unit, a column for each task.
struct TaskRates {
    std::vector<std::string> units, tasks;
    std::vector<double> hz;  ///< [unit][task]

    std::span<const double> row(std::size_t unit) const {
        return std::span(hz).subspan(unit * tasks.size(), tasks.size());
    }
};

/// Discharges in all intervals of a task over their summed length. Units in the order of `trains`,
/// tasks in the order in which they first appear. Error{config}: no trains or no intervals, or an
/// interval without time in it.
TaskRates task_rates(std::span<const motor_units::Train> trains,
                     std::span<const TaskInterval> intervals);

}  // namespace efferent::drives

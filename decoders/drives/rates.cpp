// Counts discharges within the intervals of each task.
#include "decoders/drives/rates.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace efferent::drives {
namespace {

std::size_t count_within(const std::vector<Time>& discharges, const TaskInterval& interval) {
    const auto first = std::lower_bound(discharges.begin(), discharges.end(), interval.start);
    const auto last = std::lower_bound(first, discharges.end(), interval.end);
    return static_cast<std::size_t>(last - first);
}

}  // namespace

TaskRates task_rates(std::span<const motor_units::Train> trains,
                     std::span<const TaskInterval> intervals) {
    if (trains.empty())
        throw Error(Fault::config, "rates by task: there are no motor units; give at least one");
    if (intervals.empty())
        throw Error(Fault::config, "rates by task: there are no tasks; give their intervals");
    TaskRates rates;
    std::vector<std::size_t> column;
    std::vector<double> length_s;
    for (const TaskInterval& one : intervals) {
        if (one.end <= one.start)
            throw Error(Fault::config, "rates by task: an interval of task \"" + one.task +
                                           "\" has no time in it; it must end after it begins");
        const auto at = std::find(rates.tasks.begin(), rates.tasks.end(), one.task);
        column.push_back(static_cast<std::size_t>(at - rates.tasks.begin()));
        if (at == rates.tasks.end()) {
            rates.tasks.push_back(one.task);
            length_s.push_back(0.0);
        }
        length_s[column.back()] += seconds(one.end - one.start);
    }
    for (const motor_units::Train& train : trains) {
        rates.units.push_back(train.unit);
        std::vector<std::size_t> counts(rates.tasks.size());
        for (std::size_t i = 0; i < intervals.size(); ++i)
            counts[column[i]] += count_within(train.discharges, intervals[i]);
        for (std::size_t t = 0; t < counts.size(); ++t)
            rates.hz.push_back(static_cast<double>(counts[t]) / length_s[t]);
    }
    return rates;
}

}  // namespace efferent::drives

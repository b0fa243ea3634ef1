// Leaves out who is silent in the tasks, then groups and smooths.
#include "pipeline/drives.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "decoders/drives/fluctuations.hpp"

namespace efferent {
namespace {

std::int64_t discharges_in(const motor_units::Train& train,
                           const std::vector<drives::TaskInterval>& intervals) {
    return std::ranges::count_if(train.discharges, [&](Time t) {
        return std::ranges::any_of(
            intervals, [&](const drives::TaskInterval& i) { return t >= i.start && t < i.end; });
    });
}

}  // namespace

void describe(Fields& field, DriveSettings& s) {
    field("min_discharges", s.min_discharges,
          "units with fewer discharges in the tasks are left out");
    field("most_groups", s.most_groups, "most groups that are tried");
    field("min_silhouette", s.min_silhouette, "below it all units are one group");
    field("min_distance", s.min_distance,
          "groups nearer than this on average are one; a distance is 1 minus a correlation");
    field("few_distance", s.few_distance,
          "over the number of units of the smaller of two groups, added to min_distance");
    field("fluctuation_share", s.fluctuation_share,
          "of a distance that is of fluctuations within tasks; the rest is of rates by task");
    field("window_ms", s.window, "of the Hann window that smooths a drive; it lies in the past");
    field("step_ms", s.step, "from one value of a drive to the next");
    field.require(s.min_discharges >= 1, "min_discharges", "must be at least 1");
    field.require(s.most_groups >= 2, "most_groups", "must be at least 2");
    field.require(s.min_silhouette >= -1.0 && s.min_silhouette <= 1.0, "min_silhouette",
                  "must be from -1 to 1");
    field.require(s.min_distance >= 0.0 && s.min_distance <= 2.0, "min_distance",
                  "must be from 0 to 2");
    field.require(s.few_distance >= 0.0, "few_distance", "must not be below 0");
    field.require(s.fluctuation_share >= 0.0 && s.fluctuation_share <= 1.0, "fluctuation_share",
                  "must be from 0 to 1");
    field.require(s.window > 0ns, "window_ms", "must be above zero");
    field.require(s.step > 0ns, "step_ms", "must be above zero");
}

DriveRun find_drives(const std::vector<motor_units::Train>& trains,
                     const std::vector<drives::TaskInterval>& intervals,
                     const DriveSettings& settings) {
    DriveRun run;
    run.intervals = intervals;
    run.settings = settings;
    for (const motor_units::Train& train : trains)
        (discharges_in(train, intervals) >= settings.min_discharges ? run.trains : run.left_out)
            .push_back(train);
    constexpr std::size_t least = 3;
    if (run.trains.size() < least)
        throw Error(Fault::config, std::to_string(run.trains.size()) + " of " +
                                       std::to_string(trains.size()) + " motor units have " +
                                       std::to_string(settings.min_discharges) +
                                       " discharges or more in the tasks; groups need at least " +
                                       std::to_string(least));
    run.rates = drives::task_rates(run.trains, intervals);
    run.groups = drives::cluster_units(
        run.rates, drives::fluctuation_distances(run.trains, intervals, {}),
        {static_cast<std::size_t>(settings.most_groups), settings.min_silhouette,
         settings.min_distance, settings.few_distance, settings.fluctuation_share});
    Time first = intervals.front().start, last = intervals.front().end;
    for (const drives::TaskInterval& i : intervals) {
        first = std::min(first, i.start);
        last = std::max(last, i.end);
    }
    for (const motor_units::Train& train : run.trains) {
        first = std::min(first, train.discharges.front());
        last = std::max(last, train.discharges.back());
    }
    const std::int64_t step = settings.step.count(), begin = first.time_since_epoch().count();
    run.start = Time{Duration{(begin >= 0 ? begin / step : (begin - step + 1) / step) * step}};
    run.drives = drives::cumulative_drives(run.trains, run.groups.of, run.groups.count, run.start,
                                           last, {settings.window, settings.step});
    return run;
}

}  // namespace efferent

// From discharges and tasks to groups of motor units and the drive of each.
#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"
#include "decoders/drives/clusters.hpp"
#include "decoders/drives/cumulative_drive.hpp"

namespace efferent {

struct DriveSettings {
    std::int64_t min_discharges = 10;
    std::int64_t most_groups = static_cast<std::int64_t>(drives::ClusterParams{}.most);
    double min_silhouette = drives::ClusterParams{}.least_silhouette;
    double min_distance = drives::ClusterParams{}.least_distance;
    double few_distance = drives::ClusterParams{}.few_distance;
    double fluctuation_share = drives::ClusterParams{}.fluctuation_share;
    Duration window{400'000'000};
    Duration step{10'000'000};
};
void describe(Fields& field, DriveSettings& s);

struct DriveRun {
    std::string name;                          ///< of the file with the discharges
    bool simulated = false;                    ///< whether the muscle is known to be
    std::vector<motor_units::Train> trains;    ///< of the units in groups
    std::vector<motor_units::Train> left_out;  ///< those with too few discharges in the tasks
    std::vector<drives::TaskInterval> intervals;
    drives::TaskRates rates;                  ///< of the units in groups
    drives::Clusters groups;                  ///< of the units in groups
    Time start{};                             ///< of the drives
    std::vector<std::vector<double>> drives;  ///< of each group, discharges a second and unit
    DriveSettings settings;
};

/// Groups units by their rates in the tasks and their fluctuations within them, and makes each
/// group's cumulative drive, from the first interval's or discharge's begin, down to whole steps,
/// to the last one's end. Error{config}: fewer than 3 tasks, or fewer than 3 units with
/// min_discharges in them.
DriveRun find_drives(const std::vector<motor_units::Train>& trains,
                     const std::vector<drives::TaskInterval>& intervals,
                     const DriveSettings& settings);

}  // namespace efferent

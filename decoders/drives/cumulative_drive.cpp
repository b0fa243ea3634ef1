// Adds a window for each discharge.
#include "decoders/drives/cumulative_drive.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"

namespace efferent::drives {
namespace {

void require_valid(std::size_t trains, std::span<const std::size_t> group,
                   const std::vector<std::size_t>& sizes, Time start, Time end,
                   const DriveParams& params) {
    if (group.size() != trains)
        throw Error(Fault::config, "drives: " + std::to_string(trains) + " motor units and " +
                                       std::to_string(group.size()) +
                                       " numbers of groups; give one for each unit");
    const auto empty = std::find(sizes.begin(), sizes.end(), std::size_t{0});
    if (empty != sizes.end())
        throw Error(Fault::config, "drives: group " + std::to_string(empty - sizes.begin()) +
                                       " has no motor unit; number the groups without gaps");
    if (params.window <= Duration{} || params.step <= Duration{})
        throw Error(Fault::config, "drives: window and step must be above zero");
    if (end < start)
        throw Error(Fault::config, "drives: the end is before the start; give an end after it");
}

}  // namespace

std::vector<std::vector<double>> cumulative_drives(std::span<const motor_units::Train> trains,
                                                   std::span<const std::size_t> group,
                                                   std::size_t groups, Time start, Time end,
                                                   const DriveParams& params) {
    std::vector<std::size_t> sizes(groups);
    for (const std::size_t g : group) {
        if (g >= groups)
            throw Error(Fault::config, "drives: a motor unit is in group " + std::to_string(g) +
                                           " of " + std::to_string(groups) +
                                           "; groups count from 0");
        ++sizes[g];
    }
    require_valid(trains.size(), group, sizes, start, end, params);
    const auto length = static_cast<std::size_t>((end - start) / params.step) + 1;
    const double window_s = seconds(params.window);
    std::vector<std::vector<double>> drives(groups, std::vector<double>(length));
    for (std::size_t u = 0; u < trains.size(); ++u)
        for (const Time t : trains[u].discharges) {
            const auto before = std::max<std::int64_t>(0, (t - start) / params.step);
            for (auto i = static_cast<std::size_t>(before); i < length; ++i) {
                const Duration age = start + static_cast<std::int64_t>(i) * params.step - t;
                if (age >= params.window) break;
                if (age <= Duration{}) continue;
                drives[group[u]][i] +=
                    (1.0 - std::cos(2.0 * std::numbers::pi * seconds(age) / window_s)) /
                    (window_s * static_cast<double>(sizes[group[u]]));
            }
        }
    return drives;
}

}  // namespace efferent::drives

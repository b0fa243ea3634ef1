// Simulates, decomposes, clusters, and asks scoring whose units were found.
#include "bench/drives/blind.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "bench/drives/follow.hpp"
#include "bench/drives/reinnervated.hpp"
#include "bench/support/true_trains.hpp"
#include "decoders/drives/clusters.hpp"
#include "decoders/drives/cumulative_drive.hpp"
#include "decoders/drives/fluctuations.hpp"
#include "decoders/drives/rand_index.hpp"
#include "decoders/motor_units/score.hpp"
#include "emg/muscle/muscle_run.hpp"
#include "pipeline/motor_unit_stream.hpp"

namespace efferent::bench {
namespace {

constexpr double fewest_discharges = 10.0;

std::vector<drives::TaskInterval> plateaus(const emg::ImplantedMuscle& person,
                                           const emg::MuscleRun& run, Hertz rate) {
    std::vector<drives::TaskInterval> intervals;
    for (const emg::Contraction& c : run.contractions)
        intervals.push_back({person.tasks[c.task].name, sample_time(rate, c.plateau_start),
                             sample_time(rate, c.plateau_start + c.plateau_length)});
    return intervals;
}

double discharges_on(const std::vector<drives::TaskInterval>& intervals,
                     const drives::TaskRates& rates, std::size_t unit) {
    double count = 0.0;
    for (std::size_t t = 0; t < intervals.size(); ++t)  // each task has one interval
        count += rates.row(unit)[t] * seconds(intervals[t].end - intervals[t].start);
    return count;
}

/// Clusters of blind units by the RMS of their action potentials at each contact; their number is
/// given.
std::vector<std::size_t> rms_groups(const std::vector<const motor_units::MotorUnit*>& units,
                                    std::size_t channels, std::size_t groups) {
    std::vector<double> rows;
    for (const motor_units::MotorUnit* unit : units)
        for (std::size_t m = 0; m < channels; ++m) {
            double square = 0.0;
            for (const float x : unit->shape.channel(m)) square += double{x} * double{x};
            rows.push_back(std::sqrt(square / static_cast<double>(2 * unit->shape.half + 1)));
        }
    return drives::average_linkage(drives::correlation_distances(rows, channels), groups);
}

/// What was clustered, and of which true pool those units are that have a true one.
struct Blind {
    std::vector<motor_units::Train> trains;
    std::vector<const motor_units::MotorUnit*> units;
    drives::Clusters clusters;
    std::vector<std::optional<std::size_t>> pool;
};

void score_groups(const Blind& blind, std::size_t channels, BlindOutcome& outcome) {
    const auto by_rms = rms_groups(blind.units, channels, outcome.pools);
    std::vector<std::size_t> pool, by_rates, rms;
    for (std::size_t u = 0; u < blind.pool.size(); ++u) {
        if (!blind.pool[u]) continue;
        pool.push_back(*blind.pool[u]);
        by_rates.push_back(blind.clusters.of[u]);
        rms.push_back(by_rms[u]);
    }
    outcome.unknown = blind.pool.size() - pool.size();
    outcome.fewest = pool.size();
    for (std::size_t k = 0; k < outcome.pools; ++k)
        outcome.fewest =
            std::min(outcome.fewest, static_cast<std::size_t>(std::ranges::count(pool, k)));
    if (pool.size() < 2) return;
    outcome.ari = drives::adjusted_rand_index(pool, by_rates);
    outcome.ari_rms = drives::adjusted_rand_index(pool, rms);
}

/// Clusters by what the search found in the first repetition and the filters in the second, put
/// behind it; rates of a unit without a filter are the first's alone, divided by two in all tasks
/// alike.
drives::Clusters clusters_of(const Blind& blind, const MotorUnitRun& first,
                             std::vector<drives::TaskInterval> intervals,
                             const emg::ImplantedMuscle& person, const emg::MuscleParams& params) {
    const Hertz rate{params.rate_hz};
    const emg::MuscleRun second = emg::simulate_run(person, params, 1);
    const StreamRun online = stream_motor_units(second.dataset, {}, online_filters(first), {});
    const Duration later =
        sample_time(rate, static_cast<std::int64_t>(online.length)) - Time{};  // of equal length
    for (drives::TaskInterval i : plateaus(person, second, rate))
        intervals.push_back({i.task, i.start + later, i.end + later});
    auto trains = blind.trains;
    for (motor_units::Train& train : trains) {
        const auto it = std::ranges::find(online.trains, train.unit, &motor_units::Train::unit);
        if (it == online.trains.end()) continue;
        for (const Time t : it->discharges) train.discharges.push_back(t + later);
    }
    return drives::cluster_units(drives::task_rates(trains, intervals),
                                 drives::fluctuation_distances(trains, intervals, {}), {});
}

/// The clusters' drives in the third repetition, by the filters of the first.
double followed(const Blind& blind, const MotorUnitRun& first, const emg::ImplantedMuscle& person,
                const emg::MuscleParams& params, BlindOutcome& outcome) {
    const emg::MuscleRun third = emg::simulate_run(person, params, 2);
    const Hertz rate{params.rate_hz};
    const StreamRun online = stream_motor_units(third.dataset, {}, online_filters(first), {});
    std::vector<std::vector<double>> together(outcome.pools,
                                              std::vector<double>(blind.clusters.count));
    for (std::size_t u = 0; u < blind.pool.size(); ++u)
        if (blind.pool[u]) ++together[*blind.pool[u]][blind.clusters.of[u]];
    std::vector<std::vector<motor_units::Train>> in_cluster(blind.clusters.count);
    for (const motor_units::Train& train : online.trains)
        for (std::size_t u = 0; u < blind.trains.size(); ++u)
            if (blind.trains[u].unit == train.unit) {
                in_cluster[blind.clusters.of[u]].push_back(train);
                ++outcome.filters;
            }
    const auto cluster_of = motor_units::assign(together);
    double correlation = 0.0;
    for (std::size_t m = 0; m < outcome.pools; ++m) {
        if (!cluster_of[m] || in_cluster[*cluster_of[m]].empty()) continue;
        const auto& trains = in_cluster[*cluster_of[m]];
        const auto drive = drives::cumulative_drives(
            trains, std::vector<std::size_t>(trains.size(), 0), 1, Time{},
            sample_time(rate, static_cast<std::int64_t>(online.length)), {});
        correlation += follows(person, params, third.contractions, 2, m, drive.front()).all;
    }
    return correlation / static_cast<double>(outcome.pools);
}

}  // namespace

BlindOutcome separate_blind(std::size_t pools, double shared, std::uint64_t seed,
                            std::int64_t rounds) {
    const emg::MuscleParams params = reinnervated(pools, shared, seed);
    const Hertz rate{params.rate_hz};
    const emg::ImplantedMuscle person = emg::make_implanted_muscle(params, 0);
    const emg::MuscleRun run = emg::simulate_run(person, params, 0);
    MotorUnitParams settings = motor_unit_preset("intramuscular");
    settings.decomposition.rounds = rounds;
    Monitor monitor;
    const MotorUnitRun found = find_motor_units(run.dataset, {}, settings, monitor);
    const auto all = trains(found);
    BlindOutcome outcome{.seed = seed, .pools = pools};
    if (all.empty()) return outcome;
    const auto intervals = plateaus(person, run, rate);
    const drives::TaskRates rates = drives::task_rates(all, intervals);
    Blind blind;
    for (std::size_t u = 0; u < all.size(); ++u)
        if (discharges_on(intervals, rates, u) > fewest_discharges - 0.5) {
            blind.trains.push_back(all[u]);
            blind.units.push_back(&found.result.units[u]);
        }
    outcome.units = blind.trains.size();
    if (blind.trains.size() < 3 || blind.trains.size() < pools) return outcome;
    blind.clusters = clusters_of(blind, found, intervals, person, params);
    outcome.clusters = blind.clusters.count;
    const auto score = motor_units::score(blind.trains, true_trains(run, rate), {});
    for (const auto& unit : score.units)
        blind.pool.push_back(unit.truth ? std::optional(person.place(*unit.truth + 1).muscle)
                                        : std::nullopt);
    score_groups(blind, run.dataset.recording.signal().channels(), outcome);
    outcome.correlation = followed(blind, found, person, params, outcome);
    return outcome;
}

}  // namespace efferent::bench

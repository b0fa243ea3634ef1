// Simulates, decomposes, clusters, and asks scoring whose units were found.
#include "bench/drives/blind.hpp"

#include "bench/drives/reinnervated.hpp"
#include "decoders/drives/clusters.hpp"
#include "decoders/drives/rand_index.hpp"
#include "decoders/motor_units/score.hpp"
#include "emg/muscle/muscle_run.hpp"
#include "pipeline/motor_units.hpp"

namespace efferent::bench {
namespace {

constexpr double fewest_discharges = 10.0;

std::vector<motor_units::Train> true_trains(const emg::MuscleRun& run, Hertz rate) {
    std::vector<motor_units::Train> trains;
    for (std::size_t u = 0; u < run.discharges.size(); ++u) {
        trains.push_back({std::to_string(u + 1), {}});
        for (const std::int64_t sample : run.discharges[u])
            trains.back().discharges.push_back(sample_time(rate, sample));
    }
    return trains;
}

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

}  // namespace

BlindOutcome separate_blind(std::size_t pools, double shared, std::uint64_t seed) {
    const emg::MuscleParams params = reinnervated(pools, shared, seed);
    const Hertz rate{params.rate_hz};
    const emg::ImplantedMuscle person = emg::make_implanted_muscle(params, 0);
    const emg::MuscleRun run = emg::simulate_run(person, params, 0);
    Monitor monitor;
    const auto all =
        trains(find_motor_units(run.dataset, {}, motor_unit_preset("intramuscular"), monitor));
    const auto intervals = plateaus(person, run, rate);
    const drives::TaskRates rates = drives::task_rates(all, intervals);
    std::vector<motor_units::Train> found;
    for (std::size_t u = 0; u < all.size(); ++u)
        if (discharges_on(intervals, rates, u) > fewest_discharges - 0.5) found.push_back(all[u]);
    const auto clusters = drives::cluster_units(drives::task_rates(found, intervals), {});
    const auto score = motor_units::score(found, true_trains(run, rate), {});
    std::vector<std::size_t> pool, cluster;
    for (std::size_t u = 0; u < found.size(); ++u) {
        if (!score.units[u].truth) continue;
        pool.push_back(person.place(*score.units[u].truth + 1).muscle);
        cluster.push_back(clusters.of[u]);
    }
    return {found.size(), found.size() - pool.size(), clusters.count,
            drives::adjusted_rand_index(pool, cluster)};
}

}  // namespace efferent::bench

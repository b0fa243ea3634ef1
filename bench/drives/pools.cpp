// Makes the muscle, takes some of its units, clusters them, and compares.
#include "bench/drives/pools.hpp"

#include <algorithm>
#include <cmath>

#include "bench/drives/follow.hpp"
#include "bench/drives/reinnervated.hpp"
#include "decoders/drives/clusters.hpp"
#include "decoders/drives/cumulative_drive.hpp"
#include "decoders/drives/fluctuations.hpp"
#include "decoders/drives/rand_index.hpp"
#include "decoders/motor_units/score.hpp"
#include "emg/muscle/muscle_run.hpp"

namespace efferent::bench {
namespace {

using namespace efferent::emg;

constexpr std::size_t units_taken = 8;  ///< of each pool
constexpr std::size_t fewest_discharges = 10;
constexpr std::size_t clustered = 2;  ///< repetitions; the one after them tests the drives

/// The units taken: their discharges in all repetitions one after another, and their true pools.
struct Units {
    std::vector<motor_units::Train> trains;
    std::vector<std::size_t> number, pool;
};

struct Recorded {
    ImplantedMuscle person;
    MuscleParams params;
    RunPlan plan;
    std::vector<std::vector<std::int64_t>> discharges;  ///< of all units, in samples

    Time at(std::int64_t sample, std::size_t repetition) const {
        return sample_time(Hertz{params.rate_hz},
                           sample + static_cast<std::int64_t>(repetition) * plan.length);
    }
};

Recorded record(const MuscleParams& params) {
    Recorded r{make_implanted_muscle(params, 0), params, {}, {}};
    r.plan = plan_run(params, r.person.tasks.size());
    r.discharges.resize(r.person.unit_count());
    for (std::size_t repetition = 0; repetition <= clustered; ++repetition) {
        const auto run = run_discharges(r.person, params, r.plan, repetition);
        for (std::size_t u = 0; u < run.size(); ++u)
            for (const std::int64_t sample : run[u])
                r.discharges[u].push_back(sample +
                                          static_cast<std::int64_t>(repetition) * r.plan.length);
    }
    return r;
}

std::vector<drives::TaskInterval> plateaus(const Recorded& r) {
    std::vector<drives::TaskInterval> intervals;
    for (std::size_t repetition = 0; repetition < clustered; ++repetition)
        for (const Contraction& c : r.plan.contractions)
            intervals.push_back({r.person.tasks[c.task].name, r.at(c.plateau_start, repetition),
                                 r.at(c.plateau_start + c.plateau_length, repetition)});
    return intervals;
}

/// How often the unit discharges on the plateaus that are clustered.
std::size_t counted(const Recorded& r, std::size_t number) {
    std::size_t count = 0;
    for (std::size_t repetition = 0; repetition < clustered; ++repetition)
        for (const Contraction& c : r.plan.contractions) {
            const std::int64_t start =
                c.plateau_start + static_cast<std::int64_t>(repetition) * r.plan.length;
            for (const std::int64_t sample : r.discharges[number - 1])
                if (sample >= start && sample < start + c.plateau_length) ++count;
        }
    return count;
}

Units take_units(const Recorded& r, std::uint64_t seed) {
    Units taken;
    for (std::size_t m = 0; m < r.person.muscles.size(); ++m) {
        std::vector<std::size_t> numbers;
        const std::size_t first = r.person.muscles[m].first_unit;
        for (std::size_t u = first; u < first + r.person.muscles[m].fibres.size(); ++u)
            if (counted(r, u) >= fewest_discharges) numbers.push_back(u);
        RandomStream random(seed, "units of bench drives", m);
        random.shuffle(std::span(numbers));
        numbers.resize(std::min(numbers.size(), units_taken));
        for (const std::size_t number : numbers) {
            taken.trains.push_back({std::to_string(number), {}});
            for (const std::int64_t sample : r.discharges[number - 1])
                taken.trains.back().discharges.push_back(r.at(sample, 0));
            taken.number.push_back(number);
            taken.pool.push_back(m);
        }
    }
    return taken;
}

/// Clusters of the units by the RMS of their potentials at each contact; their number is given.
double rms_map_ari(const Recorded& r, const Units& units) {
    std::vector<double> rows;
    for (const UnitMuap& muap : unit_muaps(r.person, r.params, units.number)) {
        const ArrayMuap& array = muap.arrays.front();
        for (std::size_t c = 0; c < array.channels(); ++c) {
            double square = 0.0;
            for (std::size_t n = 0; n < array.length(); ++n)
                square += std::pow(double{array.variant(0)[n * array.channels() + c]}, 2);
            rows.push_back(std::sqrt(square / static_cast<double>(array.length())));
        }
    }
    const auto distances =
        drives::correlation_distances(rows, r.person.arrays.front().contacts.centres.size());
    return drives::adjusted_rand_index(units.pool,
                                       drives::average_linkage(distances, r.person.muscles.size()));
}

void compare_drives(const Recorded& r, const Units& units, const drives::Clusters& clusters,
                    Outcome& outcome) {
    std::vector<std::vector<double>> together(r.person.muscles.size(),
                                              std::vector<double>(clusters.count));
    for (std::size_t u = 0; u < units.pool.size(); ++u) ++together[units.pool[u]][clusters.of[u]];
    const auto cluster_of = motor_units::assign(together);
    const drives::DriveParams params;
    const auto found =
        drives::cumulative_drives(units.trains, clusters.of, clusters.count, r.at(0, clustered),
                                  r.at(0, clustered + 1), params);
    const double part = 1.0 / static_cast<double>(together.size());
    for (std::size_t m = 0; m < together.size(); ++m) {
        if (!cluster_of[m]) continue;
        const Follows one =
            follows(r.person, r.params, r.plan.contractions, clustered, m, found[*cluster_of[m]]);
        outcome.correlation += part * one.all;
        outcome.steady_correlation += part * one.steady;
    }
}

}  // namespace

Outcome separate(std::size_t pools, double shared, std::uint64_t seed) {
    const Recorded recorded = record(reinnervated(pools, shared, seed));
    const Units units = take_units(recorded, seed);
    const auto intervals = plateaus(recorded);
    const auto clusters =
        drives::cluster_units(drives::task_rates(units.trains, intervals),
                              drives::fluctuation_distances(units.trains, intervals, {}), {});
    Outcome outcome{.seed = seed,
                    .pools = pools,
                    .units = units.trains.size(),
                    .clusters = clusters.count,
                    .silhouette = clusters.silhouette};
    outcome.ari = drives::adjusted_rand_index(units.pool, clusters.of);
    outcome.ari_rms = rms_map_ari(recorded, units);
    compare_drives(recorded, units, clusters, outcome);
    return outcome;
}

}  // namespace efferent::bench

// Simulated recordings of an implanted muscle, with every discharge.
#pragma once

#include <functional>

#include "core/monitor.hpp"
#include "emg/dataset.hpp"
#include "emg/muscle/run_plan.hpp"

namespace efferent::emg {

/// What the units of a person look like at all contacts, without jitter, where the arrays are at
/// first.
struct UnitMuap {
    std::size_t unit = 0;           ///< its number, from 1
    std::vector<ArrayMuap> arrays;  ///< one each, of one variant
};

/// One recording: each task once. Trials are the plateaus.
struct MuscleRun {
    Dataset dataset;  ///< simulated, in microvolts
    std::vector<Contraction> contractions;
    std::vector<std::vector<std::int64_t>> discharges;  ///< of unit i + 1, in samples
};

/// Repetition `repetition` (from 0) of a person. The same bytes for the same parameters, whatever
/// the threads. Error{cancelled} when the monitor says so.
MuscleRun simulate_run(const ImplantedMuscle& person, const MuscleParams& params,
                       std::size_t repetition, Monitor* monitor = nullptr);

/// Several repetitions, in this order, each as simulate_run() gives it; potentials are computed
/// once for all. `take(run)` gets each when it is ready and may throw parts away before the next
/// comes.
void simulate_runs(const ImplantedMuscle& person, const MuscleParams& params,
                   std::span<const std::size_t> repetitions,
                   const std::function<void(MuscleRun)>& take, Monitor* monitor = nullptr);

/// All repetitions of a person as one data set that holds nothing but the plateaus, one trial after
/// the other. The person is the trials' subject, counted from 1.
Dataset simulate_plateaus(const ImplantedMuscle& person, const MuscleParams& params,
                          Monitor* monitor = nullptr);

/// The potentials of the units numbered so.
std::vector<UnitMuap> unit_muaps(const ImplantedMuscle& person, const MuscleParams& params,
                                 std::span<const std::size_t> units, Monitor* monitor = nullptr);

}  // namespace efferent::emg

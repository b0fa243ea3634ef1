// One recording's contractions, and the discharges of every unit in them.
#pragma once

#include "emg/muscle/implanted_muscle.hpp"

namespace efferent::emg {

/// A contraction; all in samples from the recording's begin.
struct Contraction {
    std::size_t task = 0;
    std::int64_t start = 0, length = 0;                  ///< from rest to rest
    std::int64_t plateau_start = 0, plateau_length = 0;  ///< at the effort
};

/// Every task once, in order, each after a rest; another rest, of up to a second more, fills up the
/// recording's last second.
struct RunPlan {
    std::vector<Contraction> contractions;
    std::int64_t length = 0;
};

RunPlan plan_run(const MuscleParams& params, std::size_t tasks);

/// What excites each muscle's pool in one contraction of repetition `repetition` (from 0), in steps
/// of 10 ms from its start: effort x share x envelope, a trapezoid, with a slow fluctuation of
/// which a part is common to all muscles.
std::vector<Drive> contraction_drives(const ImplantedMuscle& person, const MuscleParams& params,
                                      const Contraction& contraction, std::size_t repetition);

/// The samples, ascending, at which each unit discharges in repetition `repetition` (from 0), in
/// the order of unit numbers, under contraction_drives(); a shared unit hears the sum of its own
/// and the weighted partner's. Independent of threads.
std::vector<std::vector<std::int64_t>> run_discharges(const ImplantedMuscle& person,
                                                      const MuscleParams& params,
                                                      const RunPlan& plan, std::size_t repetition);

}  // namespace efferent::emg

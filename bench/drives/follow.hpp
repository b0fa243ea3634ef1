// How the drive of a group of units follows the true drive of a pool.
#pragma once

#include <span>

#include "emg/muscle/run_plan.hpp"

namespace efferent::bench {

struct Follows {
    double all = 0.0;     ///< correlation over all contractions
    double steady = 0.0;  ///< over the plateaus in which the pool has its full share, each
                          ///< plateau's means taken away
};

/// The true drive of muscle `m` in one repetition against `drive`, whose values are steps of
/// DriveParams from the recording's begin and half a window late.
Follows follows(const emg::ImplantedMuscle& person, const emg::MuscleParams& params,
                std::span<const emg::Contraction> contractions, std::size_t repetition,
                std::size_t m, std::span<const double> drive);

}  // namespace efferent::bench

// The muscle of bench drives: several pools in one place.
#pragma once

#include "emg/muscle/muscle_params.hpp"

namespace efferent::bench {

/// `pools` pools of 50 units in one muscle, territories intermingled, under one array of 40
/// contacts, as configs/muscles/reinnervated.json: in a ring, a task for each pool (with its
/// neighbours at 0.2) and one for each two neighbours, three repetitions. `shared` of each pool's
/// units also hear half the next pool's drive; their true pool is their own. One pool: four tasks
/// at 1, 0.75, 0.5 and 0.25 of the effort.
emg::MuscleParams reinnervated(std::size_t pools, double shared, std::uint64_t seed);

}  // namespace efferent::bench

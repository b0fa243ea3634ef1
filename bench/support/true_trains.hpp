// The true discharges of a simulated recording, as trains to score against.
#pragma once

#include <string>
#include <vector>

#include "decoders/motor_units/train.hpp"
#include "emg/muscle/muscle_run.hpp"

namespace efferent::bench {

/// One train for each unit, named by its number, from 1; empty for a unit that is silent.
inline std::vector<motor_units::Train> true_trains(const emg::MuscleRun& run, Hertz rate) {
    std::vector<motor_units::Train> trains;
    for (std::size_t u = 0; u < run.discharges.size(); ++u) {
        trains.push_back({std::to_string(u + 1), {}});
        for (const std::int64_t sample : run.discharges[u])
            trains.back().discharges.push_back(sample_time(rate, sample));
    }
    return trains;
}

}  // namespace efferent::bench

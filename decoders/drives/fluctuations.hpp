// Which motor units become faster and slower together while a task is held.
#pragma once

#include "decoders/drives/clusters.hpp"

namespace efferent::drives {

struct FluctuationParams {
    Duration window{400'000'000};  ///< of the Hann window, centred
    Duration step{80'000'000};     ///< between its values
    double least_hz = 3.0;         ///< slower in an interval: a unit says nothing there
};

/// 1 - r, r the correlation of two units' smoothed discharge rates within the intervals, each with
/// its mean and its linear trend taken away: the common drive of a pool (De Luca & Erim, Trends
/// Neurosci 17, 1994). Only intervals in which both reach `least_hz` count; 1 where there are none,
/// or none of three values. Units in the order of `trains`. Error{config}: a window or step not
/// above zero.
Distances fluctuation_distances(std::span<const motor_units::Train> trains,
                                std::span<const TaskInterval> intervals,
                                const FluctuationParams& params);

}  // namespace efferent::drives

// First guesses of motor-unit potentials: parts of a signal that recur with one shape.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decoders/needle/fine_signal.hpp"

namespace efferent::needle {

struct ClusterParams {
    std::span<const float> noise_around;  ///< variance of what is no potential, for each step
    double detection = 6.0;               ///< height of a peak over the root of that
    double noise = 0.0;          ///< standard deviation of what is no potential, where all is quiet
    std::size_t half = 0;        ///< steps around a peak that are compared
    std::size_t shape_half = 0;  ///< steps around it that become the shape
    double distance = 0.15;      ///< squared difference of two of a kind over their mean energy
    std::size_t members = 5;     ///< that a shape needs
    std::size_t most_shapes = 12;
};

/// Steps at which the absolute signal is greatest within `half` of it and above `detection` times
/// the root of `noise_around`.
std::vector<std::int64_t> find_peaks(const FineSignal& signal, double detection,
                                     std::span<const float> noise_around, std::size_t half);

/// Shapes of 2 shape_half + 1 steps: about the peak whose energy times the number of others like it
/// is the most, step by step the median of those, then the same among the peaks left.
/// Peaks may be moved by a tenth of `half` against each other. At most 1500 peaks are compared,
/// evenly chosen.
std::vector<std::vector<float>> recurring_shapes(const FineSignal& signal,
                                                 const ClusterParams& params);

}  // namespace efferent::needle

// Explains a signal by known potentials, overlaps included: which unit discharged at which instant.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "decoders/needle/fine_signal.hpp"
#include "decoders/needle/params.hpp"
#include "decoders/needle/rhythm.hpp"

namespace efferent::needle {

/// A potential in the signal: its shape's middle lies at step `at`, `amplitude` times as large.
struct Placed {
    std::int64_t at = 0;
    std::size_t unit = 0;
    double amplitude = 1.0;
    friend bool operator==(const Placed&, const Placed&) = default;
};

/// What is known of the units. Shapes all have one odd size.
struct Known {
    std::vector<std::vector<float>> shapes;
    std::vector<Rhythm> rhythms;
    double noise_power = 0.0;  ///< of what potentials leave of the signal, mean over samples
};

/// Better discharges than `placed` (ascending), ascending: for one stretch with potentials after
/// the other, a beam search adds potentials one by one, each with the instant and amplitude that
/// takes most from the squared error, and keeps the `beam` best sets; a set's worth is
///     sum of (error taken away - variability * energy) / (2 noise_power temper)
///         + log odds of its intervals - penalty
/// for each discharge, where `energy` is that of the signal within 1 ms of the instant: potentials
/// of one unit are never quite the same, and what they differ by is no potential. A stretch keeps
/// the discharges that it had unless others are worth more.
std::vector<Placed> resolve(const FineSignal& signal, double steps_per_s, const Known& known,
                            const std::vector<Placed>& placed, const NeedleParams& params);

}  // namespace efferent::needle

// Adds up discharges times potentials, and noise, into a recording's samples.
#pragma once

#include "emg/muscle/line_source.hpp"

namespace efferent::emg {

/// One unit as an array sees it, and when.
struct SoundingUnit {
    std::vector<ArrayMuap> positions;      ///< at equal distances along the array's way; not empty
    std::vector<std::int64_t> discharges;  ///< samples, ascending
    std::vector<std::size_t> variants;     ///< one a discharge
};

/// The columns of one array within rows of samples.
struct Columns {
    std::size_t first = 0, count = 0, stride = 0;
};

/// Where an array is when the recording begins and when it ends, counted in a unit's `positions`.
struct Way {
    double from = 0.0, to = 0.0;
};

/// Adds the units to `samples`, in their order. The array goes its way at an even pace over the
/// recording; between positions the potential is interpolated. What would begin before the
/// recording or end after it is cut there.
void mix(std::span<const SoundingUnit> units, const Way& way, const Columns& columns,
         std::span<float> samples);

/// Mean square over the columns and the rows [begin, begin + length) of each stretch.
struct Stretch {
    std::int64_t begin = 0, length = 0;
};
double mean_square(std::span<const Stretch> stretches, const Columns& columns,
                   std::span<const float> samples);

/// White noise and a mains residue of these root mean squares, the latter in phase on all columns,
/// with harmonics 2 and 3 at a third and a fifth of its amplitude. `entity` numbers array and
/// recording.
struct AddedNoise {
    double white = 0.0, mains = 0.0;
    double mains_hz = 50.0, rate_hz = 10240.0;
    std::uint64_t seed = 1, entity = 0;
};
void add_noise(const AddedNoise& noise, const Columns& columns, std::span<float> samples);

}  // namespace efferent::emg

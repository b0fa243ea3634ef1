// Discharges in a source signal: peaks, their two classes, and how well the classes are apart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace efferent::motor_units {

/// Writes to `found`, ascending, at which of `count` samples the source is above `floor`, greater
/// than one sample before and not less than one after; how many these are. One sample before and
/// one after the `count` are read, and `found` has room for `count`.
std::size_t maxima(const float* source, std::size_t count, float floor, std::uint32_t* found);

/// Local maxima above `floor`, which is not negative, ascending, no two nearer than `separation`
/// samples: of two that are too near the greater is kept, the earlier among equals, in the order of
/// time.
std::vector<std::size_t> peaks(std::span<const float> source, std::size_t separation,
                               float floor = 0.0F);

/// Peaks in two classes by the squares of their heights, and where the upper class begins.
struct Classes {
    std::vector<std::size_t> pulses;  ///< the peaks of the upper class, ascending
    double low = 0.0;                 ///< mean square of the lower class
    double high = 0.0;                ///< mean square of the upper class
    /// SIL: (B - W) / max(B, W) over the upper class, where W and B are the sums of its distances
    /// to its own mean and to the mean of the lower class (Negro et al. 2016). 0 where there is no
    /// upper class.
    double silhouette = 0.0;
};

/// Two-class k-means on the squares from the least and the greatest, until nothing changes; a peak
/// in the middle belongs to the lower class.
Classes classify(std::span<const float> source, std::span<const std::size_t> peaks);

/// The two classes where it is known which peaks are pulses: a peak is one within 2 samples of one
/// of `known`. Both ascending.
Classes classify_known(std::span<const float> source, std::span<const std::size_t> peaks,
                       std::span<const std::size_t> known);

/// Lowers a source at `pulses` by `own_share` (Filters::own_share) of its mean there, not below 0:
/// about what it would be if the filter had been made without each pulse, and so what it will be at
/// the unit's discharges in another signal.
void take_own_part(std::span<float> source, std::span<const std::size_t> pulses, double own_share);

/// PNR: 10 log10(mean of s² at the pulses / mean of s² at all other samples), in dB (after Holobar
/// et al. 2014, who take the mean of a time span around each pulse). Nothing without pulses.
std::optional<double> pulse_to_noise_db(std::span<const float> source,
                                        std::span<const std::size_t> pulses);

/// Standard deviation / mean of the intervals between pulses, without the pauses, which are
/// intervals above 2.5 times the median. Nothing with fewer than two such intervals.
std::optional<double> interval_variation(std::span<const std::size_t> pulses);

}  // namespace efferent::motor_units

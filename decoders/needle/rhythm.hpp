// How regularly a motor unit discharges, and what that says about one more discharge.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace efferent::needle {

/// Intervals between discharges, in steps: normal about a mean, about twice or three times it
/// where discharges were missed, and now and then of any length (a pause).
class Rhythm {
public:
    /// Nothing is known but that no interval is shorter than `shortest`.
    explicit Rhythm(double shortest) : shortest_(shortest) {}
    /// From discharges, ascending: median and spread of the intervals below 1.5 medians. With
    /// fewer than six of those nothing is known.
    Rhythm(std::span<const std::int64_t> discharges, double shortest);

    /// What discharging at `at` adds to the logarithm of the probability of the train, between the
    /// neighbours in it, if there are: log(f(at - before) f(after - at) / f(after - before)), where
    /// f is a density relative to 1/mean. Minus infinity for an interval shorter than the shortest.
    double log_odds(std::int64_t at, std::optional<std::int64_t> before,
                    std::optional<std::int64_t> after) const;

private:
    double log_density(double interval) const;

    double shortest_;
    double mean_ = 0.0;  ///< 0: unknown
    double deviation_ = 0.0;
};

/// Upper median; of nothing, 0.
double median(std::vector<double> values);

std::vector<double> intervals_of(std::span<const std::int64_t> discharges);

/// How much intervals vary like those of chance: their median absolute deviation over 0.6745, over
/// how far their median is above the shortest. About 1 for chance, 0.1 to 0.4 for a motor unit.
/// Medians, since a few discharges too many or too few must not count. Of no intervals, 1.
double irregularity(std::span<const std::int64_t> discharges, double shortest);

}  // namespace efferent::needle

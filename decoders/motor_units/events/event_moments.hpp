// Means and covariances of leaky, delayed events, from the pairs of events alone.
#pragma once

#include <span>

#include "core/table.hpp"
#include "decoders/motor_units/events/line_events.hpp"

namespace efferent::motor_units {

/// A synapse before it has a weight: what arrived on `line`, `delay` steps ago.
struct Tap {
    std::uint32_t line = 0;
    std::uint32_t delay = 0;
    friend bool operator==(const Tap&, const Tap&) = default;
};

/// Of z, the leaky trace of each line (trace()), over all steps, with nothing before the first and
/// after the last. The covariance of delayed traces is block-Toeplitz: it depends on the difference
/// of two delays alone, and is kept as one table for each. Each is a sum over pairs of events no
/// further apart than the longest delay and the leak's memory; nothing of the signal's length times
/// its lines is made.
class EventMoments {
public:
    /// `longest` is the greatest difference of two delays that will be asked for.
    EventMoments(const LineEvents& events, double keep, std::size_t longest);

    double mean(std::uint32_t line) const { return means_[line]; }
    /// Of z[a.line](t - a.delay) and z[b.line](t - b.delay).
    double covariance(const Tap& a, const Tap& b) const;
    std::size_t longest() const { return tables_.size() - 1; }

private:
    std::vector<double> means_;
    std::vector<Table> tables_;  ///< of a line now and another d steps ago, by d
};

/// Mean of each line's trace around `times`: row i is at times + first + i, `count` rows. Steps
/// outside the signal count as 0. `times` is not empty.
Table around(const LineEvents& events, double keep, std::span<const std::size_t> times,
             std::ptrdiff_t first, std::size_t count);

}  // namespace efferent::motor_units

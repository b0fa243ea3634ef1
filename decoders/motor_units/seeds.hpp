// The instants from which a search begins.
#pragma once

#include <span>
#include <vector>

#include "core/time.hpp"

namespace efferent::motor_units {

/// How unusual the activity at each instant is: over its mean, or over what there is on average as
/// long after (or before, to `reach` samples) the pulses of one of the known units, whichever is
/// more. What jitter leaves of a known unit is great, but usual.
std::vector<float> unusual(std::span<const float> activity,
                           const std::vector<std::vector<std::size_t>>& known, std::size_t reach);

/// Instants in the order of how much goes on there. Each is given once, and with it all within 2
/// ms.
class Seeds {
public:
    Seeds(std::size_t length, Hertz rate);

    /// A new round: the local maxima of `activity`, greatest first, the earlier among equals.
    void order(std::span<const float> activity);
    /// Within 8 ms of these pulses there is no need for a search in this round.
    void explain(const std::vector<std::size_t>& pulses);
    /// Fewer than `count` if there are no more.
    std::vector<std::size_t> next(std::size_t count);

private:
    bool is_explained(std::size_t t) const;

    std::vector<bool> used_;
    std::size_t blank_;
    std::vector<std::size_t> candidates_;
    std::size_t next_ = 0;
    std::vector<std::size_t> explained_;
};

}  // namespace efferent::motor_units

// Few of many possible synapses, so that their best weighted sum answers to a unit's discharges.
#pragma once

#include "decoders/motor_units/events/event_moments.hpp"

namespace efferent::motor_units {

/// Lines [begin, end) with delays from `shortest` on, `count` of them.
struct TapRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t shortest = 1;
    std::uint32_t count = 0;
};

struct Choice {
    std::vector<Tap> taps;  ///< in the order in which they were chosen
    /// mᵀC⁻¹m of the taps chosen: how far the discharges stand out of the rest, squared.
    double gain = 0.0;
};

/// Chooses the tap that raises mᵀC⁻¹m most, given those chosen before (orthogonal least squares,
/// Chen, Cowan & Grant, IEEE Trans Neural Netw 2:302, 1991), `count` times, until none does or
/// until the gain of at least five is `enough`; m is the mean of the traces at the discharges less
/// their mean at all times: `at_discharges[i]` for the i-th tap of `candidates`. `ridge` is added
/// to C's diagonal, as a share of itself.
Choice choose(const EventMoments& moments, const std::vector<Tap>& candidates,
              const std::vector<double>& at_discharges, std::size_t count, double ridge,
              double enough);

std::vector<Tap> taps_of(std::span<const TapRange> ranges);

}  // namespace efferent::motor_units

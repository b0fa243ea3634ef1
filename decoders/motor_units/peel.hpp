// What the discharges of known units explain of a signal, and what is left of it.
#pragma once

#include <span>
#include <vector>

#include "core/signal.hpp"

namespace efferent::motor_units {

/// A unit's action potential over all channels, around its discharge.
struct Template {
    std::size_t half = 0;       ///< samples before and after the discharge
    std::vector<float> values;  ///< [channel][2 half + 1]
    std::span<const float> channel(std::size_t m) const {
        return std::span(values).subspan(m * (2 * half + 1), 2 * half + 1);
    }
};

struct Peeled {
    std::vector<Template> templates;  ///< one for each unit
    std::vector<float> rest;          ///< row-major, what the templates leave of the signal
};

/// Templates of all units at once by least squares, so that what overlaps is shared out: spike-
/// triggered averages of what the other units leave, in turn (Gauss-Seidel), `sweeps` times. A
/// template reaches `half` samples to both sides, but no further than half the unit's median
/// interval. `pulses` are samples of `signal`, ascending, for each unit.
Peeled peel(SignalView signal, const std::vector<std::vector<std::size_t>>& pulses,
            std::size_t half, std::size_t sweeps);

}  // namespace efferent::motor_units

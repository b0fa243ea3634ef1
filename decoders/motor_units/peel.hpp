// What the discharges of known units explain of a signal, and what is left of it.
#pragma once

#include <vector>

#include "core/signal.hpp"
#include "decoders/motor_units/template.hpp"

namespace efferent::motor_units {

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

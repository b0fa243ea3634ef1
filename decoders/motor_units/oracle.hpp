// What linear filters could find if the truth were known: the bound to print beside a blind result.
#pragma once

#include <vector>

#include "decoders/motor_units/decomposition.hpp"

namespace efferent::motor_units {

/// How one filter for each true unit, made from its true action potential, finds its discharges in
/// the whole signal: the action potentials of all units by least squares from the true discharges,
/// ±2 template_half; for each the delay d with the greatest aᵀC⁻¹a, a the extended action potential
/// at d; v = C⁻¹a; peaks and two classes as in the blind search. One agreement for each unit of
/// `pulses` (samples of `signal`, ascending, not empty) within `matching`. A blind search with
/// peel-off may pass this bound, because it may take units away before it looks for others.
std::vector<Agreement> oracle(SignalView signal,
                              const std::vector<std::vector<std::size_t>>& pulses,
                              const DecompositionParams& params, Matching matching);

}  // namespace efferent::motor_units

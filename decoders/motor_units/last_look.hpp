// The end of a decomposition: what the search found becomes motor units.
#pragma once

#include <vector>

#include "decoders/motor_units/decomposition.hpp"
#include "decoders/motor_units/whitened.hpp"

namespace efferent::motor_units {

/// Puts fragments of one unit together, computes each unit's source once more with all others taken
/// away, classifies its discharges anew, and adds units, what they explain, and what was united or
/// dropped to `result`. `signal` is without means, `whole` made from it; `found` are samples of it,
/// ascending, of each train that the search found, one at least, and `rest` what they leave.
void look_again(SignalView signal, const Whitened& whole, const DecompositionParams& params,
                const std::vector<std::vector<std::size_t>>& found, const Rest& rest,
                Decomposition& result);

/// Whether silhouette and number of pulses are those of a unit.
bool is_unit(const Classes& classes, const DecompositionParams& params);

}  // namespace efferent::motor_units

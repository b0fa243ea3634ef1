// The scale at which a group of weights and their threshold lose least as whole numbers.
#pragma once

#include <span>
#include <vector>

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// A weight in the unit of the potential, and how often it is heard.
struct HeardWeight {
    double value = 0.0;
    double activity = 1.0;
};

/// Weights that share an exponent (a projection's) and a scale (their population's or neuron's).
using Bundle = std::vector<HeardWeight>;

struct Scale {
    double steps = 1.0;          ///< of the chip's potential in a potential of 1
    std::vector<int> exponents;  ///< one a bundle
};

/// `thresholds` are those to be met at this scale, in the unit of the potential; none for readouts.
/// Where weights have no exponents, scales that clip are tried too. Error{unsupported} if a
/// threshold is so high above all weights that no scale holds both.
Scale best_scale(std::span<const Bundle> bundles, std::span<const double> thresholds,
                 const Registers& registers);

/// The register's value for weight · steps, clipped to its range.
std::int64_t held_weight(double weight, double steps, int exponent, const Registers& registers);
std::int64_t held_threshold(double threshold, double steps, const Registers& registers);

}  // namespace efferent::hw

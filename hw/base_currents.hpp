// Weights whose bits are currents that a core chooses: the currents whose sums are nearest to what
// a population hears.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hw/scale.hpp"

namespace efferent::hw {

/// What the bits of `subset` add up to; subset below 2^currents.size().
std::int64_t sum_of(std::int64_t subset, std::span<const std::int32_t> currents);

/// The subset whose sum is nearest to `magnitude`, the smaller of two.
std::int64_t nearest_subset(double magnitude, std::span<const std::int32_t> currents);

/// `count` currents, each at least 1, ascending, that make Σ activity (|value| − nearest sum)²
/// small: assignment and least squares in turn, from several starts, powers of two among them. At
/// most 6 of them; values are in the currents' steps and not all 0.
std::vector<std::int32_t> base_currents(std::span<const HeardWeight> weights, std::size_t count);

/// That sum of squares.
double loss_of(std::span<const HeardWeight> weights, std::span<const std::int32_t> currents);

/// The same for all that a population hears, [group][projection], with one scale a group; none
/// where the chip has none to choose, or nothing is heard.
std::vector<std::int32_t> chosen_currents(std::span<const std::vector<Bundle>> bundles,
                                          std::span<const Scale> scales,
                                          const Registers& registers);

struct HeldWeight {
    std::int64_t held = 0;  ///< by the register
    double effect = 0.0;    ///< in the potential's steps
    bool clipped = false;
};

/// A weight of `value` steps of the potential; `currents` as chosen_currents() gave them.
HeldWeight held_as(double value, int exponent, std::span<const std::int32_t> currents,
                   const Registers& registers);

}  // namespace efferent::hw

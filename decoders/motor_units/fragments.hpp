// Parts of one motor unit that a search took for several.
#pragma once

#include <functional>
#include <vector>

#include "core/time.hpp"

namespace efferent::motor_units {

/// How one action potential looks to the filter of another, at the lag where it looks most like it.
struct Likeness {
    double height = 0.0;      ///< of the source, over its height at the filter's own potential
    std::ptrdiff_t late = 0;  ///< samples by which the other's discharges are marked later
};

struct United {
    std::vector<std::size_t> pulses;  ///< of all its parts, as the first one marks them
    std::vector<std::size_t> parts;   ///< indices, that with the most pulses first
};

struct FragmentParams {
    double contained = 0.5;         ///< least share of the smaller train's pulses in the other
    double alike = 0.5;             ///< least height, seen from either
    Duration interval{15'000'000};  ///< pulses of two units are nearer than this by chance
    double conflicts = 0.02;        ///< most of the smaller train's pulses that are so near
};

/// Puts trains together that are one unit: most pulses of the one are among those of the other, or
/// action potentials are alike both ways and there would hardly be a short interval between pulses
/// of both. In the order of the units' first parts. `like(a, b)` is potential b seen by filter a;
/// it is asked only where intervals do not speak against it.
std::vector<United> unite(const std::vector<std::vector<std::size_t>>& pulses, Hertz rate,
                          const FragmentParams& params,
                          const std::function<Likeness(std::size_t, std::size_t)>& like);

/// Whether one of `others` shares this part of the longer of the two, at any lag to 30 ms.
bool is_among(const std::vector<std::size_t>& pulses,
              const std::vector<std::vector<std::size_t>>& others, Hertz rate, double share);

}  // namespace efferent::motor_units

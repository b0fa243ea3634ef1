// Modified Bessel functions of all whole orders at once, for cylinders.
#pragma once

#include <cstddef>
#include <vector>

namespace efferent::emg {

/// Of orders 0 to the last, at one x > 0: exp(-x) I_n(x) and exp(x) K_n(x), and their derivatives
/// by x with the same factors in front. Upward recurrence for K, downward for I (Abramowitz &
/// Stegun 9.6.26, 9.12 ex. 1).
struct BesselRow {
    std::vector<double> i, k, di, dk;
};
BesselRow scaled_bessel(double x, std::size_t orders);

}  // namespace efferent::emg

// ln(Σ exp) without overflow.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace efferent::bags {

/// -inf for no term, or if all are -inf.
inline double log_sum(std::span<const double> terms) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const double t : terms) largest = std::max(largest, t);
    if (std::isinf(largest)) return largest;
    double sum = 0.0;
    for (const double t : terms) sum += std::exp(t - largest);
    return largest + std::log(sum);
}

}  // namespace efferent::bags

// Where a value lies on an axis, and where the axis has its ticks.
#pragma once

#include <vector>

namespace efferent::report {

/// Linear from values [low, high] to places [from, to].
struct Scale {
    double low = 0.0;
    double high = 1.0;
    double from = 0.0;
    double to = 1.0;
    double operator()(double value) const {
        return high == low ? (from + to) / 2.0 : from + (value - low) / (high - low) * (to - from);
    }
};

/// Multiples of 1, 2 or 5 times a power of ten in [low, high], at most about `count` of them.
std::vector<double> ticks(double low, double high, int count);

/// 1, 2 and 5 times powers of ten in [low, high]; both above zero.
std::vector<double> log_ticks(double low, double high);

/// Adds chance to what an axis shows unless that would squeeze everything else: it is left out when
/// all values lie more than 0.15 above it.
void add_if_near(std::vector<double>& values, double chance);

/// An accuracy axis from a whole ten percent below the values to a whole ten percent above; values
/// that are not finite are passed over.
Scale accuracy_scale(const std::vector<double>& values, double from, double to);

}  // namespace efferent::report

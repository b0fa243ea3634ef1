// Where a value lies on an axis, and where the axis has its ticks.
#include "pipeline/report/scale.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::report {

std::vector<double> ticks(double low, double high, int count) {
    if (!(high > low) || count < 1) return {low};
    const double rough = (high - low) / count;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10.0 * power;
    for (const double factor : {5.0, 2.0, 1.0})
        if (factor * power >= rough) step = factor * power;
    std::vector<double> list;
    const double slack = 1e-9 * (high - low);
    for (double k = std::ceil((low - slack) / step); k * step <= high + slack; k += 1.0)
        list.push_back(k * step);
    return list;
}

std::vector<double> log_ticks(double low, double high) {
    std::vector<double> list;
    for (double power = std::pow(10.0, std::floor(std::log10(low))); power <= high; power *= 10.0)
        for (const double factor : {1.0, 2.0, 5.0})
            if (factor * power >= low && factor * power <= high) list.push_back(factor * power);
    return list;
}

void add_if_near(std::vector<double>& values, double chance) {
    constexpr double nearness = 0.15;
    if (!std::isfinite(chance)) return;
    if (std::ranges::any_of(values, [&](double value) { return value - chance < nearness; }))
        values.push_back(chance);
}

Scale accuracy_scale(const std::vector<double>& values, double from, double to) {
    double low = 1.0, high = 0.0;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) return {0.0, 1.0, from, to};
    low = std::max(0.0, std::floor(low * 10.0 - 1e-9) / 10.0);
    high = std::min(1.0, std::ceil(high * 10.0 + 1e-9) / 10.0);
    return {low, std::max(high, low + 0.1), from, to};
}

}  // namespace efferent::report

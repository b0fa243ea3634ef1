// Densities of intervals between discharges.
#include "decoders/needle/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace efferent::needle {
namespace {

constexpr double least_variation = 0.10;  // of intervals, below which regularity is not believed
constexpr double missed = 0.10;           // share of discharges that are not found
constexpr double erratic = 0.05;          // share of intervals that obey no rhythm

}  // namespace

double median(std::vector<double> values) {
    if (values.empty()) return 0.0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::vector<double> intervals_of(std::span<const std::int64_t> discharges) {
    std::vector<double> all;
    for (std::size_t i = 1; i < discharges.size(); ++i)
        all.push_back(static_cast<double>(discharges[i] - discharges[i - 1]));
    return all;
}

double irregularity(std::span<const std::int64_t> discharges, double shortest) {
    std::vector<double> all = intervals_of(discharges);
    const double middle = median(all);
    if (all.empty() || middle <= shortest) return 1.0;
    for (double& i : all) i = std::abs(i - middle);
    return median(all) / 0.6745 / (middle - shortest);
}

Rhythm::Rhythm(std::span<const std::int64_t> discharges, double shortest) : shortest_(shortest) {
    const std::vector<double> intervals = intervals_of(discharges);
    if (intervals.size() < 6) return;
    const double limit = 1.5 * median(intervals);
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (const double i : intervals)
        if (i < limit) sum += i, squares += i * i, count += 1.0;
    if (count < 6.0) return;
    mean_ = sum / count;
    deviation_ = std::sqrt(std::max(squares / count - mean_ * mean_, 0.0));
    deviation_ = std::max(deviation_, least_variation * mean_);
}

double Rhythm::log_density(double interval) const {
    double density = erratic * 0.25;
    double share = (1.0 - erratic) * (1.0 - missed);
    for (double k = 1.0; k <= 4.0; k += 1.0) {
        const double spread = deviation_ * std::sqrt(k);
        const double z = (interval - k * mean_) / spread;
        density +=
            share * mean_ / (spread * std::sqrt(2.0 * std::numbers::pi)) * std::exp(-0.5 * z * z);
        share *= missed;
    }
    return std::log(density);
}

double Rhythm::log_odds(std::int64_t at, std::optional<std::int64_t> before,
                        std::optional<std::int64_t> after) const {
    const double first = before ? static_cast<double>(at - *before) : shortest_;
    const double second = after ? static_cast<double>(*after - at) : shortest_;
    if (first < shortest_ || second < shortest_) return -std::numeric_limits<double>::infinity();
    if (mean_ == 0.0) return 0.0;
    double odds = 0.0;
    if (before) odds += log_density(first);
    if (after) odds += log_density(second);
    if (before && after) odds -= log_density(first + second);
    return odds;
}

}  // namespace efferent::needle

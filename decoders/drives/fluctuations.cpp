// Smooths, takes trends away, and sums products over the intervals that two units share.
#include "decoders/drives/fluctuations.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"

namespace efferent::drives {
namespace {

constexpr std::size_t fewest_values = 3;  ///< of two, a trend leaves nothing

/// Discharges a second at the begin of the interval and every step after it; discharges outside
/// the interval take part.
std::vector<double> smoothed(const std::vector<Time>& discharges, const TaskInterval& interval,
                             const FluctuationParams& p) {
    std::vector<double> rate;
    const double window_s = seconds(p.window);
    for (Time t = interval.start; t < interval.end; t += p.step) {
        const auto first = std::lower_bound(discharges.begin(), discharges.end(), t - p.window / 2);
        const auto last = std::lower_bound(first, discharges.end(), t + p.window / 2);
        double sum = 0.0;
        for (auto it = first; it != last; ++it)
            sum += (1.0 + std::cos(2.0 * std::numbers::pi * seconds(*it - t) / window_s));
        rate.push_back(sum / window_s);
    }
    return rate;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

/// Takes the line of least squares away.
void detrend(std::vector<double>& values) {
    const double mean = mean_of(values), middle = 0.5 * static_cast<double>(values.size() - 1);
    double xy = 0.0, xx = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = static_cast<double>(i) - middle;
        xy += x * values[i];
        xx += x * x;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= mean + xy / xx * (static_cast<double>(i) - middle);
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace

Distances fluctuation_distances(std::span<const motor_units::Train> trains,
                                std::span<const TaskInterval> intervals,
                                const FluctuationParams& params) {
    if (params.window <= Duration{} || params.step <= Duration{})
        throw Error(Fault::config,
                    "fluctuations: the window and the step between its values must be above zero");
    const std::size_t n = trains.size();
    Distances result{n, std::vector<double>(n * n)};
    std::vector<double> products(n * n), squares(n * n);  // squares: of i where i and j both count
    for (const TaskInterval& interval : intervals) {
        std::vector<std::vector<double>> rates(n);  // empty: too slow here
        for (std::size_t u = 0; u < n; ++u) {
            auto rate = smoothed(trains[u].discharges, interval, params);
            if (rate.size() < fewest_values || mean_of(rate) < params.least_hz) continue;
            detrend(rate);
            rates[u] = std::move(rate);
        }
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                if (rates[i].empty() || rates[j].empty()) continue;
                products[i * n + j] += product(rates[i], rates[j]);
                squares[i * n + j] += product(rates[i], rates[i]);
            }
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const double scale = std::sqrt(squares[i * n + j] * squares[j * n + i]);
            const double r = scale > 0.0 ? products[i * n + j] / scale : 0.0;
            result.values[i * n + j] = i == j ? 0.0 : std::max(0.0, 1.0 - r);
        }
    return result;
}

}  // namespace efferent::drives

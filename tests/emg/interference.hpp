// What surface EMG is described by: amplitude, kurtosis, median frequency, duration.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace efferent::test {

inline double rms(const std::vector<double>& x, std::size_t begin, std::size_t end) {
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) sum += x[i] * x[i];
    return std::sqrt(sum / static_cast<double>(end - begin));
}

inline double rms(const std::vector<double>& x) { return rms(x, 0, x.size()); }

/// The mean of the rectified signal.
inline double rectified(const std::vector<double>& x) {
    double sum = 0.0;
    for (const double v : x) sum += std::abs(v);
    return sum / static_cast<double>(x.size());
}

/// 3 for a normal distribution; the mean counts as 0, as it is where currents sum to zero.
inline double kurtosis(const std::vector<double>& x) {
    double second = 0.0, fourth = 0.0;
    for (const double v : x) second += v * v, fourth += v * v * v * v;
    return fourth * static_cast<double>(x.size()) / (second * second);
}

/// In Hz, of the power from 5 to 500 Hz, in steps of 5 Hz over stretches of a second, one in
/// `every`.
inline double median_frequency(const std::vector<double>& x, std::size_t rate,
                               std::size_t every = 1) {
    std::vector<double> power;
    double sum = 0.0;
    for (double f = 5.0; f < 500.0; f += 5.0) {
        power.push_back(0.0);
        for (std::size_t begin = 0; begin + rate <= x.size(); begin += rate * every) {
            double re = 0.0, im = 0.0;
            for (std::size_t i = 0; i < rate; ++i) {
                const double angle =
                    2.0 * std::numbers::pi * f * static_cast<double>(i) / static_cast<double>(rate);
                re += x[begin + i] * std::cos(angle), im += x[begin + i] * std::sin(angle);
            }
            power.back() += re * re + im * im;
        }
        sum += power.back();
    }
    double below = 0.0;
    for (std::size_t i = 0; i < power.size(); ++i)
        if ((below += power[i]) >= sum / 2.0) return 5.0 * static_cast<double>(i + 1);
    return 500.0;
}

inline std::vector<double> sum_of(const std::vector<std::vector<double>>& signals) {
    std::vector<double> sum(signals.front().size());
    for (const auto& signal : signals)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += signal[i];
    return sum;
}

/// How much of the rectified amplitude is lost where the parts' phases cancel.
inline double cancelled(const std::vector<std::vector<double>>& parts) {
    double alone = 0.0;
    for (const auto& part : parts) alone += rectified(part);
    return 1.0 - rectified(sum_of(parts)) / alone;
}

inline double peak_to_peak(const std::vector<double>& x) {
    return *std::max_element(x.begin(), x.end()) - *std::min_element(x.begin(), x.end());
}

/// From the first to the last sample above a twentieth of the largest, in ms.
inline double duration_ms(const std::vector<double>& x, double rate) {
    double largest = 0.0;
    for (const double v : x) largest = std::max(largest, std::abs(v));
    std::size_t first = x.size(), last = 0;
    for (std::size_t n = 0; n < x.size(); ++n)
        if (std::abs(x[n]) > 0.05 * largest) first = std::min(first, n), last = n;
    return last < first ? 0.0 : 1e3 * static_cast<double>(last - first) / rate;
}

}  // namespace efferent::test

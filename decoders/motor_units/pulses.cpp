// Peaks, two-class k-means and the measures of quality.
#include "decoders/motor_units/pulses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace efferent::motor_units {
namespace {

double square(float x) { return double{x} * double{x}; }

/// (B - W) / max(B, W) over the pulses.
double silhouette(std::span<const float> source, const Classes& classes) {
    double within = 0.0, between = 0.0;
    for (const std::size_t t : classes.pulses) {
        within += std::abs(square(source[t]) - classes.high);
        between += std::abs(square(source[t]) - classes.low);
    }
    return (between - within) / std::max(between, within);
}

}  // namespace

std::size_t maxima(const float* source, std::size_t count, float floor, std::uint32_t* found) {
    std::size_t next = 0;
    float before = source[-1], now = source[0];
    for (std::size_t t = 0; t < count; ++t) {
        const float after = source[t + 1];
        found[next] = static_cast<std::uint32_t>(t);
        next += static_cast<std::size_t>((now > floor) & (now > before) & (now >= after));
        before = now;
        now = after;
    }
    return next;
}

std::vector<std::size_t> peaks(std::span<const float> source, std::size_t separation, float floor) {
    std::vector<std::size_t> kept;
    std::array<std::uint32_t, 1024> found;
    for (std::size_t begin = 1; begin + 1 < source.size(); begin += found.size()) {
        const std::size_t count = std::min(found.size(), source.size() - 1 - begin);
        const std::size_t peaks = maxima(source.data() + begin, count, floor, found.data());
        for (const std::uint32_t i : std::span(found).first(peaks)) {
            const std::size_t t = begin + i;
            if (kept.empty() || t - kept.back() >= separation)
                kept.push_back(t);
            else if (source[t] > source[kept.back()])
                kept.back() = t;
        }
    }
    return kept;
}

Classes classify(std::span<const float> source, std::span<const std::size_t> peaks) {
    Classes classes;
    if (peaks.empty()) return classes;
    std::vector<double> q;
    for (const std::size_t t : peaks) q.push_back(square(source[t]));
    double low = *std::ranges::min_element(q), high = *std::ranges::max_element(q);
    if (low == high) return classes;
    for (double before = -1.0; before != high;) {
        before = high;
        const double middle = (low + high) / 2.0;
        double below = 0.0, above = 0.0;
        std::size_t count = 0;
        for (const double value : q) {
            count += value > middle;
            (value > middle ? above : below) += value;
        }
        high = above / static_cast<double>(count);
        low = below / static_cast<double>(q.size() - count);
    }
    for (std::size_t i = 0; i < q.size(); ++i)
        if (q[i] > (low + high) / 2.0) classes.pulses.push_back(peaks[i]);
    classes.low = low;
    classes.high = high;
    classes.silhouette = silhouette(source, classes);
    return classes;
}

Classes classify_known(std::span<const float> source, std::span<const std::size_t> peaks,
                       std::span<const std::size_t> known) {
    constexpr std::size_t near = 2;
    Classes classes;
    double below = 0.0, above = 0.0;
    for (const std::size_t t : peaks) {
        const auto next = std::ranges::lower_bound(known, t > near ? t - near : 0);
        const bool pulse = next != known.end() && *next <= t + near;
        if (pulse) classes.pulses.push_back(t);
        (pulse ? above : below) += square(source[t]);
    }
    const std::size_t others = peaks.size() - classes.pulses.size();
    if (classes.pulses.empty() || others == 0) return {};
    classes.high = above / static_cast<double>(classes.pulses.size());
    classes.low = below / static_cast<double>(others);
    classes.silhouette = silhouette(source, classes);
    return classes;
}

void take_own_part(std::span<float> source, std::span<const std::size_t> pulses, double own_share) {
    if (pulses.empty()) return;
    double sum = 0.0;
    for (const std::size_t t : pulses) sum += source[t];
    const auto part = static_cast<float>(own_share * sum / static_cast<double>(pulses.size()));
    for (const std::size_t t : pulses) source[t] = std::max(0.0F, source[t] - part);
}

std::optional<double> pulse_to_noise_db(std::span<const float> source,
                                        std::span<const std::size_t> pulses) {
    if (pulses.empty() || pulses.size() == source.size()) return std::nullopt;
    double all = 0.0, at_pulses = 0.0;
    for (const float s : source) all += square(s);
    for (const std::size_t t : pulses) at_pulses += square(source[t]);
    const auto count = static_cast<double>(pulses.size());
    const double noise = (all - at_pulses) / (static_cast<double>(source.size()) - count);
    return 10.0 * std::log10(at_pulses / count / noise);
}

std::optional<double> interval_variation(std::span<const std::size_t> pulses) {
    std::vector<double> intervals;
    for (std::size_t i = 1; i < pulses.size(); ++i)
        intervals.push_back(static_cast<double>(pulses[i] - pulses[i - 1]));
    if (intervals.size() < 2) return std::nullopt;
    std::vector<double> sorted = intervals;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    std::erase_if(intervals, [limit = 2.5 * *middle](double i) { return i > limit; });
    if (intervals.size() < 2) return std::nullopt;
    double mean = 0.0, variance = 0.0;
    for (const double i : intervals) mean += i / static_cast<double>(intervals.size());
    for (const double i : intervals)
        variance += (i - mean) * (i - mean) / static_cast<double>(intervals.size() - 1);
    return std::sqrt(variance) / mean;
}

}  // namespace efferent::motor_units

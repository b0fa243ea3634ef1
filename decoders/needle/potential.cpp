// Median averages, departures from a baseline, phases, turns and jiggle.
#include "decoders/needle/potential.hpp"

#include <algorithm>
#include <cmath>

#include "decoders/needle/rhythm.hpp"

namespace efferent::needle {
namespace {

constexpr double noise_multiple = 4.0;

/// Of the first and last fifth.
std::vector<double> edges(const std::vector<double>& values) {
    const std::size_t fifth = values.size() / 5;
    std::vector<double> both(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(fifth));
    both.insert(both.end(), values.end() - static_cast<std::ptrdiff_t>(fifth), values.end());
    return both;
}

std::vector<std::int64_t> whole(std::span<const std::int64_t> discharges, std::size_t length,
                                std::size_t half) {
    std::vector<std::int64_t> kept;
    const auto reach = static_cast<std::int64_t>(half);
    for (const std::int64_t t : discharges)
        if (t >= reach && t + reach < static_cast<std::int64_t>(length)) kept.push_back(t);
    return kept;
}

double amplitude(const AveragedPotential& potential) {
    const auto [low, high] = std::ranges::minmax_element(potential.values_uv);
    return *high - *low;
}

double limit(const AveragedPotential& potential, double threshold_uv) {
    return std::max(threshold_uv, noise_multiple * potential.noise_uv);
}

/// The samples from the first to the last departure from the baseline.
std::span<const double> extent(const AveragedPotential& potential, double limit,
                               std::size_t& first) {
    const std::vector<double>& v = potential.values_uv;
    const auto beyond = [limit](double x) { return std::abs(x) > limit; };
    const auto begin = std::ranges::find_if(v, beyond);
    first = static_cast<std::size_t>(begin - v.begin());
    if (begin == v.end()) return {};
    const auto end = std::find_if(v.rbegin(), v.rend(), beyond).base();
    return {begin, end};
}

std::size_t count_phases(std::span<const double> values, double limit) {
    std::size_t phases = 0;
    int side = 0;
    for (const double x : values) {
        const int now = x > limit ? 1 : x < -limit ? -1 : side;
        phases += now != side;
        side = now;
    }
    return phases;
}

/// Extremes from which the potential comes back by more than `limit`.
std::size_t count_turns(std::span<const double> values, double limit) {
    std::size_t turns = 0;
    double extreme = 0.0;  // the baseline before the potential
    int direction = 0;     // not yet known
    for (const double x : values) {
        if (direction == 0) {
            if (std::abs(x - extreme) > limit) direction = x > extreme ? 1 : -1, extreme = x;
        } else if (direction * (x - extreme) > 0.0) {
            extreme = x;
        } else if (direction * (extreme - x) > limit) {
            ++turns;
            direction = -direction;
            extreme = x;
        }
    }
    // Back at the baseline, the last extreme counts.
    return turns + (direction * extreme > limit ? 1 : 0);
}

}  // namespace

std::optional<AveragedPotential> average_potential(std::span<const float> samples_uv,
                                                   double rate_hz,
                                                   std::span<const std::int64_t> discharges,
                                                   std::size_t half) {
    const auto kept = whole(discharges, samples_uv.size(), half);
    if (kept.size() < 3) return std::nullopt;
    AveragedPotential potential;
    potential.rate_hz = rate_hz;
    std::vector<double> column(kept.size());
    for (std::size_t i = 0; i < 2 * half + 1; ++i) {
        for (std::size_t k = 0; k < kept.size(); ++k)
            column[k] = double{samples_uv[static_cast<std::size_t>(kept[k]) - half + i]};
        potential.values_uv.push_back(median(column));
    }
    const double baseline = median(edges(potential.values_uv));
    for (double& v : potential.values_uv) v -= baseline;
    std::vector<double> sizes = edges(potential.values_uv);
    for (double& s : sizes) s = std::abs(s);
    potential.noise_uv = median(sizes) / 0.6745;
    return potential;
}

PotentialFeatures shape_features(const AveragedPotential& potential, double threshold_uv) {
    PotentialFeatures f;
    const double least = limit(potential, threshold_uv);
    std::size_t first = 0;
    const auto within = extent(potential, least, first);
    if (within.empty()) return f;
    const double sample_ms = 1e3 / potential.rate_hz;
    f.amplitude_uv = amplitude(potential);
    f.duration_ms = static_cast<double>(within.size()) * sample_ms;
    for (const double x : within) f.area_uv_ms += std::abs(x) * sample_ms;
    f.thickness_ms = f.area_uv_ms / f.amplitude_uv;
    f.size_index = 2.0 * std::log10(f.amplitude_uv / 1000.0) + f.thickness_ms;
    f.phases = count_phases(within, least);
    f.turns = count_turns(within, least);
    return f;
}

std::optional<NearFibres> near_fibres(const AveragedPotential& sharp) {
    const PotentialFeatures shape = shape_features(sharp, near_fibres_threshold_uv);
    if (shape.amplitude_uv == 0.0) return std::nullopt;
    std::size_t first = 0;
    const auto within = extent(sharp, limit(sharp, near_fibres_threshold_uv), first);
    double weight = 0.0, sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < within.size(); ++i) {
        const double w = within[i] * within[i], ms = 1e3 * static_cast<double>(i) / sharp.rate_hz;
        weight += w;
        sum += w * ms;
        squares += w * ms * ms;
    }
    const double mean = sum / weight;
    return NearFibres{shape.amplitude_uv, shape.duration_ms, shape.thickness_ms,
                      std::sqrt(std::max(0.0, squares / weight - mean * mean)), shape.turns};
}

PotentialFeatures train_features(const AveragedPotential& potential,
                                 std::span<const float> sharp_uv,
                                 std::span<const std::int64_t> discharges) {
    PotentialFeatures f = shape_features(potential);
    const std::vector<double> intervals = intervals_of(discharges);
    if (intervals.size() >= 2) f.rate_hz = potential.rate_hz / median(intervals);
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (const double i : intervals)
        if (i <= 2.5 * median(intervals)) sum += i, squares += i * i, count += 1.0;
    if (count >= 3.0) {
        const double mean = sum / count;
        f.rate_variation = std::sqrt(std::max(0.0, squares / count - mean * mean)) / mean;
    }
    const std::size_t half = potential.values_uv.size() / 2;
    f.jiggle = jiggle(sharp_uv, potential.rate_hz, discharges, half);
    if (const auto sharp = average_potential(sharp_uv, potential.rate_hz, discharges, half))
        f.near_fibres = near_fibres(*sharp);
    return f;
}

std::optional<double> jiggle(std::span<const float> samples_uv, double rate_hz,
                             std::span<const std::int64_t> discharges, std::size_t half) {
    const auto potential = average_potential(samples_uv, rate_hz, discharges, half);
    if (!potential) return std::nullopt;
    const auto kept = whole(discharges, samples_uv.size(), half);
    std::size_t first = 0;
    const auto within = extent(*potential, limit(*potential, default_threshold_uv), first);
    if (within.empty()) return std::nullopt;
    double differences = 0.0, sizes = 0.0;
    std::vector<double> column(kept.size() - 1);
    for (std::size_t i = 0; i < within.size(); ++i) {
        for (std::size_t k = 0; k + 1 < kept.size(); ++k) {
            const auto at = [&](std::int64_t t) {
                return double{samples_uv[static_cast<std::size_t>(t) - half + first + i]};
            };
            column[k] = std::abs(at(kept[k + 1]) - at(kept[k]));
        }
        differences += median(column);
        sizes += std::abs(within[i]);
    }
    return differences / sizes;
}

const std::vector<std::string>& feature_names() {
    static const std::vector<std::string> names{"amplitude_uv",
                                                "duration_ms",
                                                "area_uv_ms",
                                                "thickness_ms",
                                                "size_index",
                                                "phases",
                                                "turns",
                                                "rate_hz",
                                                "rate_variation",
                                                "jiggle",
                                                "near_amplitude_uv",
                                                "near_duration_ms",
                                                "near_thickness_ms",
                                                "near_dispersion_ms",
                                                "near_turns"};
    return names;
}

const std::vector<std::string>& background_features() {
    static const std::vector<std::string> names{"rate_hz", "rate_variation", "jiggle"};
    return names;
}

std::vector<std::optional<double>> feature_values(const PotentialFeatures& f) {
    const auto near = [&f](auto measure) -> std::optional<double> {
        if (!f.near_fibres) return std::nullopt;
        return static_cast<double>((*f.near_fibres).*measure);
    };
    return {f.amplitude_uv,
            f.duration_ms,
            f.area_uv_ms,
            f.thickness_ms,
            f.size_index,
            static_cast<double>(f.phases),
            static_cast<double>(f.turns),
            f.rate_hz,
            f.rate_variation,
            f.jiggle,
            near(&NearFibres::amplitude_uv),
            near(&NearFibres::duration_ms),
            near(&NearFibres::thickness_ms),
            near(&NearFibres::dispersion_ms),
            near(&NearFibres::turns)};
}

}  // namespace efferent::needle

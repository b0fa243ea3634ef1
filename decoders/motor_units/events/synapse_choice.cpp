// Orthogonal least squares on covariances.
#include "decoders/motor_units/events/synapse_choice.hpp"

#include <cmath>

namespace efferent::motor_units {

Choice choose(const EventMoments& moments, const std::vector<Tap>& candidates,
              const std::vector<double>& at_discharges, std::size_t count, double ridge,
              double enough) {
    constexpr double dependent = 1e-6;  // of a tap's variance left: others say it all
    constexpr std::size_t fewest = 5;   // so that no unit hangs on a single electrode
    const std::size_t n = candidates.size();
    std::vector<double> whole(n), left(n), rest = at_discharges;
    for (std::size_t i = 0; i < n; ++i)
        whole[i] = left[i] = moments.covariance(candidates[i], candidates[i]) * (1.0 + ridge);
    std::vector<bool> taken(n, false);
    std::vector<std::vector<double>> basis;
    Choice choice;
    while (choice.taps.size() < count && (choice.gain < enough || choice.taps.size() < fewest)) {
        std::size_t best = n;
        double most = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            if (taken[i] || !(left[i] > dependent * whole[i])) continue;
            const double gain = rest[i] * rest[i] / left[i];
            if (gain > most) {
                most = gain;
                best = i;
            }
        }
        if (best == n) break;
        taken[best] = true;
        choice.taps.push_back(candidates[best]);
        choice.gain += most;
        std::vector<double> row(n);
        for (std::size_t i = 0; i < n; ++i)
            row[i] = moments.covariance(candidates[best], candidates[i]);
        row[best] = whole[best];
        for (const auto& b : basis)
            for (std::size_t i = 0; i < n; ++i) row[i] -= b[best] * b[i];
        const double scale = 1.0 / std::sqrt(left[best]);
        const double share = rest[best] * scale;
        for (std::size_t i = 0; i < n; ++i) {
            row[i] *= scale;
            rest[i] -= share * row[i];
            left[i] -= row[i] * row[i];
        }
        basis.push_back(std::move(row));
    }
    return choice;
}

std::vector<Tap> taps_of(std::span<const TapRange> ranges) {
    std::vector<Tap> taps;
    for (const TapRange& r : ranges)
        for (std::uint32_t delay = r.shortest; delay < r.shortest + r.count; ++delay)
            for (std::uint32_t line = r.begin; line < r.end; ++line) taps.push_back({line, delay});
    return taps;
}

}  // namespace efferent::motor_units

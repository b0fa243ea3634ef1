// Peaks, distances between what surrounds them, and the densest places among them.
#include "decoders/needle/cluster.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace efferent::needle {
namespace {

constexpr std::size_t most_peaks = 1500;

struct Neighbour {
    std::size_t peak;
    std::int64_t shift;  ///< steps by which it must be moved to lie on the other
};

double energy(const FineSignal& signal, std::int64_t centre, std::size_t half) {
    double sum = 0.0;
    const auto w = signal.window(centre, half);
    for (std::size_t i = 0; i < w.size(); i += signal.factor()) sum += double{w[i]} * double{w[i]};
    return sum;
}

/// Sum over samples of squared differences; stops early once it is above `limit`.
double difference(const FineSignal& signal, std::int64_t a, std::int64_t b, std::size_t half,
                  double limit) {
    const auto x = signal.window(a, half), y = signal.window(b, half);
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size() && sum <= limit; i += signal.factor()) {
        const double d = double{x[i]} - double{y[i]};
        sum += d * d;
    }
    return sum;
}

std::vector<std::vector<Neighbour>> neighbours(const FineSignal& signal,
                                               const std::vector<std::int64_t>& peaks,
                                               const std::vector<double>& energies,
                                               const ClusterParams& p) {
    const double samples = static_cast<double>(2 * p.half / signal.factor() + 1);
    const auto most = static_cast<std::int64_t>(p.half / 10);
    std::vector<std::vector<Neighbour>> near(peaks.size());
    for (std::size_t i = 0; i < peaks.size(); ++i)
        for (std::size_t j = i + 1; j < peaks.size(); ++j) {
            const double mean = 0.5 * (energies[i] + energies[j]);
            if (std::abs(energies[i] - energies[j]) > mean) continue;
            // Two of a kind differ by twice the noise; half as much again for its own variation.
            const double limit = p.distance * mean + 3.0 * samples * p.noise * p.noise;
            double best = std::min(limit, mean);
            std::int64_t shift = most + 1;
            for (std::int64_t s = -most; s <= most; ++s) {
                const double d = difference(signal, peaks[i], peaks[j] + s, p.half, best);
                if (d < best) best = d, shift = s;
            }
            if (shift > most) continue;
            near[i].push_back({j, shift});
            near[j].push_back({i, -shift});
        }
    return near;
}

std::vector<float> median_shape(const FineSignal& signal, const std::vector<std::int64_t>& centres,
                                std::size_t half) {
    std::vector<float> shape, column(centres.size());
    for (std::size_t i = 0; i < 2 * half + 1; ++i) {
        for (std::size_t k = 0; k < centres.size(); ++k)
            column[k] = signal.window(centres[k], half)[i];
        const auto middle = column.begin() + static_cast<std::ptrdiff_t>(column.size() / 2);
        std::nth_element(column.begin(), middle, column.end());
        shape.push_back(*middle);
    }
    return shape;
}

}  // namespace

std::vector<std::int64_t> find_peaks(const FineSignal& signal, double detection,
                                     std::span<const float> noise_around, std::size_t half) {
    std::vector<std::int64_t> found;
    const auto near = static_cast<std::int64_t>(half);
    for (std::int64_t t = 0; t < signal.length(); ++t) {
        const float size = std::abs(signal.at(t));
        if (!(size > detection * std::sqrt(noise_around[static_cast<std::size_t>(t)]))) continue;
        bool greatest = true;
        for (std::int64_t k = 1; k <= near && greatest; ++k)
            greatest = size > std::abs(signal.at(t - k)) && size >= std::abs(signal.at(t + k));
        if (greatest) found.push_back(t);
    }
    return found;
}

std::vector<std::vector<float>> recurring_shapes(const FineSignal& signal,
                                                 const ClusterParams& params) {
    const auto all = find_peaks(signal, params.detection, params.noise_around, params.half);
    std::vector<std::int64_t> peaks;
    const std::size_t count = std::min(all.size(), most_peaks);
    for (std::size_t i = 0; i < count; ++i) peaks.push_back(all[i * all.size() / count]);

    std::vector<double> energies;
    for (const std::int64_t t : peaks) energies.push_back(energy(signal, t, params.half));
    const auto near = neighbours(signal, peaks, energies, params);
    std::vector<bool> used(peaks.size(), false);
    std::vector<std::vector<float>> shapes;
    for (;;) {
        std::size_t best = 0, most = 0;
        double worth = 0.0;
        for (std::size_t i = 0; i < peaks.size(); ++i) {
            if (used[i]) continue;
            const auto free = static_cast<std::size_t>(std::ranges::count_if(
                near[i], [&used](const Neighbour& n) { return !used[n.peak]; }));
            if (free + 1 < params.members || static_cast<double>(free) * energies[i] <= worth)
                continue;
            best = i, most = free, worth = static_cast<double>(free) * energies[i];
        }
        if (most + 1 < params.members || shapes.size() == params.most_shapes) return shapes;
        std::vector<std::int64_t> centres{peaks[best]};
        used[best] = true;
        for (const Neighbour& n : near[best])
            if (!used[n.peak]) {
                centres.push_back(peaks[n.peak] + n.shift);
                used[n.peak] = true;
            }
        shapes.push_back(median_shape(signal, centres, params.shape_half));
    }
}

}  // namespace efferent::needle

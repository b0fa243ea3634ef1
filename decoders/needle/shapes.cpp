// Weighted spike-triggered averages, and comparison of units with each other.
#include "decoders/needle/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::needle {
namespace {

double energy(std::span<const float> shape, std::size_t factor) {
    double sum = 0.0;
    for (std::size_t i = (shape.size() / 2) % factor; i < shape.size(); i += factor)
        sum += double{shape[i]} * double{shape[i]};
    return sum;
}

/// Lag at which most of `second` have one of `first` within `tolerance` after taking it away, and
/// how many.
std::pair<std::int64_t, std::size_t> coincidence(const std::vector<std::int64_t>& first,
                                                 const std::vector<std::int64_t>& second,
                                                 std::int64_t reach, std::int64_t tolerance) {
    std::vector<std::int64_t> lags;
    for (const std::int64_t t : second)
        for (auto f = std::ranges::lower_bound(first, t - reach);
             f != first.end() && *f <= t + reach; ++f)
            lags.push_back(t - *f);
    std::ranges::sort(lags);
    std::pair<std::int64_t, std::size_t> best{0, 0};
    for (std::size_t i = 0, j = 0; i < lags.size(); ++i) {
        while (lags[i] - lags[j] > 2 * tolerance) ++j;
        if (i - j + 1 > best.second) best = {(lags[i] + lags[j]) / 2, i - j + 1};
    }
    return best;
}

/// Intervals that are too short.
std::size_t short_intervals(const std::vector<std::int64_t>& train, double shortest) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < train.size(); ++i)
        count += static_cast<double>(train[i] - train[i - 1]) < shortest;
    return count;
}

}  // namespace

FineSignal rest_of(const FineSignal& signal, const std::vector<std::vector<float>>& shapes,
                   const std::vector<Placed>& placed) {
    FineSignal rest = signal;
    for (const Placed& p : placed) rest.add(shapes[p.unit], p.at, static_cast<float>(-p.amplitude));
    return rest;
}

void refit(std::vector<std::vector<float>>& shapes, const std::vector<Placed>& placed,
           FineSignal& rest) {
    for (std::size_t u = 0; u < shapes.size(); ++u) {
        std::vector<const Placed*> own;
        std::vector<double> errors;
        const std::size_t half = shapes[u].size() / 2;
        for (const Placed& p : placed)
            if (p.unit == u) {
                own.push_back(&p);
                errors.push_back(energy(rest.window(p.at, half), rest.factor()));
            }
        if (own.empty()) continue;
        const double usual = std::max(median(errors), 1e-30);
        std::vector<double> sum(shapes[u].size());
        double weights = 0.0;
        for (std::size_t k = 0; k < own.size(); ++k) {
            const double weight = 1.0 / (1.0 + (errors[k] / usual) * (errors[k] / usual));
            const auto window = rest.window(own[k]->at, half);
            for (std::size_t i = 0; i < sum.size(); ++i)
                sum[i] += weight * (double{window[i]} + own[k]->amplitude * double{shapes[u][i]});
            weights += weight * own[k]->amplitude;
        }
        for (const Placed* p : own) rest.add(shapes[u], p->at, static_cast<float>(p->amplitude));
        for (std::size_t i = 0; i < sum.size(); ++i)
            shapes[u][i] = static_cast<float>(sum[i] / weights);
        for (const Placed* p : own) rest.add(shapes[u], p->at, static_cast<float>(-p->amplitude));
    }
}

std::vector<std::int64_t> instants(const std::vector<Placed>& placed, std::size_t unit) {
    std::vector<std::int64_t> own;
    for (const Placed& p : placed)
        if (p.unit == unit) own.push_back(p.at);
    return own;
}

std::optional<Merge> find_merge(const Known& known, const std::vector<Placed>& placed,
                                const NeedleParams& params, double steps_per_s,
                                std::size_t factor) {
    const std::size_t units = known.shapes.size();
    const double shortest = seconds(params.shortest_interval) * steps_per_s;
    const auto reach = static_cast<std::int64_t>(seconds(params.half_width) * steps_per_s);
    const auto tolerance = static_cast<std::int64_t>(0.5e-3 * steps_per_s);
    std::vector<double> energies;
    for (const auto& s : known.shapes) energies.push_back(energy(s, factor));
    for (std::size_t a = 0; a < units; ++a)
        for (std::size_t b = a + 1; b < units; ++b) {
            const std::size_t large = energies[a] >= energies[b] ? a : b, small = a + b - large;
            const auto first = instants(placed, large), second = instants(placed, small);
            const auto [lag, shared] = coincidence(first, second, reach, tolerance);
            if (!second.empty() && 2 * shared > second.size()) return Merge{large, small, false, 0};

            const auto cross = cross_correlate(known.shapes[large], known.shapes[small], factor);
            const auto best = std::ranges::max_element(cross);
            const double difference = energies[large] + energies[small] - 2.0 * double{*best};
            const double mean = 0.5 * (energies[large] + energies[small]);
            if (difference > 4.0 * params.merge_distance * mean) continue;
            // cross[size - 1 + l] is greatest where the small one must be moved by -l to lie on
            // the large one; its discharge is then l earlier than the large one's middle.
            const std::int64_t move =
                -((best - cross.begin()) - static_cast<std::int64_t>(known.shapes[a].size()) + 1);
            std::vector<std::int64_t> common = first;
            for (const std::int64_t t : second) common.push_back(t + move);
            std::ranges::sort(common);
            if (common.empty()) continue;
            const bool alike = difference <= params.merge_distance * mean &&
                               10 * short_intervals(common, shortest) < common.size();
            const double near = 30e-3 * steps_per_s;
            const double expected = 2.0 * near * static_cast<double>(first.size()) *
                                    static_cast<double>(second.size()) /
                                    static_cast<double>(common.back() - common.front() + 1);
            const double met = static_cast<double>(short_intervals(common, near));
            if (alike || (expected >= 3.0 && met <= 0.2 * expected))
                return Merge{large, small, true, move};
        }
    return std::nullopt;
}

}  // namespace efferent::needle

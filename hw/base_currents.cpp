#include "hw/base_currents.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/random.hpp"

namespace efferent::hw {
namespace {

constexpr std::size_t most_currents = 6, bins = 1024;
constexpr int rounds = 25, powers_of_two = 38, drawn = 40;  // starts

using Currents = std::vector<double>;
using Square = std::array<std::array<double, most_currents + 1>, most_currents>;

/// As many values as change nothing that matters, however many weights there are.
std::vector<HeardWeight> binned(std::span<const HeardWeight> weights) {
    double largest = 0.0;
    for (const HeardWeight& w : weights) largest = std::max(largest, std::abs(w.value));
    std::vector<HeardWeight> all(bins, {0.0, 0.0});
    for (const HeardWeight& w : weights) {
        const double m = std::abs(w.value);
        HeardWeight& bin = all[std::min(
            bins - 1, static_cast<std::size_t>(m / largest * static_cast<double>(bins)))];
        bin.value += w.activity * m;
        bin.activity += w.activity;
    }
    std::erase_if(all, [](const HeardWeight& w) { return w.activity <= 0.0; });
    for (HeardWeight& w : all) w.value /= w.activity;
    return all;
}

std::vector<double> sums(const Currents& currents) {
    std::vector<double> all(std::size_t{1} << currents.size(), 0.0);
    for (std::size_t s = 0; s < all.size(); ++s)
        for (std::size_t k = 0; k < currents.size(); ++k)
            if ((s >> k & 1U) != 0U) all[s] += currents[k];
    return all;
}

std::size_t nearest(double m, const std::vector<double>& sums) {
    std::size_t best = 0;
    for (std::size_t s = 1; s < sums.size(); ++s)
        if (std::abs(sums[s] - m) < std::abs(sums[best] - m)) best = s;
    return best;
}

/// Gauss's elimination of `rows` equations; false if they do not say.
bool solve(Square& a, Currents& x) {
    const std::size_t rows = x.size();
    for (std::size_t c = 0; c < rows; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c; r < rows; ++r)
            if (std::abs(a[r][c]) > std::abs(a[pivot][c])) pivot = r;
        if (std::abs(a[pivot][c]) < 1e-12) return false;
        std::swap(a[c], a[pivot]);
        for (std::size_t r = 0; r < rows; ++r) {
            if (r == c) continue;
            const double share = a[r][c] / a[c][c];
            for (std::size_t k = c; k <= rows; ++k) a[r][k] -= share * a[c][k];
        }
    }
    for (std::size_t c = 0; c < rows; ++c) x[c] = a[c][rows] / a[c][c];
    return true;
}

/// The currents that are best for the subsets that are nearest now.
bool improve(const std::vector<HeardWeight>& weights, Currents& currents) {
    const std::vector<double> all = sums(currents);
    const std::size_t n = currents.size();
    Square a{};
    for (const HeardWeight& w : weights) {
        const std::size_t s = nearest(w.value, all);
        for (std::size_t i = 0; i < n; ++i) {
            if ((s >> i & 1U) == 0U) continue;
            for (std::size_t k = 0; k < n; ++k)
                if ((s >> k & 1U) != 0U) a[i][k] += w.activity;
            a[i][n] += w.activity * w.value;
        }
    }
    return solve(a, currents) && std::ranges::min(currents) > 0.0;
}

std::vector<std::int32_t> whole(Currents currents) {
    std::ranges::sort(currents);
    std::vector<std::int32_t> all;
    for (const double c : currents)
        all.push_back(static_cast<std::int32_t>(std::max(1LL, std::llround(c))));
    return all;
}

}  // namespace

std::int64_t sum_of(std::int64_t subset, std::span<const std::int32_t> currents) {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < currents.size(); ++k)
        if ((subset >> k & 1) != 0) sum += currents[k];
    return sum;
}

std::int64_t nearest_subset(double magnitude, std::span<const std::int32_t> currents) {
    return static_cast<std::int64_t>(
        nearest(magnitude, sums(Currents(currents.begin(), currents.end()))));
}

double loss_of(std::span<const HeardWeight> weights, std::span<const std::int32_t> currents) {
    const std::vector<double> all = sums(Currents(currents.begin(), currents.end()));
    double loss = 0.0;
    for (const HeardWeight& w : weights) {
        const double off = std::abs(w.value) - all[nearest(std::abs(w.value), all)];
        loss += w.activity * off * off;
    }
    return loss;
}

std::vector<std::int32_t> base_currents(std::span<const HeardWeight> weights, std::size_t count) {
    const std::vector<HeardWeight> few = binned(weights);
    const double largest = few.back().value;
    std::vector<std::int32_t> best;
    double least = 0.0;
    const auto consider = [&](const Currents& currents) {
        const std::vector<std::int32_t> held = whole(currents);
        const double loss = loss_of(few, held);
        if (!best.empty() && loss >= least) return;
        best = held;
        least = loss;
    };
    for (int start = 0; start < powers_of_two + drawn; ++start) {
        Currents currents(count);
        RandomStream random(0, "base currents", static_cast<std::uint64_t>(start));
        // All together from 0.4 to 1.14 of the largest weight, or each from 0.02 to 1 of it.
        const double all = (0.4 + 0.02 * start) / static_cast<double>((1U << count) - 1);
        for (std::size_t k = 0; k < count; ++k)
            currents[k] = largest * (start < powers_of_two ? all * static_cast<double>(1U << k)
                                                           : std::pow(0.02, random.uniform()));
        consider(currents);
        for (int round = 0; round < rounds && improve(few, currents); ++round) consider(currents);
    }
    return best;
}

std::vector<std::int32_t> chosen_currents(std::span<const std::vector<Bundle>> bundles,
                                          std::span<const Scale> scales,
                                          const Registers& registers) {
    std::vector<HeardWeight> all;
    for (std::size_t g = 0; registers.base_currents > 0 && g < bundles.size(); ++g)
        for (const Bundle& bundle : bundles[g])
            for (const HeardWeight& w : bundle)
                all.push_back({w.value * scales[g].steps, w.activity});
    if (std::ranges::none_of(all, [](auto& w) { return w.value != 0.0 && w.activity > 0.0; }))
        return {};
    return base_currents(all, static_cast<std::size_t>(registers.base_currents));
}

HeldWeight held_as(double value, int exponent, std::span<const std::int32_t> currents,
                   const Registers& registers) {
    if (currents.empty()) {
        const double step = std::ldexp(1.0, exponent + registers.potential_shift);
        const std::int64_t held = held_weight(value, 1.0, exponent, registers);
        const double effect = step * static_cast<double>(held);
        return {held, effect, std::abs(value - effect) > 0.50001 * registers.weight_step * step};
    }
    const std::int64_t subset = nearest_subset(std::abs(value), currents);
    const auto sum = static_cast<double>(sum_of(subset, currents));
    const bool clipped =
        subset == registers.weight.most && std::abs(value) - sum > 0.5 * currents.front();
    return value < 0.0 ? HeldWeight{-subset, -sum, clipped} : HeldWeight{subset, sum, clipped};
}

}  // namespace efferent::hw

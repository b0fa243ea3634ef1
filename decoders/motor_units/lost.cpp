// Heights of late discharges, and counts in seconds in which a unit is expected.
#include "decoders/motor_units/lost.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace efferent::motor_units {
namespace {

constexpr Duration window = 1s;
constexpr std::size_t active = 2;  // discharges in a window
constexpr std::size_t least_windows = least_for_losses / window;
constexpr double least_rate = 4.0, fallen = 0.25, least_expected = 10.0;
constexpr std::size_t late = 20;  // discharges
constexpr double faded = 0.5;

using Counts = std::vector<std::size_t>;  // in each window

Counts counted(const Followed& unit, Time begin, std::size_t windows) {
    Counts counts(windows);
    for (const Time t : unit.discharges) {
        const auto w = static_cast<std::size_t>((t - begin) / window);
        if (w < windows) ++counts[w];
    }
    return counts;
}

/// Windows in which half of the companions are active.
std::vector<std::size_t> expected(const std::vector<Counts>& counts, std::size_t unit) {
    std::vector<std::size_t> companions;
    for (std::size_t v = 0; v < counts.size(); ++v) {
        std::size_t own = 0, both = 0;
        for (std::size_t w = 0; w < counts[v].size(); ++w) {
            own += counts[unit][w] >= active;
            both += counts[unit][w] >= active && counts[v][w] >= active;
        }
        if (v != unit && both > 0 && 2 * both >= own) companions.push_back(v);
    }
    std::vector<std::size_t> windows;
    for (std::size_t w = 0; !companions.empty() && w < counts[unit].size(); ++w) {
        const auto there = std::ranges::count_if(
            companions, [&](std::size_t v) { return counts[v][w] >= active; });
        if (2 * static_cast<std::size_t>(there) >= companions.size()) windows.push_back(w);
    }
    return windows;
}

std::optional<Loss> slower(const std::vector<Counts>& counts, std::size_t unit, Time begin) {
    const auto windows = expected(counts, unit);
    double all = 0.0, before = 0.0;
    for (const std::size_t w : windows) all += static_cast<double>(counts[unit][w]);
    for (std::size_t i = 0; i + least_windows <= windows.size(); ++i) {
        const auto first = static_cast<double>(i), rest = static_cast<double>(windows.size() - i);
        const double was = i == 0 ? 0.0 : before / first, is = (all - before) / rest;
        if (i >= least_windows && was >= least_rate && is <= fallen * was) {
            const auto at = static_cast<std::int64_t>(windows[i]);
            return Loss{unit, Loss::Sign::slower, begin + at * window, was / seconds(window),
                        is / seconds(window)};
        }
        before += static_cast<double>(counts[unit][windows[i]]);
    }
    return std::nullopt;
}

std::optional<Loss> silent(const Counts& counts, const Followed& unit, std::size_t index,
                           Time begin) {
    double rest = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (std::size_t w = 0; w + least_windows <= counts.size(); ++w) {
        const double span = static_cast<double>(counts.size() - w) * seconds(window);
        if (is_silent(rest, unit.usual, span))
            return Loss{index, Loss::Sign::silent, begin + static_cast<std::int64_t>(w) * window,
                        unit.usual, rest / span};
        rest -= static_cast<double>(counts[w]);
    }
    return std::nullopt;
}

std::optional<Loss> fading(const Followed& unit, std::size_t index) {
    if (unit.heights.size() < late) return std::nullopt;
    const std::size_t first = unit.discharges.size() - late;
    double mean = 0.0;
    for (const float h : unit.heights.subspan(first))
        mean += double{h} * double{h} / static_cast<double>(late);
    if (mean >= faded * unit.high) return std::nullopt;
    return Loss{index, Loss::Sign::fading, unit.discharges[first], unit.high, mean};
}

}  // namespace

bool is_silent(double discharges, double usual, double seconds) {
    const double expected = usual * seconds;
    return expected >= least_expected && discharges <= fallen * expected;
}

std::vector<Loss> losses(std::span<const Followed> units, Time begin, Time end) {
    const auto windows =
        static_cast<std::size_t>(std::max<std::int64_t>(0, (end - begin) / window));
    std::vector<Counts> counts;
    for (const Followed& unit : units) counts.push_back(counted(unit, begin, windows));
    std::vector<Loss> lost;
    for (std::size_t u = 0; u < units.size(); ++u) {
        if (const auto loss = fading(units[u], u)) lost.push_back(*loss);
        if (const auto fall = slower(counts, u, begin))
            lost.push_back(*fall);
        else if (const auto silence = silent(counts[u], units[u], u, begin))
            lost.push_back(*silence);
    }
    return lost;
}

}  // namespace efferent::motor_units

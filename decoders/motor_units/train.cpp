// The lag between two trains by a sliding window over their differences, then matching in order.
#include "decoders/motor_units/train.hpp"

#include <algorithm>
#include <cstdlib>

namespace efferent::motor_units {
namespace {

double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// first - second in ns for all pairs within the greatest lag, ascending.
std::vector<std::int64_t> differences(std::span<const Time> first, std::span<const Time> second,
                                      Duration max_lag) {
    std::vector<std::int64_t> all;
    auto begin = second.begin();
    for (const Time t : first) {
        while (begin != second.end() && *begin < t - max_lag) ++begin;
        for (auto other = begin; other != second.end() && *other <= t + max_lag; ++other)
            all.push_back((t - *other).count());
    }
    std::ranges::sort(all);
    return all;
}

/// The middle of the fullest window of twice the tolerance.
Duration best_lag(const std::vector<std::int64_t>& all, Duration tolerance) {
    std::size_t most = 0;
    std::int64_t lag = 0;
    for (std::size_t low = 0, high = 0; low < all.size(); ++low) {
        while (high < all.size() && all[high] - all[low] <= 2 * tolerance.count()) ++high;
        const std::int64_t middle = all[low] + (all[high - 1] - all[low]) / 2;
        const std::size_t count = high - low;
        if (count > most || (count == most && std::abs(middle) < std::abs(lag))) {
            most = count;
            lag = middle;
        }
    }
    return Duration{lag};
}

}  // namespace

double Agreement::rate() const { return ratio(shared, shared + only_first + only_second); }
double Agreement::precision() const { return ratio(shared, shared + only_first); }
double Agreement::recall() const { return ratio(shared, shared + only_second); }
double Agreement::f1() const { return ratio(2 * shared, 2 * shared + only_first + only_second); }

Agreement agree(std::span<const Time> first, std::span<const Time> second, Matching matching) {
    const std::vector<std::int64_t> all = differences(first, second, matching.max_lag);
    Agreement result;
    result.lag = best_lag(all, matching.tolerance);
    // Taking the earliest partner each time matches the most pairs, as all windows are equally
    // wide.
    auto other = second.begin();
    for (const Time t : first) {
        while (other != second.end() && *other < t - result.lag - matching.tolerance) ++other;
        if (other == second.end()) break;
        if (*other > t - result.lag + matching.tolerance) continue;
        ++result.shared;
        ++other;
    }
    result.only_first = first.size() - result.shared;
    result.only_second = second.size() - result.shared;
    return result;
}

}  // namespace efferent::motor_units

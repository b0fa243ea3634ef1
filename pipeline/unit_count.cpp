// Counts units whose discharges stay out.
#include "pipeline/unit_count.hpp"

#include "core/text.hpp"

namespace efferent {

UnitCount units_between(const FrontEndProfile& before, const FrontEndProfile& after) {
    constexpr double fallen = 0.25, least_expected = 10.0;
    UnitCount count{static_cast<double>(after.usual.size()), 0.0};
    for (std::size_t u = 0; u < after.usual.size(); ++u) {
        const double expected = after.usual[u] * (after.seconds - before.seconds);
        const auto discharges = static_cast<double>(after.discharges[u] - before.discharges[u]);
        if (expected >= least_expected && discharges <= fallen * expected) count.silent += 1.0;
    }
    return count;
}

std::string silent_units_note(const std::string& method, const UnitCount& count) {
    if (count.silent == 0.0) return {};
    return method + ": of " + fixed(count.found, 1) + " motor units, " + fixed(count.silent, 1) +
           " have a quarter, at most, of their usual discharges in what is tested (means over "
           "splits): electrodes moved, or they were not recruited.";
}

}  // namespace efferent

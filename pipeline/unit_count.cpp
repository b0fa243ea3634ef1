// Counts units whose discharges stay out.
#include "pipeline/unit_count.hpp"

#include "core/text.hpp"
#include "decoders/motor_units/lost.hpp"

namespace efferent {

UnitCount units_between(const FrontEndProfile& before, const FrontEndProfile& after) {
    UnitCount count{static_cast<double>(after.usual.size()), 0.0};
    for (std::size_t u = 0; u < after.usual.size(); ++u) {
        const auto discharges = static_cast<double>(after.discharges[u] - before.discharges[u]);
        if (motor_units::is_silent(discharges, after.usual[u], after.seconds - before.seconds))
            count.silent += 1.0;
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

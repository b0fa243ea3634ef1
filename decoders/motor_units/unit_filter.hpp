// Filters that find motor units in a signal without looking back.
#pragma once

#include <string>
#include <vector>

#include "core/time.hpp"

namespace efferent::motor_units {

/// What finds one motor unit in a signal without looking back.
struct UnitFilter {
    std::string name;
    std::vector<float> filter;  ///< v in s(t) = v · x̃(t); element r · channels + m as in Extended
    double low = 0.0;           ///< mean square of the source's other peaks
    double high = 0.0;          ///< and of those at discharges
    double usual = 0.0;  ///< discharges a second where it was made; 0 where that is not known
};

struct StreamFilters {
    Hertz rate;
    std::size_t channels = 0;
    std::size_t extension = 0;
    std::size_t separation = 0;  ///< samples between two discharges of a unit, at least
    std::vector<UnitFilter> units;
};

}  // namespace efferent::motor_units

// A unit's action potential, and what the extension and the filters make of it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace efferent::motor_units {

/// A unit's action potential over all channels, around its discharge.
struct Template {
    std::size_t half = 0;       ///< samples before and after the discharge
    std::vector<float> values;  ///< [channel][2 half + 1]
    std::span<const float> channel(std::size_t m) const {
        return std::span(values).subspan(m * (2 * half + 1), 2 * half + 1);
    }
};

/// x̃ of a lone action potential, `at` samples after its first; the discharge is at `half`. `row`
/// is [delay][channel], as long as the extension says.
void extended_template(const Template& shape, std::size_t at, std::size_t channels,
                       std::span<double> row);

/// Adds to the source of a filter, [delay][channel], what it makes of a template at each pulse.
void add_response(std::vector<float>& source, std::span<const float> filter, const Template& shape,
                  std::span<const std::size_t> pulses, std::size_t channels);

}  // namespace efferent::motor_units

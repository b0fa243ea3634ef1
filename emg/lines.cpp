// Numbers that are samples.
#include "emg/lines.hpp"

#include <cmath>
#include <limits>

#include "core/text.hpp"

namespace efferent::emg {

std::optional<float> to_sample(std::string_view text) {
    const auto value = to_double(text);
    if (!value || !(std::abs(*value) <= double{std::numeric_limits<float>::max()}))
        return std::nullopt;
    return static_cast<float>(*value);
}

}  // namespace efferent::emg

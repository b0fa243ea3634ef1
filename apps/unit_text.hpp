// How commands speak of motor units.
#pragma once

#include <string>

#include "decoders/motor_units/score.hpp"

namespace efferent::apps {

/// `text` at the right of so many characters.
inline std::string cell(const std::string& text, std::size_t width) {
    return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

/// "5 found, 4 of them at RoA 0.9 or more, 0 false, 0 duplicates, mean RoA 0.9512"
std::string verdicts(const motor_units::Score& score);

}  // namespace efferent::apps

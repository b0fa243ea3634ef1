// Samples in text files, for the readers that go through them line by line.
#pragma once

#include <optional>
#include <string_view>

#include "core/lines.hpp"

namespace efferent::emg {

/// The whole of `text` as a number that a float can hold. Not "nan", not "inf", not 1e39.
std::optional<float> to_sample(std::string_view text);

}  // namespace efferent::emg

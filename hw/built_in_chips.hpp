// The files of configs/chips, as they travel inside the program.
#pragma once

#include <span>

#include "core/built_in.hpp"

namespace efferent::hw {

/// Written by CMake.
std::span<const BuiltIn> built_in_chips();

}  // namespace efferent::hw

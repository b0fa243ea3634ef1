// One figure as a chip's file has it: {"value": 128, "source": "where it stands"}, or null.
#pragma once

#include "hw/chip.hpp"

namespace efferent::hw {

/// Error{config} without a number of zero or more, or without a source. Unknown where nothing is.
Known figure_of(const Config& text);

/// Nothing where it is unknown.
Config text_of(const Known& figure);

}  // namespace efferent::hw

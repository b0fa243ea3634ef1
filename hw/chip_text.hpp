// Chips for people: a table of all, and every figure of one with its source.
#pragma once

#include <span>
#include <string>

#include "hw/chip.hpp"

namespace efferent::hw {

/// One line a chip with its main figures; what is not known is called so. Ends in a line break.
std::string chips_table(std::span<const Chip> chips);

/// Every figure that a chip file can hold, with its source or the word unknown.
std::string chip_text(const Chip& chip);

}  // namespace efferent::hw

// The readable programming file of a chip that has none of its own: its registers by name and its
// weights, as JSON.
#pragma once

#include <filesystem>

#include "hw/chip.hpp"
#include "hw/whole_network.hpp"

namespace efferent::hw {

/// A line for each population and projection. What is written is read back and compared before the
/// file appears. Error{capacity} and Error{network} for what the chip's registers cannot hold;
/// Error{unsupported} for a chip whose arithmetic is not known, Error{io}.
void write_program_file(const std::filesystem::path& path, const Chip& chip,
                        const WholeNetwork& network);

/// Error{io}, Error{format}; Error{config} for an unknown key, a number beyond what its register
/// can be, another chip's file; Error{capacity} and Error{network} as in writing.
WholeNetwork read_program_file(const std::filesystem::path& path, const Chip& chip);

}  // namespace efferent::hw

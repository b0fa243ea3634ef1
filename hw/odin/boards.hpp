// The images of a board's cores, and the files that program them.
#pragma once

#include <filesystem>

#include "hw/odin/board_machine.hpp"

namespace efferent::hw::odin {

/// One a core, in their order.
std::vector<TinyOdinImage> tinyodin_images(const WholeNetwork& network, const Board& board);
std::vector<OdinImage> odin_images(const WholeNetwork& network, const Board& board);

/// What programs a core, and what the host sends it in a run.
struct CoreProgram {
    std::vector<SpiWord> words;
    std::vector<AerWord> events;
};

/// Of each core, for a chip whose arithmetic is tinyodin, odin or reckon; `lines` are the events of
/// each tick, as Machine::tick() takes them. Spikes that the host carries are among what it sends:
/// the model has run to know them. Errors as of Arithmetic::start(); Error{unsupported} for other
/// chips.
std::vector<CoreProgram> programs(const Chip& chip, const WholeNetwork& network,
                                  std::span<const std::vector<std::uint32_t>> lines);

/// Files core0.spi, core0.aer, core1.spi and so on in `folder`: spi_text() and aer_text(). Each is
/// read back and compared before it is written. Returns their names. Error{io}, also where the
/// folder has files of more cores, which would be taken for this program's.
std::vector<std::string> write_programs(const std::filesystem::path& folder, const Chip& chip,
                                        std::span<const CoreProgram> programs);

}  // namespace efferent::hw::odin

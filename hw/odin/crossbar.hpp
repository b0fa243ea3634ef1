// What tinyODIN and ODIN have in common as arithmetics: settings, and a leak that subtracts.
#pragma once

#include <limits>

#include "hw/arithmetic.hpp"
#include "hw/odin/board.hpp"
#include "hw/odin/event_core.hpp"

namespace efferent::hw::odin {

struct CrossbarParams {
    std::int64_t cores = 0;
    std::int64_t readout_level = 128;
};
void describe(Fields& field, CrossbarParams& p);

/// What a register of the leak says: so many steps at a time reference, which the host sends every
/// so many ticks. A leak of less than a step a tick is none otherwise.
struct Leak {
    std::int32_t steps = 0;  ///< 0..127, as the chip holds it
    std::int32_t every = 1;  ///< 1..64
};
constexpr std::int32_t register_of(Leak leak) { return leak.steps + 128 * (leak.every - 1); }
constexpr Leak leak_of(std::int32_t held) { return {held % 128, held / 128 + 1}; }

/// The leak that at half of `threshold` loses what the exponential one does (of a readout: at half
/// of readout_level), to 5 % if it can be, at the shortest interval. None while the threshold is
/// not known. Error{unsupported} for dynamics that are not there, or that lose more.
Decays subtracting_leak(const snn::Dynamics& dynamics, Duration tick, std::int64_t threshold,
                        const Registers& registers, const CrossbarParams& params);

/// What a row's weights may be.
enum class Signs : std::uint8_t { any, of_row };

/// Checked against the registers and placed: with rows by sign, so that inhibition can come first,
/// or, where a chip does not need that and its cores do not hold so many, without. Errors as of
/// require_held() and board_of().
Board checked_board(const Chip& chip, const WholeNetwork& network, const Registers& registers,
                    const CrossbarParams& params, Signs signs);

/// Cores with the chip's queues; where its queue is not known, or taken away to see what it does,
/// none loses a spike.
template <class Image>
std::vector<EventCore> cores_of(const std::vector<Image>& images, const Chip& chip) {
    const std::size_t queue = chip.limits.queue ? static_cast<std::size_t>(chip.limits.queue->value)
                                                : std::numeric_limits<std::size_t>::max();
    std::vector<EventCore> cores;
    for (const Image& image : images) cores.emplace_back(image, queue);
    return cores;
}

}  // namespace efferent::hw::odin

// What tinyODIN and ODIN have in common as arithmetics: settings, and a leak that subtracts.
#pragma once

#include "hw/arithmetic.hpp"
#include "hw/odin/board.hpp"

namespace efferent::hw::odin {

struct CrossbarParams {
    std::int64_t cores = 0;
    std::int64_t readout_level = 128;
};
void describe(Fields& field, CrossbarParams& p);

/// The leak, 0..127, that at half of `threshold` loses what the exponential one does (of a readout:
/// at half of readout_level). 0 while the threshold is not known. Error{unsupported} for dynamics
/// that are not there, or that lose more.
Decays subtracting_leak(const snn::Dynamics& dynamics, Duration tick, std::int64_t threshold,
                        const Registers& registers, const CrossbarParams& params);

/// Checked against the registers and placed. Errors as of require_held() and board_of().
Board checked_board(const Chip& chip, const WholeNetwork& network, const Registers& registers,
                    const CrossbarParams& params, bool sign_of_row);

}  // namespace efferent::hw::odin

// Whether registers hold what a network asks of them: the refusals that all arithmetics share.
#pragma once

#include <string>

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// Error{capacity} naming the population or projection, the value and the range. Events of input
/// lines may have any delay: they wait outside the chip.
void require_held(const WholeNetwork& network, const Registers& registers);

/// Of one column, called `what`, which must be there.
void require_held(const WholePopulation& population, const std::vector<std::int32_t>& column,
                  Range range, const std::string& what);

/// Error{unsupported} for what no chip here has: adaptation, another reset than to 0 (or by
/// subtraction where `registers` has it), two currents that differ, a start away from 0.
void require_plain(const snn::Dynamics& dynamics, const Registers& registers);

/// For a register that is held within the range `most` on both sides.
constexpr std::int64_t saturated(std::int64_t x, Range range, std::uint64_t& count) {
    if (x >= range.least && x <= range.most) return x;
    ++count;
    return x < range.least ? range.least : range.most;
}

}  // namespace efferent::hw

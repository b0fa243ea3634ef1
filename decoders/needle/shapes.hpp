// Shapes of units from their discharges, and which of them are one unit's.
#pragma once

#include <optional>
#include <vector>

#include "decoders/needle/resolve.hpp"

namespace efferent::needle {

/// What the placed potentials leave of the signal.
FineSignal rest_of(const FineSignal& signal, const std::vector<std::vector<float>>& shapes,
                   const std::vector<Placed>& placed);

/// Each shape anew: the weighted mean of what the other potentials leave at the unit's discharges,
/// in turn (Gauss-Seidel). A discharge weighs the less the more its surroundings stay unexplained:
/// 1/(1 + (error/median error)^2). `rest` is brought up to date. A unit without discharges keeps
/// its shape.
void refit(std::vector<std::vector<float>>& shapes, const std::vector<Placed>& placed,
           FineSignal& rest);

/// The discharges of one unit, ascending.
std::vector<std::int64_t> instants(const std::vector<Placed>& placed, std::size_t unit);

/// How to make one unit of two.
struct Merge {
    std::size_t kept = 0, gone = 0;
    bool moved = false;    ///< the discharges of `gone` become the kept one's, else they fall away
    std::int64_t lag = 0;  ///< by which they are moved then
};

/// The first pair, in the order of units, that is one unit:
/// - shapes alike (squared difference at the best lag below merge_distance of the mean energy)
///   whose common train has fewer than a tenth of its intervals below the shortest;
/// - shapes less alike (below four times that), since clusters split what varies, if both hardly
///   ever discharge within 30 ms of each other where two units would have done so three times or
///   more; or
/// - discharges of which more than half of the smaller unit's stand at one lag (+-0.5 ms, up to
///   half_width) to the larger's: a part of its potential.
std::optional<Merge> find_merge(const Known& known, const std::vector<Placed>& placed,
                                const NeedleParams& params, double steps_per_s, std::size_t factor);

}  // namespace efferent::needle

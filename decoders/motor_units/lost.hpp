// Motor units that a stream has lost, as by electrodes that moved.
#pragma once

#include <span>
#include <vector>

#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {

/// A unit that seems to be lost: its peaks fade, its rate falls while the units that used to
/// discharge with it go on, or it hardly discharges at all. One that is only recruited less looks
/// the same.
struct Loss {
    enum class Sign { fading, slower, silent };
    std::size_t unit = 0;
    Sign sign = Sign::fading;
    Time since{};         ///< fading: of the discharges that `after` is of; else of the fall
    double before = 0.0;  ///< mean square of the source at discharges, or rate in 1/s
    double after = 0.0;   ///< the same, from `since` on
};

/// What a stream has found of one unit.
struct Followed {
    std::span<const Time> discharges;
    std::span<const float> heights;  ///< of the source, one for each discharge; or none
    double high = 0.0;               ///< mean square at discharges where the filter was made
    double usual = 0.0;              ///< discharges a second there; 0 where that is not known
};

/// Below which nothing can be said of losses in a stream.
constexpr Duration least_for_losses = 5s;

/// Whether a unit with so many discharges in so many seconds is silent: they are at most a quarter
/// of what `usual` ones a second would make, which is 10 at least.
bool is_silent(double discharges, double usual, double seconds);

/// Fading: the mean square of the last 20 discharges is below half of `high`. Slower: time is cut
/// into seconds; a unit is active in one with 2 discharges, and its companions are those active in
/// half of its seconds at least. Of the seconds in which half of the companions are active, at
/// least 5 lie before some instant and 5 after it, its rate before was 4 /s or more, and after it
/// at most a quarter of that; the earliest such instant. Silent, if it is not slower:
/// is_silent from a second on, the earliest such, up to the end, which is `least_for_losses` later
/// at least. In the order of units; one that is fading too comes
/// twice.
std::vector<Loss> losses(std::span<const Followed> units, Time begin, Time end);

}  // namespace efferent::motor_units

// A motor unit's discharges, and how two lists of them agree.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace efferent::motor_units {

/// The discharges of one motor unit, ascending and distinct.
struct Train {
    std::string unit;
    std::vector<Time> discharges;
    friend bool operator==(const Train&, const Train&) = default;
};

/// How far apart two discharges may be and still be one, after the lag between the two trains that
/// matches most of them, which is sought within ±max_lag.
struct Matching {
    Duration tolerance{500'000};
    Duration max_lag{30'000'000};
};

/// Discharges that two trains share. Each has at most one partner.
struct Agreement {
    Duration lag{};  ///< by which the first train is late
    std::size_t shared = 0;
    std::size_t only_first = 0;
    std::size_t only_second = 0;

    /// Rate of agreement: shared / all distinct discharges. 0 where there are none.
    double rate() const;
    /// Shared / first: of what was found, how much is true. 0 where nothing was found.
    double precision() const;
    /// Shared / second: of what is true, how much was found. 0 where nothing is true.
    double recall() const;
    /// Harmonic mean of the two.
    double f1() const;
};

/// The most pairs of discharges with |first - lag - second| <= tolerance, at the lag with the most
/// differences within a window of twice the tolerance; among equals, the lag nearest to zero.
Agreement agree(std::span<const Time> first, std::span<const Time> second, Matching matching);

}  // namespace efferent::motor_units

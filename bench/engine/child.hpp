// A contest in a process of its own, whose memory is then its own too.
#pragma once

#include "bench/engine/contest.hpp"

namespace efferent::bench {

/// Starts this program again for the rows of that contest; rows without a value if that fails.
Rows hold_in_child(const Contest& contest, int rounds, double scale);

}  // namespace efferent::bench

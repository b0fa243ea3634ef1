// Where blind decomposition breaks: simulated recordings that become harder, one thing at a time.
#pragma once

#include <cstddef>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// One array of 40 contacts in two compartments of 60 units, both tensed for 10 s; noise, drift and
/// effort (and with it the number of active units) vary, each with seeds 1 to `seeds`. Means over
/// the seeds. No rows for 0 seeds.
Rows unit_limits(std::size_t seeds);

}  // namespace efferent::bench

// A network of 100,000 neurons and 10^8 synapses by rule: what it needs, and what threads give.
#pragma once

#include "bench/engine/contest.hpp"
#include "core/config.hpp"

namespace efferent::bench {

/// Its rows are about the process that holds it: hold it alone.
Contest large_contest(const Config& backend, double biological_s);

}  // namespace efferent::bench

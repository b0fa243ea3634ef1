// Runs of several contenders in turn, so that what else the machine does bears on all alike, and
// the rows that come of them.
#pragma once

#include <vector>

#include "bench/engine/run.hpp"
#include "bench/support/table.hpp"

namespace efferent::bench {

/// What each contender did, round by round; or why it is not there.
struct Results {
    std::map<std::string, std::vector<Run>> runs;
    std::map<std::string, std::string> absent;
};

struct Entrant {
    std::string name;
    Enter enter;
};

/// A row, and the entrants that it takes to have it. `fill` is only called if all are there.
struct RowRule {
    Row row;
    std::vector<std::string> of;
    std::function<void(Row&, const Results&)> fill;
};

struct Contest {
    std::string name;
    std::vector<Entrant> entrants;
    std::vector<RowRule> rules;
};

/// Only entrants that a rule needs take part. An entrant that is absent or fails is told in the
/// rows that need it.
Rows hold(const Contest& contest, int rounds);

}  // namespace efferent::bench

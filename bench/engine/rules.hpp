// The kinds of rows: each is a median over rounds, so that no single round decides.
#pragma once

#include "bench/engine/contest.hpp"

namespace efferent::bench {

/// CPU time of `theirs` over that of `ours` for the same biological time; no value where their mean
/// rates differ by more than 2 %, since they would not be doing the same work.
RowRule ratio(const std::string& id, const std::string& ours, const std::string& theirs,
              const std::string& work);

/// ns of CPU time for each weight that is added to a neuron, all else included.
RowRule ns_per_event(const std::string& id, const std::string& entrant, const std::string& work);

/// Mean spikes a second of a neuron, inputs apart.
RowRule rate(const std::string& id, const std::string& entrant, const std::string& work);

/// Wall time of `one` over that of `two`, which is the same with two threads.
RowRule speedup(const std::string& id, const std::string& one, const std::string& two,
                const std::string& work);

/// CPU time an event of `large` over that of `small`; no value where their mean rates differ by
/// more than 10 %.
RowRule cost_ratio(const std::string& id, const std::string& large, const std::string& small,
                   const std::string& work);

}  // namespace efferent::bench

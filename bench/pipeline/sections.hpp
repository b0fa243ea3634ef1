// The sections of the bench of the pipeline: each measures one thing and gives its rows.
#pragma once

#include "bench/support/table.hpp"

namespace efferent::bench {

/// Samples to events.
Rows measure_encoding();
/// Samples to decisions, as a stream.
Rows measure_decisions();
/// Events to spikes.
Rows measure_reference();
/// Classifiers beside those of scikit-learn, on the same rows.
Rows measure_classifiers();

/// "pipeline: ..." on stderr.
void say(const std::string& progress);

}  // namespace efferent::bench

// What the report shows of the spiking side: one trial from samples to spikes, and the encoder
// card.
#pragma once

#include <vector>

#include "pipeline/evaluate.hpp"
#include "pipeline/results.hpp"

namespace efferent {

/// Fills example, card and encoder from the first spiking method and the first split; the trial is
/// the first of its test part that is not the first class. Does nothing without a spiking method.
void add_showcase(const Bench& bench, const std::vector<MethodParams>& methods, Results& results);

}  // namespace efferent

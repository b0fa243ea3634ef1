// What the report shows of the spiking side: one trial from samples to spikes, and the encoder
// card.
#pragma once

#include <optional>
#include <vector>

#include "pipeline/over_seeds.hpp"
#include "pipeline/results.hpp"

namespace efferent {

/// Fills example, card and encoder from the first method with a network and the first split, whose
/// `learned[i]` is what method i learned there, if anything; the trial is the first of its test
/// part that is not the first class. Does nothing without such a method.
void add_showcase(const Bench& bench, const std::vector<MethodParams>& methods,
                  const std::vector<std::optional<Learned>>& learned, Results& results);

/// Fills unit_example from the first method that decides from motor units, what it decided in the
/// first split, and that split's first test repetition: four tasks, evenly over the list. Does
/// nothing without such a method.
void add_unit_example(const Bench& bench, const std::vector<MethodParams>& methods,
                      const std::vector<OverSeeds>& evaluations, Results& results);

}  // namespace efferent

// A method with several seeds: what its randomness alone makes of it.
#pragma once

#include <span>
#include <vector>

#include "pipeline/evaluate.hpp"

namespace efferent {

struct OverSeeds {
    /// Trials of every seed one after the other, so that a person's accuracy is the mean over
    /// seeds; operations and energy are means, MAC and footprint the largest.
    Evaluation all;
    std::vector<SeedResult> seeds;  ///< empty if the method uses no randomness: it is run once
};

/// One for each of `methods`, which differ in name and classifier alone. `seeds` are of training
/// alone, and not empty; the bench's own is not used for it. With `model` its networks instead of
/// training.
std::vector<OverSeeds> evaluate_over(std::span<const std::uint64_t> seeds, const Bench& bench,
                                     std::span<const MethodParams> methods, Monitor* monitor,
                                     const Model* model);

/// What other people's recordings gave joins what others gave before; `share` of each is what its
/// means count. The trials are numbered on from `trials`, splits from `splits`.
void join(OverSeeds& all, OverSeeds part, double share, std::size_t trials, std::size_t splits);

}  // namespace efferent

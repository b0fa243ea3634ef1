// Chooses settings inside the training bags alone, and calibrates on the same held-out scores.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "decoders/bags/calibration.hpp"
#include "decoders/bags/method.hpp"

namespace efferent::bags {

/// Every combination of the values, as settings of the part `type`: {"width", {"1", "2"}}.
std::vector<Config> grid(const std::string& type,
                         const std::vector<std::pair<std::string, std::vector<std::string>>>& axes);

/// The fold of each bag, below `folds`: every class is shuffled and dealt out in turn, so that
/// folds have nearly as many bags of each. Error{config} if a class that is there has fewer than 2
/// bags.
std::vector<std::size_t> stratified_folds(const BagTable& table, std::size_t folds,
                                          std::uint64_t seed);

/// A row of scores for each bag, from methods made anew that never saw the bag's fold.
Table scores_in_folds(const BagTable& table, const Config& method,
                      std::span<const std::size_t> folds);

struct Tuned {
    Config settings;  ///< the candidate chosen, every default written out
    std::unique_ptr<BagMethod> method;
    Calibration calibration;  ///< of held-out scores; of no meaning where a method only decides
    double loss = 0.0;        ///< held out: mean -ln P, or the share of wrong decisions

    /// Calibrated, or 1 for the decision where a method only decides.
    std::vector<double> probabilities(const Table& instances) const;
};

/// The candidate with the least loss on held-out bags of `training`, fitted to all of it; the first
/// of equals. Held-out scores are the method's own if it has them (BagMethod::held_out_scores),
/// else those of `folds` folds. Nothing outside `training` is looked at.
Tuned tune(const BagTable& training, std::span<const Config> candidates, std::size_t folds,
           std::uint64_t seed);

}  // namespace efferent::bags

// Test folds of bags, and how often a tuned method is right on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "decoders/bags/bag_table.hpp"

namespace efferent::bench {

/// Bags to train on and bags to test on.
struct Fold {
    std::vector<std::size_t> train, test;
};

/// A line per fold, a column per bag: 1 trains, 0 tests. Error{format} names the line.
std::vector<Fold> read_folds(const std::filesystem::path& path, std::size_t bags);

/// Whether each test bag of each fold was decided rightly, and what else a fold tells.
struct FoldOutcome {
    std::vector<bool> right;                 ///< as Fold::test
    std::vector<double> p_true;              ///< probability of the true class, as Fold::test
    std::size_t labels = 0;                  ///< instances of test bags whose truth is known
    std::size_t labels_right = 0;            ///< of them, those labelled rightly
    std::size_t affected = 0, detected = 0;  ///< instances that are not normal, and found so
    std::string chosen;
};

/// Tunes on the training part of each fold (5 folds inside it) and tests on the rest.
std::vector<FoldOutcome> test_folds(const bags::BagTable& table, const std::vector<Fold>& folds,
                                    const std::vector<Config>& candidates);

/// Percent.
struct Accuracy {
    double mean = 0.0;      ///< over all decisions
    double se_folds = 0.0;  ///< standard error over folds
    double se_bags = 0.0;   ///< over bags, each the mean of its decisions
};
Accuracy accuracy(const std::vector<Fold>& folds, const std::vector<FoldOutcome>& outcomes,
                  std::size_t bags);

}  // namespace efferent::bench

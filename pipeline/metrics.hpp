// From decisions to the figures of one method.
#pragma once

#include <span>
#include <vector>

#include "emg/dataset.hpp"
#include "pipeline/method.hpp"
#include "pipeline/results.hpp"

namespace efferent {

/// What one model decided on one test trial.
struct TestedTrial {
    std::size_t split = 0;
    std::size_t trial = 0;  ///< index into Dataset::trials
    std::vector<Decision> decisions;
};

/// The class with most decisions; among equals the one that comes first in the class list.
TaskId majority(std::span<const Decision> decisions, std::size_t classes);

/// Accuracies per window and per trial, per person and over people, confusion, rest and latency.
/// Fills everything of MethodResult that follows from decisions; `rest` is a class or absent.
MethodResult score(const emg::Dataset& dataset, std::span<const TestedTrial> tested,
                   const Windows& windows, std::optional<TaskId> rest, std::uint64_t seed);

/// Accuracy per trial, mean over people of each person's mean over splits.
double trial_accuracy(const emg::Dataset& dataset, std::span<const TestedTrial> tested);

/// Paired comparisons of every method with those of families before its own, in the order
/// conventional, motor units, spiking (or, with one family
/// only, of every method with the first), Holm-corrected.
std::vector<Comparison> compare(std::span<const MethodResult> methods, std::uint64_t seed);

/// Friedman's p over methods, paired by person; absent below 3 methods or 3 people.
std::optional<double> friedman_over(std::span<const MethodResult> methods);

}  // namespace efferent

// Makes probabilities of scores: multinomial logistic regression on scores of bags held out.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::bags {

/// Scores of bags, a row each, with what they are calibrated on.
struct ScoredBags {
    Table scores;
    std::vector<std::size_t> labels;
    std::vector<std::size_t> counts;  ///< instances
};

/// P(class k) ∝ exp(slope (s_k - s_normal) + bias_k m^growth) of a bag with m instances. A bias is
/// what densities of labels have wrong about each instance, so few instances leave little of it.
struct Calibration {
    double slope = 1.0;
    std::vector<double> biases;  ///< per class; 0 for the normal class
    double growth = 0.0;         ///< with which scores grow too (Says)

    std::vector<double> probabilities(std::span<const double> scores, std::size_t count) const;
    /// m^growth.
    double weight(std::size_t count) const;
};

/// The likeliest slope and biases; a label of n bags counts as (n + 1) / (n + K), so that few bags
/// never make anything certain. Error{config} if rows, labels and counts do not fit.
/// Source: Platt, "Probabilistic outputs for support vector machines", 1999, for K classes.
Calibration calibrate(const ScoredBags& bags, double growth);

/// Mean of -ln P(true class).
double log_loss(const Calibration& calibration, const ScoredBags& bags);

}  // namespace efferent::bags

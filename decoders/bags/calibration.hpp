// Makes probabilities of scores: multinomial logistic regression on scores of bags held out.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::bags {

/// P(class k) ∝ exp(slope (s_k - s_normal) + bias_k).
struct Calibration {
    double slope = 1.0;
    std::vector<double> biases;  ///< per class; 0 for the normal class

    std::vector<double> probabilities(std::span<const double> scores) const;
};

/// The likeliest slope and biases for bags with these scores, a row each, and labels; a label of n
/// bags counts as (n + 1) / (n + K), so that few bags never make anything certain. Error{config} if
/// rows and labels do not fit.
/// Source: Platt, "Probabilistic outputs for support vector machines", 1999, for K classes.
Calibration calibrate(const Table& scores, std::span<const std::size_t> labels);

/// Mean of -ln P(true class).
double log_loss(const Calibration& calibration, const Table& scores,
                std::span<const std::size_t> labels);

}  // namespace efferent::bags

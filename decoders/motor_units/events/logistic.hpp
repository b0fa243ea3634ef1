// Logistic regression of a rare yes among many noes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace efferent::motor_units {

enum class Label : std::int8_t { no, yes, neither };

struct Logistic {
    std::vector<double> weights;
    double offset = 0.0;
};

/// Minimises Σ over rows that are yes or no of -log P(label) + penalty/2 · Σ (weight · SD of its
/// column)², P(yes) = 1/(1 + exp(-weights·x - offset)), by Newton's method with halved steps. Rows
/// are as many as labels, row-major; there is a yes and a no, and the penalty is above zero, so
/// that there is one minimum.
Logistic logistic(std::span<const float> rows, std::span<const Label> labels, double penalty);

}  // namespace efferent::motor_units

// Multinomial logistic regression with a penalty on its weights: a convex problem, solved whole.
#pragma once

#include <span>
#include <vector>

#include "core/monitor.hpp"
#include "core/table.hpp"

namespace efferent::snn {

/// f(W) = mean over rows x of −log softmax(W x)[label] + penalty / 2 · |W|², with no intercept.
struct LogisticProblem {
    const Table& rows;                                  ///< [row][column]
    std::span<const std::size_t> labels;                ///< of the rows, each below the classes
    std::span<const std::vector<std::size_t>> columns;  ///< by class: where W may differ from zero
    double penalty = 0.0;                               ///< above zero: then f has one minimum
};

struct LogisticSolution {
    Table weights;  ///< [class][column]
    double value = 0.0;
    double steepness = 0.0;  ///< |∇f| there, as a share of |∇f(0)|
    std::int64_t iterations = 0;
};

/// From W = 0 until |∇f| is at most `tolerance` · |∇f(0)|, or after `most` iterations, or where
/// rounding allows no further descent: `steepness` tells. The same bytes on any number of threads.
/// Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization",
/// Mathematical Programming 45, 1989, with Armijo's condition; f is strictly convex, so that no
/// other is needed.
LogisticSolution solve(const LogisticProblem& problem, double tolerance, std::int64_t most,
                       Monitor* monitor);

}  // namespace efferent::snn

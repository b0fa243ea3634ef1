// Least squares row by row, with forgetting, from weights that are there already.
#pragma once

#include <span>

#include "core/table.hpp"

namespace efferent::snn {

/// After rows x₁ … xₙ with wanted y₁ … yₙ the weights W minimise, with λ the forgetting,
/// Σ λ^(n−i) · |yᵢ − W xᵢ|² + λⁿ · prior · |W − W₀|².
/// Kept as the triangle of a QR decomposition, into which each row is rotated: the square root of
/// what the textbook's recursion inverts, so that rounding cannot make it indefinite. Source:
/// Haykin, "Adaptive Filter Theory", on QR-decomposition-based recursive least squares.
/// Costs about 3 · columns² operations a row, and columns² / 2 for the weights.
class RecursiveLeastSquares {
public:
    /// `start` is W₀, [target][column]; `prior` is above zero, `forgetting` above zero to 1.
    RecursiveLeastSquares(const Table& start, double prior, double forgetting);
    void add(std::span<const double> x, std::span<const double> y);
    Table weights() const;  ///< [target][column]

private:
    Table triangle_;  ///< R, [column][column], its upper half
    Table turned_;    ///< Qᵀ Y, [column][target]: R · Wᵀ equals it
    double root_;     ///< of the forgetting
};

}  // namespace efferent::snn

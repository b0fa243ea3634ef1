// Support vector machines for each pair of classes, and the votes that make a decision of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/table.hpp"

namespace efferent::decoders {

/// What libsvm's C-SVC found, one against one. The pairs are (0,1), (0,2) ... (1,2) ... of
/// `classes`; a positive decision is a vote for the first of a pair.
struct SupportVectors {
    std::vector<TaskId> classes;      ///< in the order of their first training row
    std::vector<std::size_t> starts;  ///< vectors [starts[c], starts[c + 1]) are of class c
    Table vectors;
    Table weights;  ///< row per vector, column per other class, in the order of `classes`
    std::vector<double> biases;  ///< per pair

    /// Weight of vector v of class `own` in the decision against `other` (both count `classes`).
    double weight(std::size_t v, std::size_t own, std::size_t other) const {
        return weights.row(v)[other < own ? other : other - 1];
    }
    friend bool operator==(const SupportVectors&, const SupportVectors&) = default;
};

/// Trains a machine for each pair: kernel exp(-gamma |a - b|²), or a·b without a gamma. Rows are
/// checked (count_classes). A single class has no pair and no vector. A Gaussian kernel's values
/// are worked out beforehand if they fit into `kernel_bytes`; what is found is the same without.
/// Source: Chang, Lin, "LIBSVM: a library for support vector machines", ACM TIST 2(3), 2011.
SupportVectors train_pairs(const Table& rows, std::span<const TaskId> labels, double cost,
                           std::optional<double> gamma,
                           std::size_t kernel_bytes = std::size_t{1} << 29U);

/// The score of a class is its votes plus c / (3 (|c| + 1)), c the sum of its decisions: that is
/// below a third, so that it orders equal votes alone. Classes not in `classes` get -inf.
void vote(std::span<const double> decisions, std::span<const TaskId> classes,
          std::span<double> score);

}  // namespace efferent::decoders

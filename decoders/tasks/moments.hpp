// Class means and scatter matrices, and the shrinkage that makes a covariance invertible.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"
#include "core/table.hpp"

namespace efferent::decoders {

/// Row k is the mean of class k's rows; zeros for a class without rows.
Table class_means(const Table& rows, std::span<const TaskId> labels,
                  std::span<const std::size_t> counts);

/// Sum of (x - mean)(x - mean)' over the rows of `only`, or over all rows; `mean` is that of the
/// row's class. Columns by columns, symmetric.
Table scatter(const Table& rows, std::span<const TaskId> labels, const Table& means,
              std::optional<TaskId> only);

/// (1 - share) S + share tr(S)/p I.
/// Source: Ledoit, Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
/// J. Multivar. Anal. 88(2), 2004; with a share that is given, not estimated.
void shrink(Table& covariance, double share);

/// The inverse L⁻¹ of the lower Cholesky factor of S = L L'. Error{config} if S has none, which
/// names `what` S is.
Table inverse_factor(const Table& covariance, std::string_view what);

}  // namespace efferent::decoders

// Ridge regression from its normal equations, in double.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::snn {

/// Sums XᵀX and XᵀY over rows that come in batches: the same bytes on any number of threads.
class NormalEquations {
public:
    NormalEquations(std::size_t columns, std::size_t targets);
    /// Rows of X, and as many of Y.
    void add(const Table& x, const Table& y);
    /// Mean of XᵀX's diagonal.
    double scale() const;
    /// The weights of one target that minimise |Y − XW|² + penalty · |W|², with every weight but
    /// those of `columns` zero; one a column asked for. `penalty` is above zero.
    std::vector<double> solve(std::size_t target, std::span<const std::size_t> columns,
                              double penalty);

private:
    void factorise(std::span<const std::size_t> columns, double penalty);

    Table gram_;     ///< [column][column], its lower half
    Table moments_;  ///< [target][column]
    Table factor_;   ///< of the columns and penalty last asked for: several targets share them
    std::vector<std::size_t> factored_;
    double penalty_ = 0.0;
};

}  // namespace efferent::snn

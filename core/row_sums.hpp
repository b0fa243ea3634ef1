// Weighted sums of rows, in the widest vector registers that there are. Each number is added in one
// order, whatever the registers, so that the bytes are the same on all processors.
#pragma once

#include <cstddef>

namespace efferent {

/// to[i · to_stride + c] += weight · from[i · from_stride + c] for i below `rows`, c below
/// `columns`. The two do not overlap.
struct RowSum {
    const float* from;
    std::size_t from_stride;
    float* to;
    std::size_t to_stride;
    std::size_t rows;
    std::size_t columns;
    float weight;
};
void add_rows(const RowSum& work);

/// to[c] += weight · from[c] for c below `columns`.
void add_row(const float* from, double weight, std::size_t columns, double* to);

}  // namespace efferent

// One loop, compiled for each kind of vector register.
#include "core/row_sums.hpp"

#include "core/widest.hpp"

namespace efferent {

void add_rows(const RowSum& w) {
    in_widest_registers([&]() __attribute__((always_inline)) {
        for (std::size_t i = 0; i < w.rows; ++i) {
            const float* __restrict from = w.from + i * w.from_stride;
            float* __restrict to = w.to + i * w.to_stride;
            for (std::size_t c = 0; c < w.columns; ++c) to[c] += w.weight * from[c];
        }
    });
}

void add_row(const float* __restrict from, double weight, std::size_t columns,
             double* __restrict to) {
    in_widest_registers([=]() __attribute__((always_inline)) {
        for (std::size_t c = 0; c < columns; ++c) to[c] += weight * double{from[c]};
    });
}

}  // namespace efferent

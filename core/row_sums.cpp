// One loop, compiled for each kind of vector register.
#include "core/row_sums.hpp"

namespace efferent {
namespace {

[[gnu::always_inline]] inline void rows(const RowSum& w) {
    for (std::size_t i = 0; i < w.rows; ++i) {
        const float* __restrict from = w.from + i * w.from_stride;
        float* __restrict to = w.to + i * w.to_stride;
        for (std::size_t c = 0; c < w.columns; ++c) to[c] += w.weight * from[c];
    }
}

[[gnu::always_inline]] inline void row(const float* __restrict from, double weight,
                                       std::size_t columns, double* __restrict to) {
    for (std::size_t c = 0; c < columns; ++c) to[c] += weight * double{from[c]};
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void rows_avx2(const RowSum& w) { rows(w); }
[[gnu::target("avx512f")]] void rows_avx512(const RowSum& w) { rows(w); }
[[gnu::target("avx2")]] void row_avx2(const float* from, double weight, std::size_t columns,
                                      double* to) {
    row(from, weight, columns, to);
}
[[gnu::target("avx512f")]] void row_avx512(const float* from, double weight, std::size_t columns,
                                           double* to) {
    row(from, weight, columns, to);
}
#endif

}  // namespace

void add_rows(const RowSum& work) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return rows_avx512(work);
    if (__builtin_cpu_supports("avx2")) return rows_avx2(work);
#endif
    rows(work);
}

void add_row(const float* from, double weight, std::size_t columns, double* to) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return row_avx512(from, weight, columns, to);
    if (__builtin_cpu_supports("avx2")) return row_avx2(from, weight, columns, to);
#endif
    row(from, weight, columns, to);
}

}  // namespace efferent

// What arrives at several blocks of neurons, for the loops: rows of weights are summed side by
// side.
#pragma once

#include "snn/learning/lanes.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training {
namespace {

/// Σ rows · times of `Blocks` blocks, into `sums`; `parameters` from the first of their lanes on.
template <class Real, std::size_t Blocks>
EFFERENT_INLINE void sum_rows(const Real* parameters, const Arriving<Real>* rows, std::size_t count,
                              Real* sums) {
    Lanes<Real> sum[Blocks] = {};
    for (const Arriving<Real>* a = rows; a != rows + count; ++a) {
        const Real* const row = parameters + a->row;
        const Lanes<Real> times = all(a->times);
        for (std::size_t b = 0; b < Blocks; ++b)
            sum[b] = fused(load(row + b * block_lanes), times, sum[b]);
    }
    for (std::size_t b = 0; b < Blocks; ++b) store(sums + b * block_lanes, sum[b]);
}

/// The same without fusing, added to `sums`.
template <class Real, std::size_t Blocks>
EFFERENT_INLINE void add_rows_apart(const Real* parameters, const Arriving<Real>* rows,
                                    std::size_t count, Real* sums) {
    for (std::size_t b = 0; b < Blocks; ++b) {
        Lanes<Real> sum{};
        for (const Arriving<Real>* a = rows; a != rows + count; ++a)
            sum += load(parameters + a->row + b * block_lanes) * a->times;
        store(sums + b * block_lanes, load(sums + b * block_lanes) + sum);
    }
}

/// Asks for rows before they are needed: 64 bytes a block of floats.
template <class Real, std::size_t Blocks>
EFFERENT_INLINE void ask_for(const Real* parameters, const Arriving<Real>* rows,
                             std::size_t count) {
    for (const Arriving<Real>* a = rows; a != rows + count; ++a)
        for (std::size_t b = 0; b < Blocks; ++b)
            __builtin_prefetch(parameters + a->row + b * block_lanes);
}

}  // namespace
}  // namespace efferent::snn::training

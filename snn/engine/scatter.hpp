// A sparse row, added to the sums of its targets.
#pragma once

#include <algorithm>

#include "snn/engine/synapse_store.hpp"

namespace efferent::snn {

/// Calls each(target, weight) for the synapses of a sparse row.
template <class F>
void each_sparse(const Patch& patch, std::uint32_t row, const F& each) {
    const std::uint16_t* const targets = patch.targets.data();
    const std::size_t last = patch.begin[row + 1];
    std::size_t i = patch.begin[row];
    if (patch.form == Form::sparse_same) {
        const float w = patch.floats[row];
        for (; i < last; ++i) each(targets[i], w);
    } else if (patch.form == Form::sparse_short) {
        const std::int16_t* const shorts = patch.shorts.data();
        for (; i < last; ++i) each(targets[i], static_cast<float>(shorts[i]) * patch.scale);
    } else {
        const float* const floats = patch.floats.data();
        for (; i < last; ++i) each(targets[i], floats[i]);
    }
}

inline void scatter_row(const Patch& patch, std::uint32_t row, float factor, float* sums) {
    if (patch.form == Form::sparse_same) {
        const float w = patch.floats[row] * factor;
        each_sparse(patch, row, [&](std::uint16_t t, float) { sums[t] += w; });
    } else {
        each_sparse(patch, row, [&](std::uint16_t t, float w) { sums[t] += w * factor; });
    }
}
/// Into two sums at once, each with a factor of its own.
inline void scatter_row(const Patch& patch, std::uint32_t row, float factor_a, float* sums_a,
                        float factor_b, float* sums_b) {
    if (patch.form == Form::sparse_same) {
        const float a = patch.floats[row] * factor_a, b = patch.floats[row] * factor_b;
        each_sparse(patch, row, [&](std::uint16_t t, float) {
            sums_a[t] += a;
            sums_b[t] += b;
        });
    } else {
        each_sparse(patch, row, [&](std::uint16_t t, float w) {
            sums_a[t] += w * factor_a;
            sums_b[t] += w * factor_b;
        });
    }
}

/// Asks for a row's targets, so that they are there when it is walked.
inline void prefetch_row(const Patch& patch, std::uint32_t row) {
    constexpr std::size_t targets_a_line = 32, lines_at_most = 16;
    const std::size_t first = patch.begin[row];
    const std::size_t last =
        std::min<std::size_t>(patch.begin[row + 1], first + targets_a_line * lines_at_most);
    for (std::size_t i = first; i < last; i += targets_a_line)
        __builtin_prefetch(patch.targets.data() + i);
}

}  // namespace efferent::snn

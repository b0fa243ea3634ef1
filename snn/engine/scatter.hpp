// A sparse row, added to the sums of its targets.
#pragma once

#include <algorithm>

#include "snn/engine/synapse_store.hpp"

namespace efferent::snn {

/// Calls each(i) for first, first + 1, ..., eight to a turn.
template <class F>
[[gnu::always_inline]] inline void by_eight(std::size_t first, std::size_t last, const F& each) {
    std::size_t i = first;
    for (; i + 8 <= last; i += 8) {
        each(i);
        each(i + 1);
        each(i + 2);
        each(i + 3);
        each(i + 4);
        each(i + 5);
        each(i + 6);
        each(i + 7);
    }
    for (; i < last; ++i) each(i);
}

/// Calls each(target, weight) for the synapses of a sparse row.
template <class F>
[[gnu::always_inline]] inline void each_sparse(const Patch& patch, const Segment& segment,
                                               const F& each) {
    const std::uint16_t* const targets = patch.targets.data();
    const std::size_t first = segment.begin, last = segment.end;
    if (patch.form == Form::sparse_same) {
        const float w = segment.weight;
        by_eight(first, last, [&](std::size_t i) { each(targets[i], w); });
    } else if (patch.form == Form::sparse_short) {
        const std::int16_t* const shorts = patch.shorts.data();
        const float scale = patch.scale;
        by_eight(first, last,
                 [&](std::size_t i) { each(targets[i], static_cast<float>(shorts[i]) * scale); });
    } else {
        const float* const floats = patch.floats.data();
        by_eight(first, last, [&](std::size_t i) { each(targets[i], floats[i]); });
    }
}

inline void scatter_row(const Patch& patch, const Segment& row, float factor, float* sums) {
    if (patch.form == Form::sparse_same) {
        const float w = row.weight * factor;
        each_sparse(patch, row, [&](std::uint16_t t, float) { sums[t] += w; });
    } else {
        each_sparse(patch, row, [&](std::uint16_t t, float w) { sums[t] += w * factor; });
    }
}
/// Into two sums at once, each with a factor of its own.
inline void scatter_row(const Patch& patch, const Segment& row, float factor_a, float* sums_a,
                        float factor_b, float* sums_b) {
    if (patch.form == Form::sparse_same) {
        const float w = row.weight;
        const float a = w * factor_a, b = w * factor_b;
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

/// Asks for a sparse row's targets, so that they are there when it is walked.
inline void prefetch_targets(const Patch& patch, const Segment& segment) {
    constexpr std::size_t targets_a_line = 32, lines_at_most = 16;
    const std::size_t end =
        std::min<std::size_t>(segment.end, segment.begin + targets_a_line * lines_at_most);
    for (std::size_t i = segment.begin; i < end; i += targets_a_line)
        __builtin_prefetch(patch.targets.data() + i);
}

}  // namespace efferent::snn

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
/// Two sums of a lane, which lie side by side.
using Pair = float __attribute__((vector_size(8)));
[[gnu::always_inline]] inline void add_pair(float* pairs, std::uint16_t target, const Pair& step) {
    float* const place = pairs + 2 * std::size_t{target};
    Pair sum;
    __builtin_memcpy(&sum, place, sizeof sum);
    sum += step;
    __builtin_memcpy(place, &sum, sizeof sum);
}

/// Four short weights at a time, as four floats.
inline void scatter_shorts(const Patch& patch, const Segment& row, const Pair& factors,
                           float* pairs) {
    using Four = float __attribute__((vector_size(16)));
    using FourWords = std::int32_t __attribute__((vector_size(16)));
    using FourShorts = std::int16_t __attribute__((vector_size(8)));
    const std::uint16_t* const targets = patch.targets.data();
    const std::int16_t* const shorts = patch.shorts.data();
    const Four both{factors[0], factors[1], factors[0], factors[1]};
    std::size_t i = row.begin;
    for (; i + 4 <= row.end; i += 4) {
        FourShorts some;
        __builtin_memcpy(&some, shorts + i, sizeof some);
        const Four w = __builtin_convertvector(__builtin_convertvector(some, FourWords), Four);
        const Four low = __builtin_shufflevector(w, w, 0, 0, 1, 1) * both;
        const Four high = __builtin_shufflevector(w, w, 2, 2, 3, 3) * both;
        add_pair(pairs, targets[i], __builtin_shufflevector(low, low, 0, 1));
        add_pair(pairs, targets[i + 1], __builtin_shufflevector(low, low, 2, 3));
        add_pair(pairs, targets[i + 2], __builtin_shufflevector(high, high, 0, 1));
        add_pair(pairs, targets[i + 3], __builtin_shufflevector(high, high, 2, 3));
    }
    for (; i < row.end; ++i) add_pair(pairs, targets[i], factors * static_cast<float>(shorts[i]));
}

/// Into two sums at once, each with a factor of its own: an addition touches one place.
inline void scatter_row(const Patch& patch, const Segment& row, float factor_a, float factor_b,
                        float* pairs) {
    const Pair factors{factor_a, factor_b};
    if (patch.form == Form::sparse_same) {
        const Pair step = factors * row.weight;
        each_sparse(patch, row, [&](std::uint16_t t, float) { add_pair(pairs, t, step); });
    } else if (patch.form == Form::sparse_short) {
        scatter_shorts(patch, row, factors * patch.scale, pairs);  // a power of two rounds nothing
    } else {
        each_sparse(patch, row, [&](std::uint16_t t, float w) { add_pair(pairs, t, factors * w); });
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

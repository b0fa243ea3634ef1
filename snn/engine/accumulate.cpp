// Targets outside, rows inside: the sums stay in registers, and each weight is read once.
#include "snn/engine/accumulate.hpp"

#include <cstring>

#include "snn/engine/dispatch.hpp"

namespace efferent::snn {
namespace {

#define EFFERENT_INLINE [[gnu::always_inline]] inline

EFFERENT_INLINE Floats load(const float* from) {
    Floats v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
EFFERENT_INLINE void store(float* to, const Floats& v) { std::memcpy(to, &v, sizeof v); }
EFFERENT_INLINE Floats all(float x) { return Floats{} + x; }
EFFERENT_INLINE Floats larger(const Floats& x, const Floats& y) { return x > y ? x : y; }
EFFERENT_INLINE Floats smaller(const Floats& x, const Floats& y) { return x < y ? x : y; }

EFFERENT_INLINE Floats short_weights(const void* row, std::size_t lane) {
    Shorts w;
    std::memcpy(&w, static_cast<const std::int16_t*>(row) + lane, sizeof w);
    return __builtin_convertvector(w, Floats);
}
EFFERENT_INLINE Floats float_weights(const void* row, std::size_t lane) {
    return load(static_cast<const float*>(row) + lane);
}

/// Two vectors of a block's sums.
struct Sums {
    Floats a0, a1, b0, b1;
};

template <bool Both>
EFFERENT_INLINE void add_rows(const DenseRows& rows, std::size_t lane, Sums& s) {
    for (std::size_t r = 0; r < rows.short_count; ++r) {
        const DenseRow& row = rows.shorts[r];
        __builtin_prefetch(static_cast<const std::int16_t*>(row.weights) + lane + 64);
        const Floats w0 = short_weights(row.weights, lane);
        const Floats w1 = short_weights(row.weights, lane + lanes_a_vector);
        if constexpr (Both) {
            s.a0 += w0 * row.a;
            s.a1 += w1 * row.a;
        }
        s.b0 += w0 * row.b;
        s.b1 += w1 * row.b;
    }
    for (std::size_t r = 0; r < rows.float_count; ++r) {
        const DenseRow& row = rows.floats[r];
        const Floats w0 = float_weights(row.weights, lane);
        const Floats w1 = float_weights(row.weights, lane + lanes_a_vector);
        if constexpr (Both) {
            s.a0 += w0 * row.a;
            s.a1 += w1 * row.a;
        }
        s.b0 += w0 * row.b;
        s.b1 += w1 * row.b;
    }
}

/// Takes the sums of the sparse rows, and leaves zeros.
EFFERENT_INLINE Floats take(float* sums, std::size_t lane) {
    const Floats v = load(sums + lane);
    store(sums + lane, Floats{});
    return v;
}

EFFERENT_INLINE bool any(const Words& mask) {
    using Longs = std::int64_t __attribute__((vector_size(64)));
    Longs l;
    std::memcpy(&l, &mask, sizeof l);
    return (l[0] | l[1] | l[2] | l[3] | l[4] | l[5] | l[6] | l[7]) != 0;
}

template <class Pass>
EFFERENT_INLINE void suspect(Pass& pass, std::size_t lane, const Words& mask, const Floats& a,
                             const Floats& p, const Floats& n) {
    if (!any(mask)) return;
    for (std::size_t i = 0; i < lanes_a_vector; ++i)
        if (mask[i] != 0)
            pass.suspects[pass.suspect_count++] = {static_cast<std::uint32_t>(lane + i), a[i], p[i],
                                                   n[i]};
}

/// A neuron that reaches its limit u after the window's begin has climbed there, at no more than
/// the largest current allows, and then cannot fall further than the least current makes it.
/// With q = u / membrane: climb · q ≥ limit − v₀ and v₁ ≥ limit − drop · (reach − q).
EFFERENT_INLINE void current_half(CurrentPass& pass, std::size_t lane, const Floats& sum_a,
                                  const Floats& sum_p, const Floats& sum_n) {
    const Floats a = load(pass.a + lane), p = load(pass.p + lane), n = load(pass.n + lane);
    const Floats limit = load(pass.limit + lane);
    const Floats p_all = p + sum_p, n_all = n + sum_n;
    const Floats a1 = (a + sum_a) * pass.fall_a, p1 = p_all * pass.fall_p, n1 = n_all * pass.fall_n;
    const Floats v0 = a + p + n, v1 = a1 + p1 + n1;
    const Floats most = p_all * pass.current_p + n * (pass.current_n * pass.fall_n);
    const Floats least = n_all * pass.current_n;
    const Floats climb = larger(most - v0, Floats{});
    const Floats missing = limit - v0;
    const Floats spare = climb * pass.reach - missing;
    const Floats drop = larger(limit - least, Floats{});
    const Words free = a > all(0.5F * held_lane);
    const Words may = free & (spare >= Floats{}) &
                      ((missing <= Floats{}) | ((limit - v1) * climb <= drop * spare));
    suspect(pass, lane, may, a, p, n);
    store(pass.a + lane, free ? a1 : a);
    store(pass.p + lane, p1);
    store(pass.n + lane, n1);
}

EFFERENT_INLINE void current_body(CurrentPass& pass) {
    for (std::size_t lane = 0; lane < pass.lanes; lane += 2 * lanes_a_vector) {
        Sums e{};
        add_rows<true>(pass.excitatory, lane, e);
        Sums i{e.a0, e.a1, Floats{}, Floats{}};
        add_rows<true>(pass.inhibitory, lane, i);
        if (pass.da != nullptr) {
            const std::size_t next = lane + lanes_a_vector;
            i.a0 += take(pass.da, lane);
            i.a1 += take(pass.da, next);
            e.b0 += take(pass.dp, lane);
            e.b1 += take(pass.dp, next);
            i.b0 += take(pass.dn, lane);
            i.b1 += take(pass.dn, next);
        }
        current_half(pass, lane, i.a0, e.b0, i.b0);
        current_half(pass, lane + lanes_a_vector, i.a1, e.b1, i.b1);
    }
}

/// Between arrivals a free neuron only falls towards rest, so that it is never above the sum of
/// what it was and all that excites it.
EFFERENT_INLINE void potential_half(PotentialPass& pass, std::size_t lane, const Floats& sum_p,
                                    const Floats& sum_n) {
    const Floats a = load(pass.a + lane);
    const Floats top = a + sum_p;
    const Words free = a > all(0.5F * held_lane);
    const Words may = free & (larger(top, top * pass.fall_a) >= load(pass.limit + lane));
    suspect(pass, lane, may, a, Floats{}, Floats{});
    store(pass.a + lane, free ? (top + sum_n) * pass.fall_a : a);
}

EFFERENT_INLINE void potential_body(PotentialPass& pass) {
    for (std::size_t lane = 0; lane < pass.lanes; lane += 2 * lanes_a_vector) {
        const std::size_t next = lane + lanes_a_vector;
        Sums e{}, i{};
        add_rows<false>(pass.excitatory, lane, e);
        add_rows<false>(pass.inhibitory, lane, i);
        if (pass.dp != nullptr) {
            e.b0 += take(pass.dp, lane);
            e.b1 += take(pass.dp, next);
            i.b0 += take(pass.dn, lane);
            i.b1 += take(pass.dn, next);
        }
        potential_half(pass, lane, e.b0, i.b0);
        potential_half(pass, next, e.b1, i.b1);
    }
}

}  // namespace

EFFERENT_DISPATCH(accumulate_current, CurrentPass&, current_body)
EFFERENT_DISPATCH(accumulate_potential, PotentialPass&, potential_body)

}  // namespace efferent::snn

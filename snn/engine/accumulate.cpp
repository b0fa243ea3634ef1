// Targets outside, rows inside: the sums stay in registers, and each weight is read once. No sum
// depends on how many vectors are visited together.
#include "snn/engine/accumulate.hpp"

#include "snn/engine/vectors.hpp"

namespace efferent::snn::EFFERENT_ISA {

/// What a window brings to V vectors of neurons: all of it to the membrane, what excites, what
/// inhibits, and what does either, with its extremes in the course of the window.
template <std::size_t V>
struct Brought {
    Floats a[V], excites[V], inhibits[V], mixed[V], top[V], low[V];
};

template <std::size_t V, bool Membrane, class Number>
EFFERENT_INLINE void add(const DenseRow* rows, std::size_t count, std::size_t lane, Floats (&a)[V],
                         Floats (&b)[V]) {
    for (const DenseRow* row = rows; row != rows + count; ++row) {
        const Number* const weights = static_cast<const Number*>(row->weights) + lane;
        for (std::size_t v = 0; v < V; ++v) {
            const Floats w = weights_at(weights + v * lanes_a_vector);
            if constexpr (Membrane) a[v] = fused(w, row->a, a[v]);
            b[v] = fused(w, row->b, b[v]);
        }
    }
}
template <std::size_t V, bool Membrane>
EFFERENT_INLINE void add(const DenseRows& rows, std::size_t lane, Floats (&a)[V], Floats (&b)[V]) {
    add<V, Membrane, std::int16_t>(rows.shorts, rows.short_count, lane, a, b);
    add<V, Membrane, float>(rows.floats, rows.float_count, lane, a, b);
}

template <std::size_t V, bool Membrane, class Number>
EFFERENT_INLINE void add_mixed(const DenseRow* rows, std::size_t count, std::size_t lane,
                               Brought<V>& sums) {
    for (const DenseRow* row = rows; row != rows + count; ++row) {
        add<V, Membrane, Number>(row, 1, lane, sums.a, sums.mixed);
        for (std::size_t v = 0; v < V; ++v) {
            sums.top[v] = larger(sums.top[v], sums.mixed[v]);
            sums.low[v] = smaller(sums.low[v], sums.mixed[v]);
        }
    }
}

template <std::size_t V, bool Membrane, bool Mixed>
EFFERENT_INLINE void bring(const AllRows& rows, std::size_t lane, Brought<V>& sums) {
    add<V, Membrane>(rows.excitatory, lane, sums.a, sums.excites);
    add<V, Membrane>(rows.inhibitory, lane, sums.a, sums.inhibits);
    if constexpr (!Mixed) return;
    add_mixed<V, Membrane, std::int16_t>(rows.mixed.shorts, rows.mixed.short_count, lane, sums);
    add_mixed<V, Membrane, float>(rows.mixed.floats, rows.mixed.float_count, lane, sums);
}

/// A neuron that reaches its limit u after the window's begin has climbed there, at no more than
/// the largest current allows, and then cannot fall further than the least current makes it.
/// With q = u / membrane: climb · q ≥ limit − v₀ and v₁ ≥ limit − drop · (reach − q).
EFFERENT_INLINE Mask may_reach(const Floats& limit, const Floats& v0, const Floats& v1,
                               const Floats& most, const Floats& least, float reach) {
    const Floats climb = larger(most - v0, Floats{});
    const Floats missing = limit - v0;
    const Floats spare = fused(climb, reach, -missing);
    const Floats drop = larger(limit - least, Floats{});
    return both(at_least(spare, Floats{}),
                either(at_least(Floats{}, missing), at_least(drop * spare, (limit - v1) * climb)));
}

template <bool OneSynapse, bool Mixed, std::size_t V>
EFFERENT_INLINE std::uint64_t current_vector(const CurrentPass& pass, std::size_t lane,
                                             const Brought<V>& in, std::size_t v) {
    Floats in_a = in.a[v], excites = in.excites[v], inhibits = in.inhibits[v];
    if (pass.da != nullptr) {
        in_a += take(pass.da + lane);
        excites += take(pass.dp + lane);
        inhibits += take(pass.dn + lane);
    }
    const Floats a = load(pass.a + lane), p = load(pass.p + lane);
    Floats v0, v1, most, least;
    const Floats a1 = (a + in_a) * pass.fall_a;
    if constexpr (OneSynapse) {
        Floats brought = excites + inhibits, top = p + excites, low = p + inhibits;
        if constexpr (Mixed) {
            brought += in.mixed[v];
            top += in.top[v];
            low += in.low[v];
        }
        const Floats p1 = (p + brought) * pass.fall_p;
        v0 = fused(p, pass.kappa_p, a);
        v1 = fused(p1, pass.kappa_p, a1);
        most = larger(top, top * pass.fall_p);
        least = smaller(low, low * pass.fall_p);
        store(pass.p_next + lane, p1);
    } else {
        const Floats n = load(pass.n + lane);
        const Floats p_all = p + excites, n_all = n + inhibits;
        const Floats p1 = p_all * pass.fall_p, n1 = n_all * pass.fall_n;
        v0 = fused(n, pass.kappa_n, fused(p, pass.kappa_p, a));
        v1 = fused(n1, pass.kappa_n, fused(p1, pass.kappa_p, a1));
        most = fused(n, pass.fall_n, p_all);
        least = fused(p, pass.fall_p, n_all);
        store(pass.p_next + lane, p1);
        store(pass.n_next + lane, n1);
    }
    const Mask free = above(a, all(0.5F * held_lane));
    store(pass.a_next + lane, choose(free, a1, a));
    return bits(both(free, may_reach(load(pass.limit + lane), v0, v1, most, least, pass.reach)));
}

/// Between arrivals a free neuron only goes towards rest, so that it is never above the sum of what
/// it was and all that excites it.
template <std::size_t V>
EFFERENT_INLINE std::uint64_t potential_vector(const PotentialPass& pass, std::size_t lane,
                                               const Brought<V>& in, std::size_t v) {
    Floats excites = in.excites[v], inhibits = in.inhibits[v];
    if (pass.dp != nullptr) {
        excites += take(pass.dp + lane);
        inhibits += take(pass.dn + lane);
    }
    const Floats a = load(pass.a + lane);
    const Floats top = a + excites + in.top[v];
    const Floats a1 = (a + excites + inhibits + in.mixed[v]) * pass.fall_a;
    const Mask free = above(a, all(0.5F * held_lane));
    store(pass.a_next + lane, choose(free, a1, a));
    return bits(both(free, at_least(larger(top, top * pass.fall_a), load(pass.limit + lane))));
}

/// V vectors from `lane` on; one bit a lane, as `may` has them.
template <bool OneSynapse, bool Mixed, std::size_t V>
EFFERENT_INLINE std::uint64_t visit(const CurrentPass& pass, std::size_t lane) {
    Brought<V> in{};
    bring<V, true, Mixed>(pass.rows, lane, in);
    std::uint64_t may = 0;
    for (std::size_t v = 0; v < V; ++v) {
        const std::size_t first = v * lanes_a_vector;
        may |= current_vector<OneSynapse, Mixed, V>(pass, lane + first, in, v) << first;
    }
    return may;
}
template <std::size_t V>
EFFERENT_INLINE std::uint64_t visit(const PotentialPass& pass, std::size_t lane) {
    Brought<V> in{};
    bring<V, false, true>(pass.rows, lane, in);
    std::uint64_t may = 0;
    for (std::size_t v = 0; v < V; ++v) {
        const std::size_t first = v * lanes_a_vector;
        may |= potential_vector<V>(pass, lane + first, in, v) << first;
    }
    return may;
}

template <bool OneSynapse, bool Mixed>
EFFERENT_INLINE void current_lanes(const CurrentPass& pass) {
    std::size_t lane = 0;
    for (; lane + 64 <= pass.lanes; lane += 64)
        pass.may[lane / 64] = visit<OneSynapse, Mixed, 4>(pass, lane);
    if (lane < pass.lanes) pass.may[lane / 64] = visit<OneSynapse, Mixed, 2>(pass, lane);
}

// A pass is copied, so that nothing written through its pointers can be thought to change it.
void accumulate_current(const CurrentPass& given) {
    const CurrentPass pass = given;
    if (pass.n != nullptr)
        current_lanes<false, false>(pass);
    else if (pass.rows.mixed.short_count + pass.rows.mixed.float_count == 0)
        current_lanes<true, false>(pass);
    else
        current_lanes<true, true>(pass);
}
void accumulate_potential(const PotentialPass& given) {
    const PotentialPass pass = given;
    std::size_t lane = 0;
    for (; lane + 64 <= pass.lanes; lane += 64) pass.may[lane / 64] = visit<4>(pass, lane);
    if (lane < pass.lanes) pass.may[lane / 64] = visit<2>(pass, lane);
}

}  // namespace efferent::snn::EFFERENT_ISA

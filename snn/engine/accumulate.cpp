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

/// The potential at the window's begin, and the largest current that there may be in its course.
struct Most {
    Floats v0, current;
};
template <bool OneSynapse, bool Mixed, std::size_t V>
EFFERENT_INLINE Most most_of(const CurrentPass& pass, std::size_t lane, const Brought<V>& in,
                             std::size_t v) {
    const Floats p = load(pass.p + lane);
    const Floats v0 = fused(p, pass.kappa_p, load(pass.a + lane));
    Floats top = p + in.excites[v];
    if constexpr (!OneSynapse) {
        const Floats n = load(pass.n + lane);
        return {fused(n, pass.kappa_n, v0), fused(n, pass.fall_n, top)};
    }
    if constexpr (Mixed) top += in.top[v];
    return {v0, larger(top, Floats{})};
}

/// The state goes on. Gives, one bit each, who may climb to its limit: at no more than what the
/// largest current makes of it.
template <bool OneSynapse, bool Mixed, std::size_t V>
EFFERENT_INLINE std::uint64_t go_on(const CurrentPass& pass, std::size_t lane, Brought<V>& in,
                                    std::size_t v) {
    if (pass.excited != nullptr) {
        const Pairs excited = take_pairs(pass.excited + 2 * lane);
        const Pairs inhibited = take_pairs(pass.inhibited + 2 * lane);
        in.a[v] += excited.first + inhibited.first;
        in.excites[v] += excited.second;
        in.inhibits[v] += inhibited.second;
    }
    const Floats a = load(pass.a + lane), p = load(pass.p + lane);
    if constexpr (OneSynapse) {
        Floats brought = in.excites[v] + in.inhibits[v];
        if constexpr (Mixed) brought += in.mixed[v];
        store(pass.p_next + lane, (p + brought) * pass.fall_p);
    } else {
        store(pass.p_next + lane, (p + in.excites[v]) * pass.fall_p);
        store(pass.n_next + lane, (load(pass.n + lane) + in.inhibits[v]) * pass.fall_n);
    }
    const Mask free = above(a, all(0.5F * held_lane));
    store(pass.a_next + lane, choose(free, (a + in.a[v]) * pass.fall_a, a));
    const Most most = most_of<OneSynapse, Mixed>(pass, lane, in, v);
    const Floats climb = larger(most.current - most.v0, Floats{});
    return bits(both(free, at_least(fused(climb, pass.reach, most.v0), load(pass.limit + lane))));
}

/// Of those: a neuron that reaches its limit u after the window's begin has climbed there, and then
/// cannot fall further than the least current makes it. With q = u / membrane: climb · q ≥ limit −
/// v₀ and v₁ ≥ limit − drop · (reach − q).
template <bool OneSynapse, bool Mixed, std::size_t V>
EFFERENT_INLINE std::uint64_t may_stay(const CurrentPass& pass, std::size_t lane,
                                       const Brought<V>& in, std::size_t v) {
    const Most most = most_of<OneSynapse, Mixed>(pass, lane, in, v);
    const Floats p = load(pass.p + lane), limit = load(pass.limit + lane);
    Floats v1 = fused(load(pass.p_next + lane), pass.kappa_p, load(pass.a_next + lane));
    Floats least;
    if constexpr (OneSynapse) {
        Floats low = p + in.inhibits[v];
        if constexpr (Mixed) low += in.low[v];
        least = smaller(low, low * pass.fall_p);
    } else {
        v1 = fused(load(pass.n_next + lane), pass.kappa_n, v1);
        least = fused(p, pass.fall_p, load(pass.n + lane) + in.inhibits[v]);
    }
    const Floats climb = larger(most.current - most.v0, Floats{});
    const Floats missing = limit - most.v0;
    const Floats spare = fused(climb, pass.reach, -missing);
    const Floats drop = larger(limit - least, Floats{});
    return bits(either(at_least(Floats{}, missing), at_least(drop * spare, (limit - v1) * climb)));
}

/// Between arrivals a free neuron only goes towards rest, so that it is never above the sum of what
/// it was and all that excites it.
template <std::size_t V>
EFFERENT_INLINE std::uint64_t potential_vector(const PotentialPass& pass, std::size_t lane,
                                               const Brought<V>& in, std::size_t v) {
    Floats excites = in.excites[v], inhibits = in.inhibits[v];
    if (pass.excited != nullptr) {
        excites += take(pass.excited + lane);
        inhibits += take(pass.inhibited + lane);
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
    std::uint64_t climb = 0, stay = 0;
    for (std::size_t v = 0; v < V; ++v) {
        const std::size_t first = v * lanes_a_vector;
        climb |= go_on<OneSynapse, Mixed>(pass, lane + first, in, v) << first;
    }
    if (climb == 0) return 0;
    for (std::size_t v = 0; v < V; ++v) {
        const std::size_t first = v * lanes_a_vector;
        stay |= may_stay<OneSynapse, Mixed>(pass, lane + first, in, v) << first;
    }
    return climb & stay;
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

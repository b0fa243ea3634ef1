// All eight go from hit to hit together, and nothing branches on what becomes of one: each goes on
// as if it did not spike, and where it first may have is looked at afterwards.
#include "snn/engine/march.hpp"

#include "snn/engine/doubles.hpp"

namespace efferent::snn::EFFERENT_ISA {

/// Where the interval between two instants begins, for each of the eight.
struct From {
    Doubles at, v, fall_p, fall_n;
};
struct State {
    Doubles a, p, n;
};

/// Whether v, below the threshold where the interval begins, may reach it. With one synapse it
/// turns at most once, and only where the current falls below it; until then it climbs ever slower.
/// With two the bound is that of accumulate.cpp.
template <bool OneSynapse>
EFFERENT_INLINE Mask8 may_reach(const MarchFrame& f, const State& s, const From& from,
                                const MarchHit& to, const Doubles& v, const Doubles& threshold) {
    const Doubles p = s.p * f.current_p;
    const Doubles p0 = p * from.fall_p, p1 = p * to.fall_p;
    const Doubles reach = (to.at_ns - from.at) * f.rate_a;
    const Doubles missing = threshold - from.v;
    const Mask8 over = at_least(v, threshold);
    if constexpr (OneSynapse)
        return either(over, both(at_least((p0 - from.v) * reach, missing), above(v, p1)));
    const Doubles n = s.n * f.current_n;
    const Doubles climb = larger(p0 + n * to.fall_n - from.v, Doubles{});
    const Doubles drop = larger(threshold - (p1 + n * from.fall_n), Doubles{});
    const Doubles spare = climb * reach - missing;
    return either(
        over, both(at_least(spare, Doubles{}), at_least(drop * spare, (threshold - v) * climb)));
}

template <bool OneSynapse>
EFFERENT_INLINE void march_on(const March& march, MarchEight& eight) {
    const MarchFrame& f = *march.frame;
    State s{load(eight.a), load(eight.p), OneSynapse ? Doubles{} : load(eight.n)};
    const Doubles threshold = load(eight.threshold);
    const Doubles free_at = load(eight.free_at_ns), held_v = load(eight.held_v);
    From from{Doubles{}, s.a + s.p + s.n, every(1.0), every(1.0)};
    From released{free_at, held_v, every(1.0), every(1.0)};
    Doubles rise_a = every(1.0);
    if (eight.held != 0) {
        rise_a = 1.0 / falling(free_at * f.rate_a);
        released.fall_p = falling(free_at * f.rate_p);
        if constexpr (!OneSynapse) released.fall_n = falling(free_at * f.rate_n);
    }
    Mask8 held = mask_of(eight.held);
    Mask8 reached = without(at_least(from.v, threshold), held);
    Doubles where{}, number{};
    for (std::size_t h = 0; h < march.count; ++h) {
        const MarchHit& to = march.hits[h];
        const Mask8 release = both(held, at_least(every(to.at_ns), free_at));
        Mask8 over = mask_of(0);
        if (bits(release) != 0) {  // what arrives as it ends is not lost
            s.a = choose(release, (held_v - s.p * released.fall_p - s.n * released.fall_n) * rise_a,
                         s.a);
            from.at = choose(release, released.at, from.at);
            from.v = choose(release, held_v, from.v);
            from.fall_p = choose(release, released.fall_p, from.fall_p);
            from.fall_n = choose(release, released.fall_n, from.fall_n);
            over = both(release, at_least(held_v, threshold));
            held = without(held, release);
        }
        Doubles v = s.a * to.fall_a + s.p * to.fall_p;
        if constexpr (!OneSynapse) v += s.n * to.fall_n;
        double* const state = march.states + MarchState::doubles * h;
        store(state + MarchState::a, s.a);
        store(state + MarchState::p, s.p);
        if constexpr (!OneSynapse) store(state + MarchState::n, s.n);
        store(state + MarchState::v, v);
        over = either(over, may_reach<OneSynapse>(f, s, from, to, v, threshold));
        over = without(over, either(held, reached));
        where = choose(over, number, where);
        number += 1.0;
        reached = either(reached, over);
        const Doubles w = doubles_at(march.weights + MarchEight::size * h);
        s.a += w * to.push_a;
        s.p += w * to.push_p;
        if constexpr (!OneSynapse) s.n += w * to.push_n;
        from = {every(to.at_ns), v, every(to.fall_p), every(to.fall_n)};
    }
    store(eight.a, s.a);
    eight.held = bits(held);
    eight.reached = bits(reached);
    double places[MarchEight::size];
    store(places, where);
    for (std::size_t i = 0; i < MarchEight::size; ++i)
        eight.where[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(places[i]));
}

void march(const March& march, MarchEight& eight) {
    if (march.frame->one_synapse)
        march_on<true>(march, eight);
    else
        march_on<false>(march, eight);
}

/// By Newton's method from the crossing of the cubic that begins alike.
template <bool OneSynapse>
EFFERENT_INLINE void cross_on(const MarchFrame& f, Crossings& eight) {
    const Doubles begin = load(eight.begin_ns), length = load(eight.end_ns) - begin;
    const Doubles threshold = load(eight.threshold);
    const Doubles a = load(eight.a) * falling(begin * f.rate_a);
    const Doubles p = load(eight.p) * falling(begin * f.rate_p);
    const Doubles n = OneSynapse ? Doubles{} : load(eight.n) * falling(begin * f.rate_n);
    const Doubles missing = threshold - (a + p + n);
    Mask8 sure = both(above(missing, Doubles{}), at_least(load(eight.v_end), threshold));
    if constexpr (!OneSynapse)  // else v turns once at most, so that it crosses once
        sure = both(
            sure, above(p * falling(length * f.rate_p) * f.current_p + n * f.current_n, threshold));
    const Doubles a1 = a * -f.rate_a, p1 = p * -f.rate_p, n1 = n * -f.rate_n;
    const Doubles a2 = a1 * -f.rate_a, p2 = p1 * -f.rate_p, n2 = n1 * -f.rate_n;
    const Doubles slope = a1 + p1 + n1, bend = a2 + p2 + n2;
    const Doubles turn = a2 * -f.rate_a + p2 * -f.rate_p + n2 * -f.rate_n;
    Doubles t =
        missing * 2.0 / (slope + root(larger(slope * slope + bend * missing * 2.0, Doubles{})));
    t -= turn * t * t * t / ((slope + bend * t) * 6.0);
    Mask8 found = mask_of(0);
    for (int i = 0; i < 4; ++i) {
        t = smaller(larger(t, Doubles{}), length);
        const Doubles fall_a = falling(t * f.rate_a), fall_p = falling(t * f.rate_p);
        Doubles v = a * fall_a + p * fall_p, rise = a1 * fall_a + p1 * fall_p;
        if constexpr (!OneSynapse) {
            const Doubles fall_n = falling(t * f.rate_n);
            v += n * fall_n;
            rise += n1 * fall_n;
        }
        const Doubles step = (threshold - v) / rise;
        t = choose(found, t, t + step);
        // What is left is the square of the step over a time constant: here below 0.02 ns.
        found = either(found, above(every(0.02), step * step * f.fastest_rate));
        if (bits(without(sure, found)) == 0) break;
    }
    store(eight.at_ns, begin + t);
    eight.sure = bits(both(both(sure, found), both(at_least(t, Doubles{}), above(length, t))));
}

void cross(const MarchFrame& frame, Crossings& eight) {
    if (frame.one_synapse)
        cross_on<true>(frame, eight);
    else
        cross_on<false>(frame, eight);
}

}  // namespace efferent::snn::EFFERENT_ISA

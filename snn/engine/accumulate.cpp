// Targets outside, rows inside: the sums stay in registers, and each weight is read once. Compiled
// once for each instruction set, into a namespace of its name (snn/CMakeLists.txt): it uses nothing
// but built-in functions, so that no code for one machine can reach another. Products and sums are
// fused in all of them, by the library where the machine cannot, and no sum depends on the width of
// a vector: all give the same bytes.
#include "snn/engine/accumulate.hpp"

#if defined(__AVX512DQ__)
#include <immintrin.h>
#endif

namespace efferent::snn {
namespace {

// Lowered to narrower instructions where the machine has no such wide ones.
using Floats = float __attribute__((vector_size(64)));
using Words = std::int32_t __attribute__((vector_size(64)));
using Shorts = std::int16_t __attribute__((vector_size(32)));
using LongShorts = std::int16_t __attribute__((vector_size(64)));
constexpr std::size_t lanes_a_vector = 16;

#define EFFERENT_INLINE [[gnu::always_inline]] inline

EFFERENT_INLINE Floats load(const float* from) {
    Floats v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
EFFERENT_INLINE void store(float* to, const Floats& v) { __builtin_memcpy(to, &v, sizeof v); }
EFFERENT_INLINE Floats all(float x) { return Floats{} + x; }
EFFERENT_INLINE Floats larger(const Floats& x, const Floats& y) { return x > y ? x : y; }
EFFERENT_INLINE Floats smaller(const Floats& x, const Floats& y) { return x < y ? x : y; }

EFFERENT_INLINE Floats short_weights(const void* row, std::size_t lane) {
#if defined(__AVX512F__)
    __m256i shorts;
    __builtin_memcpy(&shorts, static_cast<const std::int16_t*>(row) + lane, sizeof shorts);
    const __m512 floats = _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(shorts));
    Floats w;
    __builtin_memcpy(&w, &floats, sizeof w);
    return w;
#else
    Shorts w;
    __builtin_memcpy(&w, static_cast<const std::int16_t*>(row) + lane, sizeof w);
    return __builtin_convertvector(w, Floats);
#endif
}
EFFERENT_INLINE Floats float_weights(const void* row, std::size_t lane) {
    return load(static_cast<const float*>(row) + lane);
}

/// x · y + z, rounded once.
EFFERENT_INLINE Floats fused(const Floats& x, const Floats& y, const Floats& z) {
#if defined(__AVX512F__)
    __m512 a, b, c;
    __builtin_memcpy(&a, &x, sizeof a);
    __builtin_memcpy(&b, &y, sizeof b);
    __builtin_memcpy(&c, &z, sizeof c);
    const __m512 d = _mm512_fmadd_ps(a, b, c);
    Floats sum;
    __builtin_memcpy(&sum, &d, sizeof sum);
    return sum;
#else
    float a[lanes_a_vector], b[lanes_a_vector], c[lanes_a_vector];
    store(a, x);
    store(b, y);
    store(c, z);
    for (std::size_t i = 0; i < lanes_a_vector; ++i) a[i] = __builtin_fmaf(a[i], b[i], c[i]);
    return load(a);
#endif
}

EFFERENT_INLINE Floats fused(const Floats& x, float y, const Floats& z) {
    return fused(x, all(y), z);
}

/// The sums of some lanes: for the membrane, of the current, and how far the latter went up and
/// down.
struct Sums {
    Floats a[2], b[2], top[2], low[2];
};

template <bool Membrane, bool Extremes, class Number, Floats Weights(const void*, std::size_t)>
EFFERENT_INLINE void add(const DenseRow* rows, std::size_t count, std::size_t lane, Sums& s) {
    for (const DenseRow* row = rows; row != rows + count; ++row) {
        __builtin_prefetch(static_cast<const Number*>(row->weights) + lane + 96);
        for (std::size_t half = 0; half < 2; ++half) {
            const Floats w = Weights(row->weights, lane + half * lanes_a_vector);
            if constexpr (Membrane) s.a[half] = fused(w, row->a, s.a[half]);
            s.b[half] = fused(w, row->b, s.b[half]);
            if constexpr (Extremes) {
                s.top[half] = larger(s.top[half], s.b[half]);
                s.low[half] = smaller(s.low[half], s.b[half]);
            }
        }
    }
}

template <bool Membrane, bool Extremes>
EFFERENT_INLINE void add(const DenseRows& rows, std::size_t lane, Sums& s) {
    add<Membrane, Extremes, std::int16_t, short_weights>(rows.shorts, rows.short_count, lane, s);
    add<Membrane, Extremes, float, float_weights>(rows.floats, rows.float_count, lane, s);
}

/// What a window brings to one vector of neurons: all of it to the membrane, what excites, what
/// inhibits, and what does either, with its extremes in the course of the window.
struct Brought {
    Floats a, excites, inhibits, mixed, top, low;
};

template <bool Membrane>
EFFERENT_INLINE void bring(const AllRows& rows, std::size_t lane, Brought (&brought)[2]) {
    Sums e{}, i{}, m{};
    add<Membrane, false>(rows.excitatory, lane, e);
    add<Membrane, false>(rows.inhibitory, lane, i);
    if (rows.mixed.short_count + rows.mixed.float_count != 0)
        add<Membrane, true>(rows.mixed, lane, m);
    for (std::size_t h = 0; h < 2; ++h)
        brought[h] = {e.a[h] + i.a[h] + m.a[h], e.b[h], i.b[h], m.b[h], m.top[h], m.low[h]};
}

/// Takes the sums of the sparse rows, and leaves zeros.
EFFERENT_INLINE Floats take(float* sums, std::size_t lane) {
    const Floats v = load(sums + lane);
    store(sums + lane, Floats{});
    return v;
}

/// One bit a lane.
EFFERENT_INLINE std::uint32_t bits(const Words& mask) {
#if defined(__AVX512DQ__)
    __m512i whole;
    __builtin_memcpy(&whole, &mask, sizeof whole);
    return _mm512_movepi32_mask(whole);
#else
    std::int32_t lanes[lanes_a_vector];  // g++ 12 with -fsanitize=undefined reads mask[i] wrongly
    __builtin_memcpy(lanes, &mask, sizeof lanes);
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < lanes_a_vector; ++i)
        all |= (lanes[i] != 0 ? std::uint32_t{1} : 0U) << i;
    return all;
#endif
}

/// Gives where the next one goes.
EFFERENT_INLINE Suspect* suspect(Suspect* next, std::size_t lane, const Words& mask,
                                 const Floats& a, const Floats& p, const Floats& n) {
    std::uint32_t left = bits(mask);
    if (left == 0) [[likely]]
        return next;
    float was[3][lanes_a_vector];
    store(was[0], a);
    store(was[1], p);
    store(was[2], n);
    for (; left != 0; left &= left - 1) {
        const auto i = static_cast<std::uint32_t>(__builtin_ctz(left));
        *next++ = {static_cast<std::uint32_t>(lane) + i, was[0][i], was[1][i], was[2][i]};
    }
    return next;
}

/// A neuron that reaches its limit u after the window's begin has climbed there, at no more than
/// the largest current allows, and then cannot fall further than the least current makes it.
/// With q = u / membrane: climb · q ≥ limit − v₀ and v₁ ≥ limit − drop · (reach − q).
template <bool OneSynapse>
EFFERENT_INLINE Suspect* current_vector(const CurrentPass& pass, std::size_t lane, Brought in,
                                        Suspect* next) {
    if (pass.da != nullptr) {
        in.a += take(pass.da, lane);
        in.excites += take(pass.dp, lane);
        in.inhibits += take(pass.dn, lane);
    }
    const Floats a = load(pass.a + lane), p = load(pass.p + lane);
    const Floats limit = load(pass.limit + lane);
    Floats n{}, p1, n1{}, v0, v1, most, least;
    const Floats a1 = (a + in.a) * pass.fall_a;
    if constexpr (OneSynapse) {
        p1 = (p + in.excites + in.inhibits + in.mixed) * pass.fall_p;
        v0 = fused(p, pass.kappa_p, a);
        v1 = fused(p1, pass.kappa_p, a1);
        const Floats top = p + in.excites + in.top, low = p + in.inhibits + in.low;
        most = larger(top, top * pass.fall_p);
        least = smaller(low, low * pass.fall_p);
    } else {
        n = load(pass.n + lane);
        const Floats p_all = p + in.excites, n_all = n + in.inhibits;
        p1 = p_all * pass.fall_p;
        n1 = n_all * pass.fall_n;
        v0 = fused(n, pass.kappa_n, fused(p, pass.kappa_p, a));
        v1 = fused(n1, pass.kappa_n, fused(p1, pass.kappa_p, a1));
        most = fused(n, pass.fall_n, p_all);
        least = fused(p, pass.fall_p, n_all);
    }
    const Floats climb = larger(most - v0, Floats{});
    const Floats missing = limit - v0;
    const Floats spare = climb * pass.reach - missing;
    const Floats drop = larger(limit - least, Floats{});
    const Words free = a > all(0.5F * held_lane);
    const Words may = free & (spare >= Floats{}) &
                      ((missing <= Floats{}) | ((limit - v1) * climb <= drop * spare));
    store(pass.a + lane, free ? a1 : a);
    store(pass.p + lane, p1);
    if constexpr (!OneSynapse) store(pass.n + lane, n1);
    return suspect(next, lane, may, a, p, n);
}

template <bool OneSynapse>
EFFERENT_INLINE Suspect* current_lanes(const CurrentPass& pass) {
    Suspect* next = pass.suspects;
    for (std::size_t lane = 0; lane < pass.lanes; lane += 2 * lanes_a_vector) {
        Brought in[2];
        bring<true>(pass.rows, lane, in);
        next = current_vector<OneSynapse>(pass, lane, in[0], next);
        next = current_vector<OneSynapse>(pass, lane + lanes_a_vector, in[1], next);
    }
    return next;
}

/// Between arrivals a free neuron only goes towards rest, so that it is never above the sum of what
/// it was and all that excites it.
EFFERENT_INLINE Suspect* potential_vector(const PotentialPass& pass, std::size_t lane, Brought in,
                                          Suspect* next) {
    if (pass.dp != nullptr) {
        in.excites += take(pass.dp, lane);
        in.inhibits += take(pass.dn, lane);
    }
    const Floats a = load(pass.a + lane);
    const Floats top = a + in.excites + in.top;
    const Floats a1 = (a + in.excites + in.inhibits + in.mixed) * pass.fall_a;
    const Words free = a > all(0.5F * held_lane);
    const Words may = free & (larger(top, top * pass.fall_a) >= load(pass.limit + lane));
    store(pass.a + lane, free ? a1 : a);
    return suspect(next, lane, may, a, Floats{}, Floats{});
}

EFFERENT_INLINE Suspect* potential_lanes(const PotentialPass& pass) {
    Suspect* next = pass.suspects;
    for (std::size_t lane = 0; lane < pass.lanes; lane += 2 * lanes_a_vector) {
        Brought in[2];
        bring<false>(pass.rows, lane, in);
        next = potential_vector(pass, lane, in[0], next);
        next = potential_vector(pass, lane + lanes_a_vector, in[1], next);
    }
    return next;
}

EFFERENT_INLINE Floats load(const Coefficient& c, std::size_t lane) {
    return load(c.values + (lane & c.mask));
}
/// A current's step, and the one of both that moves v.
EFFERENT_INLINE Floats step_current(float* current, const Coefficient& keep, const Floats& in,
                                    std::size_t lane, bool current_first) {
    const Floats before = load(current + lane);
    const Floats after = fused(before, load(keep, lane), in);
    store(current + lane, after);
    return current_first ? after : before;
}

EFFERENT_INLINE std::uint32_t* tick_vector(const TickPass& pass, std::size_t lane, Floats in_p,
                                           Floats in_n, std::uint32_t* next) {
    if (pass.in_p != nullptr) {
        in_p += take(pass.in_p, lane);
        in_n += take(pass.in_n, lane);
    }
    const Floats before = load(pass.v + lane);
    const Floats held = load(pass.held + lane);
    Floats moved = fused(before, load(pass.keep_v, lane), load(pass.add, lane));
    if (pass.p != nullptr) {
        if (pass.n == nullptr) in_p += in_n;
        moved = fused(step_current(pass.p, pass.keep_p, in_p, lane, pass.current_first),
                      load(pass.gain_p, lane), moved);
        if (pass.n != nullptr)
            moved = fused(step_current(pass.n, pass.keep_n, in_n, lane, pass.current_first),
                          load(pass.gain_n, lane), moved);
    }
    // Who comes free between two ticks moves for the rest of the way.
    const Floats rest = larger(1.0F - held, Floats{});
    const Words awake = held <= all(1.0F);
    Floats v = held <= Floats{} ? moved : fused(moved - before, rest, before);
    v = awake ? v : before;
    const Floats drifted = v;
    if (pass.p == nullptr) v = awake ? v + (in_p + in_n) : v;
    Floats threshold = load(pass.threshold, lane);
    if (pass.u != nullptr) {
        const Floats u = load(pass.u + lane) * load(pass.keep_u, lane);
        store(pass.u + lane, u);
        threshold += u;
    }
    store(pass.held + lane, larger(held - 1.0F, Floats{}));
    store(pass.v + lane, v);
    std::uint32_t left = bits(awake & (v >= threshold));
    if (left == 0) [[likely]]
        return next;
    if (pass.phase != nullptr)
        store(pass.phase + lane,
              drifted >= threshold ? (threshold - before) / (drifted - before) : all(1.0F));
    for (; left != 0; left &= left - 1)
        *next++ =
            static_cast<std::uint32_t>(lane) + static_cast<std::uint32_t>(__builtin_ctz(left));
    return next;
}

EFFERENT_INLINE Words wide(const Shorts& x) {
#if defined(__AVX512F__)
    __m256i shorts;
    __builtin_memcpy(&shorts, &x, sizeof shorts);
    const __m512i words = _mm512_cvtepi16_epi32(shorts);
    Words w;
    __builtin_memcpy(&w, &words, sizeof w);
    return w;
#else
    return __builtin_convertvector(x, Words);
#endif
}

/// Adds up two vectors of neurons.
EFFERENT_INLINE void add_units(const UnitRows& units, std::size_t lane, Sums& s) {
    if (units.count == 0) return;
    Words sum0{}, sum1{};
    for (std::size_t first = 0; first < units.count; first += units.at_once) {
        const std::size_t rest = units.count - first;
        const std::int16_t* const* row = units.rows + first;
        const std::int16_t* const* const end = row + (rest < units.at_once ? rest : units.at_once);
        LongShorts part{};
        for (; row != end; ++row) {
            LongShorts w;
            __builtin_prefetch(*row + lane + 256);
            __builtin_memcpy(&w, *row + lane, sizeof w);
            part += w;
        }
        Shorts half[2];
        __builtin_memcpy(half, &part, sizeof half);
        sum0 += wide(half[0]);
        sum1 += wide(half[1]);
    }
    s.b[0] += __builtin_convertvector(sum0, Floats) * units.scale;
    s.b[1] += __builtin_convertvector(sum1, Floats) * units.scale;
}

EFFERENT_INLINE std::uint32_t* tick_lanes(const TickPass& pass) {
    std::uint32_t* next = pass.over;
    for (std::size_t lane = 0; lane < pass.lanes; lane += 2 * lanes_a_vector) {
        Sums p{}, n{};
        add_units(pass.units_p, lane, p);
        add_units(pass.units_n, lane, n);
        add<false, false>(pass.rows_p, lane, p);
        add<false, false>(pass.rows_n, lane, n);
        next = tick_vector(pass, lane, p.b[0], n.b[0], next);
        next = tick_vector(pass, lane + lanes_a_vector, p.b[1], n.b[1], next);
    }
    return next;
}

}  // namespace

namespace EFFERENT_ISA {

// A pass is copied, so that nothing written through its pointers can be thought to change it.
std::size_t accumulate_current(const CurrentPass& given) {
    const CurrentPass pass = given;
    const Suspect* const end =
        pass.n == nullptr ? current_lanes<true>(pass) : current_lanes<false>(pass);
    return static_cast<std::size_t>(end - pass.suspects);
}
std::size_t accumulate_potential(const PotentialPass& given) {
    const PotentialPass pass = given;
    return static_cast<std::size_t>(potential_lanes(pass) - pass.suspects);
}
std::size_t advance_tick(const TickPass& given) {
    const TickPass pass = given;
    return static_cast<std::size_t>(tick_lanes(pass) - pass.over);
}

}  // namespace EFFERENT_ISA

}  // namespace efferent::snn

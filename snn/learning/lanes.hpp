// Sixteen numbers at once, for the loops that are compiled once for each instruction set: nothing
// but built-in functions, so that no code for one machine can reach another.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX512DQ__)
#include <immintrin.h>
#endif

namespace efferent::snn::training {
namespace {

#define EFFERENT_INLINE [[gnu::always_inline]] inline

template <class Real>
struct Sixteen;
template <>
struct Sixteen<float> {
    using Type = float __attribute__((vector_size(64)));
    using Mask = std::int32_t __attribute__((vector_size(64)));
    using Word = std::int32_t;
    using Half = float __attribute__((vector_size(32)));
    using Quarter = float __attribute__((vector_size(16)));
};
template <>
struct Sixteen<double> {
    using Type = double __attribute__((vector_size(128)));
    using Mask = std::int64_t __attribute__((vector_size(128)));
    using Word = std::int64_t;
    using Half = double __attribute__((vector_size(64)));
    using Quarter = double __attribute__((vector_size(32)));
};
template <class Real>
using Lanes = typename Sixteen<Real>::Type;
template <class Real>
using LaneMask = typename Sixteen<Real>::Mask;
using Floats = Lanes<float>;
using Doubles = Lanes<double>;

template <class Real>
EFFERENT_INLINE Lanes<Real> load(const Real* from) {
    Lanes<Real> v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
EFFERENT_INLINE void store(float* to, const Floats& v) { __builtin_memcpy(to, &v, sizeof v); }
EFFERENT_INLINE void store(double* to, const Doubles& v) { __builtin_memcpy(to, &v, sizeof v); }
template <class Real>
EFFERENT_INLINE Lanes<Real> all(Real x) {
    return Lanes<Real>{} + x;
}
template <class Real>
EFFERENT_INLINE Lanes<Real> load(const Values<Real>& values, std::size_t lane) {
    return load(values.at + (lane & values.mask));
}

/// x · y + z; of floats rounded once.
EFFERENT_INLINE Floats fused(const Floats& x, const Floats& y, const Floats& z) {
#if defined(__AVX512DQ__)
    __m512 a, b, c;
    __builtin_memcpy(&a, &x, sizeof a);
    __builtin_memcpy(&b, &y, sizeof b);
    __builtin_memcpy(&c, &z, sizeof c);
    const __m512 d = _mm512_fmadd_ps(a, b, c);
    Floats sum;
    __builtin_memcpy(&sum, &d, sizeof sum);
    return sum;
#else
    float a[block_lanes], b[block_lanes], c[block_lanes];
    store(a, x);
    store(b, y);
    store(c, z);
    for (std::size_t i = 0; i < block_lanes; ++i) a[i] = __builtin_fmaf(a[i], b[i], c[i]);
    return load(a);
#endif
}
EFFERENT_INLINE Doubles fused(const Doubles& x, const Doubles& y, const Doubles& z) {
    return x * y + z;
}

template <class V>
EFFERENT_INLINE V larger(const V& x, const V& y) {
    return x > y ? x : y;
}
template <class V>
EFFERENT_INLINE V magnitude(const V& x) {
    return x < V{} ? -x : x;
}

/// One bit a lane.
template <class Mask>
EFFERENT_INLINE std::uint32_t bits(const Mask& mask) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Mask) == 64) {
        __m512i whole;
        __builtin_memcpy(&whole, &mask, sizeof whole);
        return _mm512_movepi32_mask(whole);
    }
#endif
    using Word = typename Sixteen<std::conditional_t<sizeof(Mask) == 64, float, double>>::Word;
    Word lanes[block_lanes];  // g++ 12 with -fsanitize=undefined reads mask[i] wrongly
    __builtin_memcpy(lanes, &mask, sizeof lanes);
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < block_lanes; ++i)
        found |= (lanes[i] != 0 ? std::uint32_t{1} : 0U) << i;
    return found;
}

/// The lanes whose bit is set.
template <class Real>
EFFERENT_INLINE LaneMask<Real> lanes_of(std::uint32_t set) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        const __m512i whole = _mm512_movm_epi32(static_cast<__mmask16>(set));
        LaneMask<Real> mask;
        __builtin_memcpy(&mask, &whole, sizeof mask);
        return mask;
    }
#endif
    using Word = typename Sixteen<Real>::Word;
    Word lanes[block_lanes];
    for (std::size_t i = 0; i < block_lanes; ++i)
        lanes[i] = (set >> i & 1U) != 0 ? Word{-1} : Word{0};
    LaneMask<Real> mask;
    __builtin_memcpy(&mask, lanes, sizeof mask);
    return mask;
}

/// Writes the lanes whose bit is set side by side; up to sixteen places are written to.
template <class Real>
EFFERENT_INLINE void pack(Real* to, std::uint32_t set, const Lanes<Real>& v) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 whole;
        __builtin_memcpy(&whole, &v, sizeof whole);
        _mm512_storeu_ps(to, _mm512_maskz_compress_ps(static_cast<__mmask16>(set), whole));
        return;
    }
#endif
    Real lanes[block_lanes];
    store(lanes, v);
    for (; set != 0; set &= set - 1) *to++ = lanes[__builtin_ctz(set)];
}

/// The other way round; zero where no bit is set.
template <class Real>
EFFERENT_INLINE Lanes<Real> unpack(const Real* from, std::uint32_t set) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        const __m512 whole = _mm512_maskz_expandloadu_ps(static_cast<__mmask16>(set), from);
        Lanes<Real> v;
        __builtin_memcpy(&v, &whole, sizeof v);
        return v;
    }
#endif
    Real lanes[block_lanes] = {};
    for (; set != 0; set &= set - 1) lanes[__builtin_ctz(set)] = *from++;
    return load(lanes);
}

/// Four partial sums of a vector's lanes: halves onto halves.
template <class Real>
EFFERENT_INLINE typename Sixteen<Real>::Quarter fold(const Lanes<Real>& v) {
    typename Sixteen<Real>::Half halves[2];
    __builtin_memcpy(halves, &v, sizeof halves);
    const typename Sixteen<Real>::Half half = halves[0] + halves[1];
    typename Sixteen<Real>::Quarter quarters[2];
    __builtin_memcpy(quarters, &half, sizeof quarters);
    return quarters[0] + quarters[1];
}

/// Adds to to[0..3] the sums of the lanes of four vectors; in the same order everywhere.
template <class Real>
EFFERENT_INLINE void add_sums(const Lanes<Real>& v0, const Lanes<Real>& v1, const Lanes<Real>& v2,
                              const Lanes<Real>& v3, Real* to) {
    using Four = typename Sixteen<Real>::Quarter;
    const Four a = fold<Real>(v0), b = fold<Real>(v1), c = fold<Real>(v2), d = fold<Real>(v3);
    const Four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const Four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const Four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const Four cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    const Four ab = ab_low + ab_high, cd = cd_low + cd_high;  // a02 b02 a13 b13
    const Four even = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    const Four odd = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    Four sums;
    __builtin_memcpy(&sums, to, sizeof sums);
    sums += even + odd;
    __builtin_memcpy(to, &sums, sizeof sums);
}

}  // namespace
}  // namespace efferent::snn::training

// Sixteen numbers at once, for the loops that are compiled once for each instruction set: nothing
// but built-in functions, so that no code for one machine can reach another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "snn/learning/loops.hpp"

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
    using QuarterMask = std::int32_t __attribute__((vector_size(16)));
};
template <>
struct Sixteen<double> {
    using Type = double __attribute__((vector_size(128)));
    using Mask = std::int64_t __attribute__((vector_size(128)));
    using Word = std::int64_t;
    using Half = double __attribute__((vector_size(64)));
    using Quarter = double __attribute__((vector_size(32)));
    using QuarterMask = std::int64_t __attribute__((vector_size(32)));
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
    using Word = typename Sixteen<std::conditional_t<sizeof(Mask) == 64, float, double>>::Word;
    Word lanes[block_lanes];  // g++ 12 with -fsanitize=undefined reads mask[i] wrongly
    __builtin_memcpy(lanes, &mask, sizeof lanes);
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < block_lanes; ++i)
        found |= (lanes[i] != 0 ? std::uint32_t{1} : 0U) << i;
    return found;
}

/// Where x is at least y, one bit a lane.
template <class Real>
EFFERENT_INLINE std::uint32_t at_least(const Lanes<Real>& x, const Lanes<Real>& y) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 a, b;
        __builtin_memcpy(&a, &x, sizeof a);
        __builtin_memcpy(&b, &y, sizeof b);
        return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ);
    }
#endif
    return bits(x >= y);
}

/// Where x is below y.
template <class Real>
EFFERENT_INLINE std::uint32_t below(const Lanes<Real>& x, const Lanes<Real>& y) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 a, b;
        __builtin_memcpy(&a, &x, sizeof a);
        __builtin_memcpy(&b, &y, sizeof b);
        return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
    }
#endif
    return bits(x < y);
}

/// x in the lanes whose bit is set, y in the others.
template <class Real>
EFFERENT_INLINE Lanes<Real> choose(std::uint32_t set, const Lanes<Real>& x, const Lanes<Real>& y) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 a, b;
        __builtin_memcpy(&a, &x, sizeof a);
        __builtin_memcpy(&b, &y, sizeof b);
        const __m512 c = _mm512_mask_blend_ps(static_cast<__mmask16>(set), b, a);
        Lanes<Real> chosen;
        __builtin_memcpy(&chosen, &c, sizeof chosen);
        return chosen;
    }
#endif
    using Word = typename Sixteen<Real>::Word;
    const LaneMask<Real> one{1U,        1U << 1U,  1U << 2U,  1U << 3U, 1U << 4U,  1U << 5U,
                             1U << 6U,  1U << 7U,  1U << 8U,  1U << 9U, 1U << 10U, 1U << 11U,
                             1U << 12U, 1U << 13U, 1U << 14U, 1U << 15U};
    const LaneMask<Real> mask = (one & (LaneMask<Real>{} + static_cast<Word>(set))) != 0;
    return mask ? x : y;
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

/// The other way round; zero where no bit is set. Sixteen places are read.
template <class Real>
EFFERENT_INLINE Lanes<Real> unpack(const Real* from, std::uint32_t set) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        const __m512 whole =
            _mm512_maskz_expand_ps(static_cast<__mmask16>(set), _mm512_loadu_ps(from));
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
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 whole;
        __builtin_memcpy(&whole, &v, sizeof whole);
        const __m256 half =
            _mm256_add_ps(_mm512_castps512_ps256(whole), _mm512_extractf32x8_ps(whole, 1));
        const __m128 quarter =
            _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
        typename Sixteen<Real>::Quarter sums;
        __builtin_memcpy(&sums, &quarter, sizeof sums);
        return sums;
    }
#endif
    typename Sixteen<Real>::Half halves[2];
    __builtin_memcpy(halves, &v, sizeof halves);
    const typename Sixteen<Real>::Half half = halves[0] + halves[1];
    typename Sixteen<Real>::Quarter quarters[2];
    __builtin_memcpy(quarters, &half, sizeof quarters);
    return quarters[0] + quarters[1];
}

/// The numbers of the bits that are set, ascending, counted from `first`; up to sixteen places are
/// written to.
EFFERENT_INLINE std::size_t list_bits(std::uint32_t set, std::uint32_t first, std::uint32_t* to) {
    const auto count = static_cast<std::size_t>(__builtin_popcount(set));
#if defined(__AVX512DQ__)
    const __m512i numbers =
        _mm512_add_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                         _mm512_set1_epi32(static_cast<int>(first)));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(set), numbers));
#else
    for (; set != 0; set &= set - 1) *to++ = first + static_cast<std::uint32_t>(__builtin_ctz(set));
#endif
    return count;
}

/// The sum of a vector's lanes: halves onto halves, then onto halves again.
template <class Real>
EFFERENT_INLINE Real sum_of(const Lanes<Real>& v) {
    const typename Sixteen<Real>::Quarter q = fold<Real>(v);
    return (q[0] + q[2]) + (q[1] + q[3]);
}

#if defined(__AVX512DQ__)
EFFERENT_INLINE __m512 halves_onto_halves(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xEE));
}
EFFERENT_INLINE __m512 quarters_onto_quarters(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xDD));
}

/// sum_of() eight vectors.
EFFERENT_INLINE __m256 sums_of(const __m512* v) {
    const __m512 low =
        quarters_onto_quarters(halves_onto_halves(v[0], v[1]), halves_onto_halves(v[2], v[3]));
    const __m512 high =
        quarters_onto_quarters(halves_onto_halves(v[4], v[5]), halves_onto_halves(v[6], v[7]));
    const __m512 pairs =
        _mm512_add_ps(_mm512_shuffle_ps(low, high, 0x44), _mm512_shuffle_ps(low, high, 0xEE));
    const __m512 sums = _mm512_add_ps(pairs, _mm512_permute_ps(pairs, 0xB1));
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 2, 6, 10, 14, 0, 0, 0, 0, 0, 0, 0, 0);
    return _mm512_castps512_ps256(_mm512_permutexvar_ps(order, sums));
}
#endif

/// Adds to each of to[0..count] the sum of a vector's lanes, in the same order everywhere.
template <class Real, std::size_t Rows>
EFFERENT_INLINE void add_sums(const Lanes<Real> (&v)[Rows], std::size_t count, Real* to) {
#if defined(__AVX512DQ__)
    if constexpr (sizeof(Real) == 4) {
        __m512 all[8];
        for (std::size_t r = 0; r < 8; ++r) __builtin_memcpy(&all[r], &v[r % Rows], sizeof all[r]);
        const __mmask8 wanted = static_cast<__mmask8>((1U << (count < Rows ? count : Rows)) - 1U);
        const __m256 sums = _mm256_add_ps(_mm256_maskz_loadu_ps(wanted, to), sums_of(all));
        _mm256_mask_storeu_ps(to, wanted, sums);
        return;
    }
#endif
    for (std::size_t r = 0; r < Rows && r < count; ++r) to[r] += sum_of<Real>(v[r]);
}

}  // namespace
}  // namespace efferent::snn::training

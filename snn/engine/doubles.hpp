// Eight neurons at a time in double, as vectors.hpp has sixteen in single precision. Nothing is
// fused: all machines give the same bytes.
#pragma once

#include "snn/engine/vectors.hpp"

namespace efferent::snn::EFFERENT_ISA {

using Doubles = double __attribute__((vector_size(64)));
using Longs = std::int64_t __attribute__((vector_size(64)));
using EightWords = std::int32_t __attribute__((vector_size(32)));

EFFERENT_INLINE Doubles load(const double* from) { return read<Doubles>(from); }
EFFERENT_INLINE void store(double* to, const Doubles& v) { __builtin_memcpy(to, &v, sizeof v); }
EFFERENT_INLINE Doubles every(double x) { return Doubles{} + x; }

#if defined(EFFERENT_AVX512)
using Mask8 = __mmask8;
EFFERENT_INLINE Mask8 at_least(const Doubles& x, const Doubles& y) {
    return _mm512_cmp_pd_mask(as<__m512d>(x), as<__m512d>(y), _CMP_GE_OQ);
}
EFFERENT_INLINE Mask8 above(const Doubles& x, const Doubles& y) {
    return _mm512_cmp_pd_mask(as<__m512d>(x), as<__m512d>(y), _CMP_GT_OQ);
}
EFFERENT_INLINE Mask8 both(Mask8 x, Mask8 y) { return _kand_mask8(x, y); }
EFFERENT_INLINE Mask8 either(Mask8 x, Mask8 y) { return _kor_mask8(x, y); }
EFFERENT_INLINE Mask8 without(Mask8 x, Mask8 y) { return _kandn_mask8(y, x); }
EFFERENT_INLINE Doubles choose(Mask8 mask, const Doubles& x, const Doubles& y) {
    return as<Doubles>(_mm512_mask_blend_pd(mask, as<__m512d>(y), as<__m512d>(x)));
}
EFFERENT_INLINE std::uint32_t bits(Mask8 mask) { return _cvtmask8_u32(mask); }
EFFERENT_INLINE Mask8 mask_of(std::uint32_t bits) { return static_cast<Mask8>(bits); }
EFFERENT_INLINE Doubles larger(const Doubles& x, const Doubles& y) {
    return as<Doubles>(_mm512_max_pd(as<__m512d>(x), as<__m512d>(y)));
}
EFFERENT_INLINE Doubles smaller(const Doubles& x, const Doubles& y) {
    return as<Doubles>(_mm512_min_pd(as<__m512d>(x), as<__m512d>(y)));
}
EFFERENT_INLINE Doubles root(const Doubles& x) {
    return as<Doubles>(_mm512_sqrt_pd(as<__m512d>(x)));
}
EFFERENT_INLINE Doubles doubles_at(const std::int32_t* from) {
    return as<Doubles>(_mm512_cvtepi32_pd(read<__m256i>(from)));
}
#else
using Mask8 = Longs;
EFFERENT_INLINE Mask8 at_least(const Doubles& x, const Doubles& y) { return x >= y; }
EFFERENT_INLINE Mask8 above(const Doubles& x, const Doubles& y) { return x > y; }
EFFERENT_INLINE Mask8 both(const Mask8& x, const Mask8& y) { return x & y; }
EFFERENT_INLINE Mask8 either(const Mask8& x, const Mask8& y) { return x | y; }
EFFERENT_INLINE Mask8 without(const Mask8& x, const Mask8& y) { return x & ~y; }
EFFERENT_INLINE Doubles choose(const Mask8& mask, const Doubles& x, const Doubles& y) {
    return mask ? x : y;
}
EFFERENT_INLINE std::uint32_t bits(const Mask8& mask) {
    std::int64_t lanes[8];
    __builtin_memcpy(lanes, &mask, sizeof lanes);
    std::uint32_t all = 0;
    for (std::uint32_t i = 0; i < 8; ++i) all |= lanes[i] != 0 ? 1U << i : 0U;
    return all;
}
EFFERENT_INLINE Mask8 mask_of(std::uint32_t bits) {
    std::int64_t lanes[8];
    for (std::uint32_t i = 0; i < 8; ++i) lanes[i] = (bits >> i & 1U) != 0 ? -1 : 0;
    return read<Mask8>(lanes);
}
EFFERENT_INLINE Doubles larger(const Doubles& x, const Doubles& y) { return x > y ? x : y; }
EFFERENT_INLINE Doubles smaller(const Doubles& x, const Doubles& y) { return x < y ? x : y; }
EFFERENT_INLINE Doubles root(const Doubles& x) {
    double lanes[8];
    store(lanes, x);
    for (double& lane : lanes) lane = __builtin_sqrt(lane);
    return load(lanes);
}
EFFERENT_INLINE Doubles doubles_at(const std::int32_t* from) {
    return __builtin_convertvector(read<EightWords>(from), Doubles);
}
#endif

/// e^−x for 0 ≤ x ≤ 2 to 1e-13: a polynomial at x / 8, whose rest is below 0.25¹¹ / 11!, squared
/// three times.
EFFERENT_INLINE Doubles falling(const Doubles& x) {
    const Doubles y = x * -0.125;
    const Doubles y2 = y * y, y4 = y2 * y2;
    const Doubles e0 = y + 1.0 + (y * (1.0 / 6) + 1.0 / 2) * y2;
    const Doubles e4 = y * (1.0 / 120) + 1.0 / 24 + (y * (1.0 / 5040) + 1.0 / 720) * y2;
    const Doubles e8 = y * (1.0 / 362880) + 1.0 / 40320 + y2 * (1.0 / 3628800);
    Doubles e = e0 + (e4 + e8 * y4) * y4;
    e = e * e;
    e = e * e;
    return e * e;
}

}  // namespace efferent::snn::EFFERENT_ISA

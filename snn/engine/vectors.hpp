// Sixteen neurons at a time. Included by what is compiled once for each instruction set, into a
// namespace of its name (snn/CMakeLists.txt): nothing here but built-in functions, so that no code
// for one machine can reach another. Products and sums are fused in all of them, by the library
// where the machine cannot: all give the same bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
#define EFFERENT_AVX512
#include <immintrin.h>
#endif

#define EFFERENT_INLINE [[gnu::always_inline]] inline

namespace efferent::snn::EFFERENT_ISA {

// Lowered to narrower instructions where the machine has no such wide ones.
using Floats = float __attribute__((vector_size(64)));
using Words = std::int32_t __attribute__((vector_size(64)));
using Shorts = std::int16_t __attribute__((vector_size(32)));
using LongShorts = std::int16_t __attribute__((vector_size(64)));
constexpr std::size_t lanes_a_vector = 16;

template <class To, class From>
EFFERENT_INLINE To as(const From& from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    __builtin_memcpy(&to, &from, sizeof to);
    return to;
}
template <class To, class From>
EFFERENT_INLINE To read(const From* from) {
    To to;
    __builtin_memcpy(&to, from, sizeof to);
    return to;
}
EFFERENT_INLINE Floats load(const float* from) { return read<Floats>(from); }
EFFERENT_INLINE void store(float* to, const Floats& v) { __builtin_memcpy(to, &v, sizeof v); }
EFFERENT_INLINE Floats all(float x) { return Floats{} + x; }

/// One bit a lane; or one word, where the machine has no such registers.
#if defined(EFFERENT_AVX512)
using Mask = __mmask16;
EFFERENT_INLINE Mask at_least(const Floats& x, const Floats& y) {
    return _mm512_cmp_ps_mask(as<__m512>(x), as<__m512>(y), _CMP_GE_OQ);
}
EFFERENT_INLINE Mask above(const Floats& x, const Floats& y) {
    return _mm512_cmp_ps_mask(as<__m512>(x), as<__m512>(y), _CMP_GT_OQ);
}
EFFERENT_INLINE Mask both(Mask x, Mask y) { return _kand_mask16(x, y); }
EFFERENT_INLINE Mask either(Mask x, Mask y) { return _kor_mask16(x, y); }
EFFERENT_INLINE Floats choose(Mask mask, const Floats& x, const Floats& y) {
    return as<Floats>(_mm512_mask_blend_ps(mask, as<__m512>(y), as<__m512>(x)));
}
EFFERENT_INLINE std::uint64_t bits(Mask mask) { return _cvtmask16_u32(mask); }
EFFERENT_INLINE Floats larger(const Floats& x, const Floats& y) {
    return as<Floats>(_mm512_max_ps(as<__m512>(x), as<__m512>(y)));
}
EFFERENT_INLINE Floats smaller(const Floats& x, const Floats& y) {
    return as<Floats>(_mm512_min_ps(as<__m512>(x), as<__m512>(y)));
}
#else
using Mask = Words;
EFFERENT_INLINE Mask at_least(const Floats& x, const Floats& y) { return x >= y; }
EFFERENT_INLINE Mask above(const Floats& x, const Floats& y) { return x > y; }
EFFERENT_INLINE Mask both(const Mask& x, const Mask& y) { return x & y; }
EFFERENT_INLINE Mask either(const Mask& x, const Mask& y) { return x | y; }
EFFERENT_INLINE Floats choose(const Mask& mask, const Floats& x, const Floats& y) {
    return mask ? x : y;
}
EFFERENT_INLINE std::uint64_t bits(const Mask& mask) {
    std::int32_t lanes[lanes_a_vector];  // g++ 12 with -fsanitize=undefined reads mask[i] wrongly
    __builtin_memcpy(lanes, &mask, sizeof lanes);
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < lanes_a_vector; ++i)
        all |= (lanes[i] != 0 ? std::uint64_t{1} : 0U) << i;
    return all;
}
EFFERENT_INLINE Floats larger(const Floats& x, const Floats& y) { return x > y ? x : y; }
EFFERENT_INLINE Floats smaller(const Floats& x, const Floats& y) { return x < y ? x : y; }
#endif

EFFERENT_INLINE Words widened(const Shorts& x) {
#if defined(EFFERENT_AVX512)
    return as<Words>(_mm512_cvtepi16_epi32(as<__m256i>(x)));
#else
    return __builtin_convertvector(x, Words);
#endif
}
/// Each half of a long vector, in words; taken apart by instructions, so that it stays in a
/// register.
EFFERENT_INLINE Words low_half(const LongShorts& x) {
#if defined(EFFERENT_AVX512)
    return as<Words>(_mm512_cvtepi16_epi32(_mm512_castsi512_si256(as<__m512i>(x))));
#else
    return widened(read<Shorts>(&x));
#endif
}
EFFERENT_INLINE Words high_half(const LongShorts& x) {
#if defined(EFFERENT_AVX512)
    return as<Words>(_mm512_cvtepi16_epi32(_mm512_extracti64x4_epi64(as<__m512i>(x), 1)));
#else
    return widened(as<std::array<Shorts, 2> >(x)[1]);
#endif
}
EFFERENT_INLINE Floats to_floats(const Words& x) {
#if defined(EFFERENT_AVX512)
    return as<Floats>(_mm512_cvtepi32_ps(as<__m512i>(x)));
#else
    return __builtin_convertvector(x, Floats);
#endif
}
EFFERENT_INLINE Floats weights_at(const std::int16_t* row) {
    return to_floats(widened(read<Shorts>(row)));
}
EFFERENT_INLINE Floats weights_at(const float* row) { return load(row); }

/// x · y + z, rounded once.
EFFERENT_INLINE Floats fused(const Floats& x, const Floats& y, const Floats& z) {
#if defined(EFFERENT_AVX512)
    return as<Floats>(_mm512_fmadd_ps(as<__m512>(x), as<__m512>(y), as<__m512>(z)));
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

/// Takes the sums of the sparse rows, and leaves zeros.
EFFERENT_INLINE Floats take(float* sums) {
    const Floats v = load(sums);
    store(sums, Floats{});
    return v;
}

/// Of sums that lie side by side in twos.
struct Pairs {
    Floats first, second;
};
EFFERENT_INLINE Pairs take_pairs(float* sums) {
    const Floats x = take(sums), y = take(sums + lanes_a_vector);
    return {
        __builtin_shufflevector(x, y, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
        __builtin_shufflevector(x, y, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)};
}

}  // namespace efferent::snn::EFFERENT_ISA

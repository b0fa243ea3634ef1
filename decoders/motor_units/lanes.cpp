// Products of rows and FIR filters with 4, 8 or 16 floats in a register.
#include "decoders/motor_units/lanes.hpp"

namespace efferent::motor_units::lanes {
namespace {

template <std::size_t count>
struct Register {
    using Type [[gnu::vector_size(count * sizeof(float))]] = float;
    using InMemory
        [[gnu::vector_size(count * sizeof(float)), gnu::aligned(alignof(float)), gnu::may_alias]] =
            float;
};

template <std::size_t width>
using V = typename Register<width>::Type;

template <std::size_t width>
using InMemory = typename Register<width>::InMemory;

template <std::size_t width>
[[gnu::always_inline]] inline void store(float* to, const V<width>& value) {
    *reinterpret_cast<InMemory<width>*>(to) = value;
}

/// A tile of 4 or 8 rows and 16 columns of the result stays in registers.
template <std::size_t width>
[[gnu::always_inline]] inline void outer(const OuterProducts& w) {
    constexpr std::size_t parts = 16 / width, tile = width == 16 ? 8 : 4;
    for (std::size_t i = 0; i < w.rows; i += tile)
        for (std::size_t j = 0; j < w.stride; j += 16) {
            V<width> sums[tile][parts] = {};
            const float* now = w.now + i;
            const float* then = w.then + j;
            for (std::size_t t = 0; t < w.count; ++t, now += w.stride, then += w.stride)
                for (std::size_t p = 0; p < parts; ++p) {
                    const V<width> b(*reinterpret_cast<const InMemory<width>*>(then + p * width));
                    for (std::size_t a = 0; a < tile; ++a) sums[a][p] += now[a] * b;
                }
            for (std::size_t a = 0; a < tile; ++a)
                for (std::size_t p = 0; p < parts; ++p)
                    store<width>(w.out + (i + a) * w.stride + j + p * width, sums[a][p]);
        }
}

/// `parts` registers of consecutive samples for each of `filters`.
template <std::size_t width, std::size_t parts, std::size_t filters>
[[gnu::always_inline]] inline void fir_block(const Fir& w, std::size_t t) {
    V<width> sums[filters][parts] = {};
    std::size_t tap = 0;
    for (std::size_t m = 0; m < w.channels; ++m) {
        const float* x = w.x + m * w.plane + t;
        for (std::size_t r = 0; r < w.lags; ++r, ++tap)
            for (std::size_t p = 0; p < parts; ++p) {
                const V<width> sample(*reinterpret_cast<const InMemory<width>*>(x + p * width - r));
                for (std::size_t k = 0; k < filters; ++k) sums[k][p] += w.taps[k][tap] * sample;
            }
    }
    for (std::size_t k = 0; k < filters; ++k)
        for (std::size_t p = 0; p < parts; ++p) store<width>(w.out[k] + t + p * width, sums[k][p]);
}

template <std::size_t width, std::size_t filters>
[[gnu::always_inline]] inline void fir_all(const Fir& w) {
    constexpr std::size_t parts = filters == 1 ? 8 : 4;
    std::size_t t = 0;
    for (; t + parts * width <= w.count; t += parts * width) fir_block<width, parts, filters>(w, t);
    for (; t < w.count; t += width) fir_block<width, 1, filters>(w, t);
}

template <std::size_t width>
[[gnu::always_inline]] inline void fir_either(const Fir& w) {
    if (w.taps[1] == nullptr)
        fir_all<width, 1>(w);
    else
        fir_all<width, 2>(w);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void outer_avx2(const OuterProducts& w) { outer<8>(w); }
[[gnu::target("avx2")]] void fir_avx2(const Fir& w) { fir_either<8>(w); }
[[gnu::target("avx512f")]] void outer_avx512(const OuterProducts& w) { outer<16>(w); }
[[gnu::target("avx512f")]] void fir_avx512(const Fir& w) { fir_either<16>(w); }
#endif

}  // namespace

void outer_products(const OuterProducts& work) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return outer_avx512(work);
    if (__builtin_cpu_supports("avx2")) return outer_avx2(work);
#endif
    outer<4>(work);
}

void fir(const Fir& work) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return fir_avx512(work);
    if (__builtin_cpu_supports("avx2")) return fir_avx2(work);
#endif
    fir_either<4>(work);
}

}  // namespace efferent::motor_units::lanes

// One text of a vector loop, compiled for several instruction sets; the best that this machine has is
// taken when the program starts. No contraction into fused operations (see CMakeLists.txt) and no
// dependence on the width of a vector: all of them give the same bytes.
#pragma once

#include <cstdint>

namespace efferent::snn {

// Lowered to narrower instructions where the machine has no such wide ones.
using Floats = float __attribute__((vector_size(64)));
using Words = std::int32_t __attribute__((vector_size(64)));
using Shorts = std::int16_t __attribute__((vector_size(32)));
inline constexpr std::size_t lanes_a_vector = 16;

}  // namespace efferent::snn

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
/// Defines `void name(Argument)`, which runs `body(argument)`, an always-inlined function.
#define EFFERENT_DISPATCH(name, Argument, body)                                             \
    namespace {                                                                             \
    void name##_plain(Argument argument) { body(argument); }                                \
    [[gnu::target("avx2,bmi,bmi2")]] void name##_avx2(Argument argument) { body(argument); } \
    [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2")]] void name##_avx512(      \
        Argument argument) {                                                                \
        body(argument);                                                                     \
    }                                                                                       \
    using name##_type = void (*)(Argument);                                                 \
    name##_type name##_best() {                                                             \
        if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&     \
            __builtin_cpu_supports("avx512vl"))                                             \
            return name##_avx512;                                                           \
        return __builtin_cpu_supports("avx2") ? name##_avx2 : name##_plain;                 \
    }                                                                                       \
    }                                                                                       \
    void name(Argument argument) {                                                          \
        static const name##_type best = name##_best();                                      \
        best(argument);                                                                     \
    }
#else
#define EFFERENT_DISPATCH(name, Argument, body) \
    void name(Argument argument) { body(argument); }
#endif

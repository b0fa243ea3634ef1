// Runs a loop compiled for the widest vector registers that the processor has.
#pragma once

namespace efferent {

#ifdef __x86_64__
namespace isa {
template <class Work>
[[gnu::target("avx2")]] void avx2(const Work& work) {
    work();
}
template <class Work>
[[gnu::target("avx512f")]] void avx512(const Work& work) {
    work();
}
}  // namespace isa
#endif

/// `work` is called once. It must be marked always_inline, as its loops are compiled anew for each
/// kind of register. Sums that a loop makes for one element at a time come out the same to the bit
/// in all of them; the compiler does not reorder sums.
template <class Work>
void in_widest_registers(const Work& work) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return isa::avx512(work);
    if (__builtin_cpu_supports("avx2")) return isa::avx2(work);
#endif
    work();
}

}  // namespace efferent

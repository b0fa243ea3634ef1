// Takes the dot products of the best instruction set that this machine has; those in double are the
// same everywhere.
#include "snn/learning/pairs.hpp"

namespace efferent::snn::training {

namespace plain {
void add_dots(const PairPass<float>& pass);
void add_dots(const PairPass<double>& pass);
}  // namespace plain
#ifdef EFFERENT_X86
namespace avx2 {
void add_dots(const PairPass<float>& pass);
}
namespace avx512 {
void add_dots(const PairPass<float>& pass);
}
#endif

namespace {

using AddDots = void (*)(const PairPass<float>&);

AddDots best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return avx512::add_dots;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::add_dots;
#endif
    return plain::add_dots;
}

}  // namespace

void add_dots(const PairPass<float>& pass) {
    static const AddDots chosen = best();
    chosen(pass);
}
void add_dots(const PairPass<double>& pass) { plain::add_dots(pass); }

}  // namespace efferent::snn::training

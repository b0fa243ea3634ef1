// Takes the loops of the best instruction set that this machine has.
#include "snn/engine/accumulate.hpp"

namespace efferent::snn {

#define EFFERENT_DECLARE(isa)                       \
    namespace isa {                                 \
    void accumulate_current(CurrentPass& pass);     \
    void accumulate_potential(PotentialPass& pass); \
    }
EFFERENT_DECLARE(plain)
#ifdef EFFERENT_X86
EFFERENT_DECLARE(avx2)
EFFERENT_DECLARE(avx512)
#endif

namespace {

struct Loops {
    void (*current)(CurrentPass&) = plain::accumulate_current;
    void (*potential)(PotentialPass&) = plain::accumulate_potential;
};

Loops best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return {avx512::accumulate_current, avx512::accumulate_potential};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {avx2::accumulate_current, avx2::accumulate_potential};
#endif
    return {};
}

const Loops& loops() {
    static const Loops chosen = best();
    return chosen;
}

}  // namespace

void accumulate_current(CurrentPass& pass) { loops().current(pass); }
void accumulate_potential(PotentialPass& pass) { loops().potential(pass); }

}  // namespace efferent::snn

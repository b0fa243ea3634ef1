// Takes the loops of the best instruction set that this machine has.
#include "snn/engine/accumulate.hpp"

namespace efferent::snn {

#define EFFERENT_DECLARE(isa)                                    \
    namespace isa {                                              \
    std::size_t accumulate_current(const CurrentPass& pass);     \
    std::size_t accumulate_potential(const PotentialPass& pass); \
    std::size_t advance_tick(const TickPass& pass);              \
    }
EFFERENT_DECLARE(plain)
#ifdef EFFERENT_X86
EFFERENT_DECLARE(avx2)
EFFERENT_DECLARE(avx512)
#endif

namespace {

struct Loops {
    std::size_t (*current)(const CurrentPass&) = plain::accumulate_current;
    std::size_t (*potential)(const PotentialPass&) = plain::accumulate_potential;
    std::size_t (*tick)(const TickPass&) = plain::advance_tick;
};

Loops best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return {avx512::accumulate_current, avx512::accumulate_potential, avx512::advance_tick};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {avx2::accumulate_current, avx2::accumulate_potential, avx2::advance_tick};
#endif
    return {};
}

const Loops& loops() {
    static const Loops chosen = best();
    return chosen;
}

}  // namespace

std::size_t accumulate_current(const CurrentPass& pass) { return loops().current(pass); }
std::size_t accumulate_potential(const PotentialPass& pass) { return loops().potential(pass); }
std::size_t advance_tick(const TickPass& pass) { return loops().tick(pass); }

}  // namespace efferent::snn

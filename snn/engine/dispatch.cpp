// Takes the loops of the best instruction set that this machine has.
#include "snn/engine/accumulate.hpp"
#include "snn/engine/march.hpp"

namespace efferent::snn {

#define EFFERENT_DECLARE(isa)                              \
    namespace isa {                                        \
    void accumulate_current(const CurrentPass& pass);      \
    void accumulate_potential(const PotentialPass& pass);  \
    void advance_tick(const TickPass& pass);               \
    void march(const March& march, MarchEight& eight);     \
    void cross(const MarchFrame& frame, Crossings& eight); \
    }
EFFERENT_DECLARE(plain)
#ifdef EFFERENT_X86
EFFERENT_DECLARE(avx2)
EFFERENT_DECLARE(avx512)
#endif

namespace {

struct Loops {
    void (*current)(const CurrentPass&) = plain::accumulate_current;
    void (*potential)(const PotentialPass&) = plain::accumulate_potential;
    void (*tick)(const TickPass&) = plain::advance_tick;
    void (*march)(const March&, MarchEight&) = plain::march;
    void (*cross)(const MarchFrame&, Crossings&) = plain::cross;
};

Loops best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return {avx512::accumulate_current, avx512::accumulate_potential, avx512::advance_tick,
                avx512::march, avx512::cross};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {avx2::accumulate_current, avx2::accumulate_potential, avx2::advance_tick,
                avx2::march, avx2::cross};
#endif
    return {};
}

const Loops& loops() {
    static const Loops chosen = best();
    return chosen;
}

}  // namespace

void accumulate_current(const CurrentPass& pass) { loops().current(pass); }
void accumulate_potential(const PotentialPass& pass) { loops().potential(pass); }
void advance_tick(const TickPass& pass) { loops().tick(pass); }
void march(const March& march, MarchEight& eight) { loops().march(march, eight); }
void cross(const MarchFrame& frame, Crossings& eight) { loops().cross(frame, eight); }

}  // namespace efferent::snn

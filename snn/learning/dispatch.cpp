// Takes the training loops of the best instruction set that this machine has. Those in double are
// for validation, and are the same everywhere.
#include "snn/learning/loops.hpp"

namespace efferent::snn::training {

#define EFFERENT_DECLARE(isa)                     \
    namespace isa {                               \
    StepCount step(const StepPass<float>& pass);  \
    void gather(const GatherPass<float>& pass);   \
    void go_back(const AdjointPass<float>& pass); \
    void go_back_by_events(const EventPass<float>& pass); \
    void grow(const GrowPass<float>& pass);       \
    }
EFFERENT_DECLARE(plain)
#ifdef EFFERENT_X86
EFFERENT_DECLARE(avx2)
EFFERENT_DECLARE(avx512)
#endif
namespace plain {
StepCount step(const StepPass<double>& pass);
StepCount step_smoothly(const StepPass<double>& pass);
void gather(const GatherPass<double>& pass);
void go_back(const AdjointPass<double>& pass);
void go_back_by_events(const EventPass<double>& pass);
void grow(const GrowPass<double>& pass);
}  // namespace plain

namespace {

struct Loops {
    StepCount (*step)(const StepPass<float>&) = plain::step;
    void (*gather)(const GatherPass<float>&) = plain::gather;
    void (*go_back)(const AdjointPass<float>&) = plain::go_back;
    void (*events)(const EventPass<float>&) = plain::go_back_by_events;
    void (*grow)(const GrowPass<float>&) = plain::grow;
};

Loops best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return {avx512::step, avx512::gather, avx512::go_back, avx512::go_back_by_events, avx512::grow};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {avx2::step, avx2::gather, avx2::go_back, avx2::go_back_by_events, avx2::grow};
#endif
    return {};
}

const Loops& loops() {
    static const Loops chosen = best();
    return chosen;
}

}  // namespace

StepCount step(const StepPass<float>& pass) { return loops().step(pass); }
void gather(const GatherPass<float>& pass) { loops().gather(pass); }
void go_back(const AdjointPass<float>& pass) { loops().go_back(pass); }
void go_back_by_events(const EventPass<float>& pass) { loops().events(pass); }
void grow(const GrowPass<float>& pass) { loops().grow(pass); }

StepCount step(const StepPass<double>& pass) { return plain::step(pass); }
StepCount step_smoothly(const StepPass<double>& pass) { return plain::step_smoothly(pass); }
void gather(const GatherPass<double>& pass) { plain::gather(pass); }
void go_back(const AdjointPass<double>& pass) { plain::go_back(pass); }
void go_back_by_events(const EventPass<double>& pass) { plain::go_back_by_events(pass); }
void grow(const GrowPass<double>& pass) { plain::grow(pass); }

}  // namespace efferent::snn::training

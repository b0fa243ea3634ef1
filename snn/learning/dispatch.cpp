// Takes the training loops of the best instruction set that this machine has. Those in double are
// for validation, and are the same everywhere.
#include "snn/learning/loops.hpp"
#include "snn/learning/pairs.hpp"

namespace efferent::snn::training {

#define EFFERENT_DECLARE(Real)                                                                     \
    void step(const StepPass<Real>& pass, StepPlace<Real>* places, std::size_t count);             \
    void follow(const FollowPass<Real>& pass, const FollowPlace<Real>* places, std::size_t count); \
    void gather(const GatherPass<Real>& pass);                                                     \
    void combine(const CombinePass<Real>& pass);                                                   \
    void go_back(const AdjointPass<Real>& pass, const AdjointPlace<Real>* places,                  \
                 std::size_t count);                                                               \
    void go_back_by_events(const EventPass<Real>& pass, const EventPlace<Real>* places,            \
                           std::size_t count);                                                     \
    void grow(const GrowPass<Real>& pass, const GrowPlace<Real>* places, std::size_t count);       \
    void add_dots(const PairPass<Real>& pass);
namespace plain {
std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to);
EFFERENT_DECLARE(float)
EFFERENT_DECLARE(double)
void step_smoothly(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count);
}  // namespace plain
#ifdef EFFERENT_X86
namespace avx2 {
std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to);
EFFERENT_DECLARE(float)
}  // namespace avx2
namespace avx512 {
std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to);
EFFERENT_DECLARE(float)
}  // namespace avx512
#endif

namespace {

struct Loops {
    decltype(&plain::list) list;
    void (*step)(const StepPass<float>&, StepPlace<float>*, std::size_t);
    void (*follow)(const FollowPass<float>&, const FollowPlace<float>*, std::size_t);
    void (*gather)(const GatherPass<float>&);
    void (*combine)(const CombinePass<float>&);
    void (*go_back)(const AdjointPass<float>&, const AdjointPlace<float>*, std::size_t);
    void (*events)(const EventPass<float>&, const EventPlace<float>*, std::size_t);
    void (*grow)(const GrowPass<float>&, const GrowPlace<float>*, std::size_t);
    void (*add_dots)(const PairPass<float>&);
};

#define EFFERENT_LOOPS(isa)                                                         \
    Loops {                                                                         \
        isa::list, isa::step, isa::follow, isa::gather, isa::combine, isa::go_back, \
            isa::go_back_by_events, isa::grow, isa::add_dots                        \
    }

Loops best() {
#ifdef EFFERENT_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return EFFERENT_LOOPS(avx512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return EFFERENT_LOOPS(avx2);
#endif
    return EFFERENT_LOOPS(plain);
}

const Loops& loops() {
    static const Loops chosen = best();
    return chosen;
}

}  // namespace

std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to) {
    return loops().list(masks, blocks, to);
}
void step(const StepPass<float>& pass, StepPlace<float>* places, std::size_t count) {
    loops().step(pass, places, count);
}
void follow(const FollowPass<float>& pass, const FollowPlace<float>* places, std::size_t count) {
    loops().follow(pass, places, count);
}
void gather(const GatherPass<float>& pass) { loops().gather(pass); }
void combine(const CombinePass<float>& pass) { loops().combine(pass); }
void go_back(const AdjointPass<float>& pass, const AdjointPlace<float>* places, std::size_t count) {
    loops().go_back(pass, places, count);
}
void go_back_by_events(const EventPass<float>& pass, const EventPlace<float>* places,
                       std::size_t count) {
    loops().events(pass, places, count);
}
void grow(const GrowPass<float>& pass, const GrowPlace<float>* places, std::size_t count) {
    loops().grow(pass, places, count);
}
void add_dots(const PairPass<float>& pass) { loops().add_dots(pass); }

void step(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count) {
    plain::step(pass, places, count);
}
void step_smoothly(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count) {
    plain::step_smoothly(pass, places, count);
}
void follow(const FollowPass<double>& pass, const FollowPlace<double>* places, std::size_t count) {
    plain::follow(pass, places, count);
}
void gather(const GatherPass<double>& pass) { plain::gather(pass); }
void combine(const CombinePass<double>& pass) { plain::combine(pass); }
void go_back(const AdjointPass<double>& pass, const AdjointPlace<double>* places,
             std::size_t count) {
    plain::go_back(pass, places, count);
}
void go_back_by_events(const EventPass<double>& pass, const EventPlace<double>* places,
                       std::size_t count) {
    plain::go_back_by_events(pass, places, count);
}
void grow(const GrowPass<double>& pass, const GrowPlace<double>* places, std::size_t count) {
    plain::grow(pass, places, count);
}
void add_dots(const PairPass<double>& pass) { plain::add_dots(pass); }

}  // namespace efferent::snn::training

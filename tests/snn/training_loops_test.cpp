// The loops of training: every instruction set gives the bytes of the plain ones.
#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training::plain {  // the loops that every machine can run
StepCount step(const StepPass<float>& pass);
void gather(const GatherPass<float>& pass);
void go_back(const AdjointPass<float>& pass);
void go_back_by_events(const EventPass<float>& pass);
void combine(const CombinePass<float>& pass);
void grow(const GrowPass<float>& pass);
}  // namespace efferent::snn::training::plain

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::training;

namespace {

constexpr std::size_t lanes = 112;  // not a multiple of what loops take at once
constexpr std::size_t blocks = lanes / block_lanes;

Aligned<float> drawn(RandomStream& random, std::size_t count, double mean, double sd) {
    Aligned<float> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(mean + sd * random.normal()));
    return values;
}

/// All that a tick forwards and one backwards write.
struct Ticks {
    Aligned<float> v, i, u, dv, di, du, psi, drop, ds, asked, arrivals, motion, weights, gradient;
    std::vector<std::uint16_t> active, spiked;
    std::vector<std::uint32_t> spikes;
    StepCount count;
    friend bool operator==(const Ticks& a, const Ticks& b) {
        return a.v == b.v && a.i == b.i && a.u == b.u && a.dv == b.dv && a.di == b.di &&
               a.du == b.du && a.psi == b.psi && a.drop == b.drop && a.ds == b.ds &&
               a.asked == b.asked && a.arrivals == b.arrivals && a.motion == b.motion &&
               a.gradient == b.gradient && a.active == b.active && a.spiked == b.spiked &&
               a.spikes == b.spikes;
    }
};

struct Loops {
    StepCount (*step)(const StepPass<float>&);
    void (*gather)(const GatherPass<float>&);
    void (*go_back)(const AdjointPass<float>&);
    void (*events)(const EventPass<float>&);
    void (*combine)(const CombinePass<float>&);
    void (*grow)(const GrowPass<float>&);
};

Ticks through(const Loops& loops, Shape shape, std::uint64_t seed) {
    RandomStream random(seed, "loops");
    Ticks t;
    for (Aligned<float>* a : {&t.v, &t.i, &t.dv, &t.di, &t.du}) *a = drawn(random, lanes, 0, 0.8);
    t.u = drawn(random, lanes, 0.1, 0.02);
    t.weights = drawn(random, lanes * lanes, 0, 0.2);
    for (Aligned<float>* a : {&t.psi, &t.drop, &t.ds}) a->resize(lanes + block_lanes);
    for (Aligned<float>* a : {&t.asked, &t.arrivals, &t.motion}) a->resize(lanes);
    t.gradient.resize(lanes * lanes);
    t.active.resize(blocks);
    t.spiked.resize(blocks);
    t.spikes.resize(lanes);
    const Aligned<float> half(block_lanes, 0.5F), one(block_lanes, 1.0F), zero(block_lanes, 0.0F);
    const Aligned<float> keep = drawn(random, lanes, 0.9, 0.02);
    const Values<float> own{keep.data(), ~std::size_t{0}}, h{half.data(), 0}, o{one.data(), 0},
        z{zero.data(), 0};
    const Coefficients<float> of{own, z, h, own, own, h, o, z, h, false};
    std::vector<Arriving<float>> rows;
    for (std::size_t r = 0; r < 9; ++r) rows.push_back({t.weights.data() + 7 * r * lanes, 1.5F});
    StepPass<float> step;
    step.lanes = lanes;
    step.v = t.v.data();
    step.i = t.i.data();
    step.u = t.u.data();
    step.dense = rows.data();
    step.dense_count = 6;
    step.apart = rows.data() + 6;
    step.apart_count = 3;
    step.of = of;
    step.slope = {shape, 0.3F, 2.0F, 0.15F};
    step.spikes = t.spikes.data();
    step.active = t.active.data();
    step.spiked = t.spiked.data();
    step.psi = t.psi.data();
    step.drop = t.drop.data();
    t.count = loops.step(step);
    // What is written beyond the end is nobody's.
    std::fill(t.psi.begin() + static_cast<std::ptrdiff_t>(t.count.active), t.psi.end(), 0.0F);
    std::fill(t.drop.begin() + static_cast<std::ptrdiff_t>(t.count.active), t.drop.end(), 0.0F);
    const std::uint16_t* active = t.active.data();
    const float* adjoint = t.du.data();
    float* out = t.ds.data();
    loops.gather({blocks, 1, &active, t.weights.data(), lanes, &adjoint, &out});
    loops.combine({lanes, rows.data(), rows.size(), false, t.asked.data()});
    if (shape == Shape::crossing) {
        loops.events({lanes, t.dv.data(), t.di.data(), of, h, h, t.spiked.data(), t.psi.data(),
                      t.ds.data(), t.asked.data(), 0.05F, t.arrivals.data(), t.motion.data()});
    } else {
        loops.go_back({lanes, t.dv.data(), t.di.data(), t.du.data(), of, t.active.data(),
                       t.spiked.data(), t.psi.data(), t.ds.data(), t.drop.data(), t.asked.data(),
                       t.asked.data(), nullptr, t.arrivals.data()});
    }
    std::vector<Growing<float>> growing;
    for (std::size_t n = 0; n < t.count.spikes; ++n)
        growing.push_back({t.gradient.data() + t.spikes[n] * lanes, 1.0F});
    loops.grow({growing.data(), growing.size(), t.arrivals.data(), lanes});
    return t;
}

}  // namespace

TEST_CASE("training loops give the same bytes on every instruction set") {
    const Loops best{step, gather, go_back, go_back_by_events, combine, grow};
    const Loops any{plain::step,    plain::gather, plain::go_back, plain::go_back_by_events,
                    plain::combine, plain::grow};
    for (const Shape shape :
         {Shape::triangle, Shape::boxcar, Shape::fast_sigmoid, Shape::atan, Shape::crossing})
        for (std::uint64_t seed = 1; seed < 20; ++seed) {
            const Ticks a = through(best, shape, seed), b = through(any, shape, seed);
            INFO("shape " << static_cast<int>(shape) << ", seed " << seed);
            REQUIRE(a.count.spikes > 5);
            REQUIRE(a.count.active > 5);
            REQUIRE(std::ranges::any_of(a.gradient, [](float x) { return x != 0.0F; }));
            CHECK(a == b);
        }
}

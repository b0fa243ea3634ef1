// The loops of training: every instruction set gives the bytes of the plain ones.
#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training::plain {  // the loops that every machine can run
std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to);
void step(const StepPass<float>& pass, StepPlace<float>* places, std::size_t count);
void follow(const FollowPass<float>& pass, const FollowPlace<float>* places, std::size_t count);
void gather(const GatherPass<float>& pass);
void go_back(const AdjointPass<float>& pass, const AdjointPlace<float>* places, std::size_t count);
void go_back_by_events(const EventPass<float>& pass, const EventPlace<float>* places,
                       std::size_t count);
void combine(const CombinePass<float>& pass);
void grow(const GrowPass<float>& pass, const GrowPlace<float>* places, std::size_t count);
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

/// All that a tick forwards and one backwards write, of one trial.
struct Ticks {
    Aligned<float> v, i, u, dv, di, du, psi, drop, ds, asked, begun, arrivals, motion, gradient;
    std::vector<double> potential, sum;
    std::vector<std::uint16_t> active, spiked;
    std::vector<std::uint32_t> spikes, active_rows;
    std::vector<Arriving<float>> rows;
    std::size_t active_count = 0;
    std::size_t spike_count = 0;
    friend bool operator==(const Ticks& a, const Ticks& b) {
        return a.v == b.v && a.i == b.i && a.u == b.u && a.dv == b.dv && a.di == b.di &&
               a.du == b.du && a.psi == b.psi && a.drop == b.drop && a.ds == b.ds &&
               a.asked == b.asked && a.begun == b.begun && a.arrivals == b.arrivals &&
               a.motion == b.motion && a.gradient == b.gradient && a.potential == b.potential &&
               a.sum == b.sum && a.active == b.active && a.spiked == b.spiked &&
               a.spikes == b.spikes && a.active_rows == b.active_rows;
    }
};

struct Loops {
    decltype(&plain::list) list;
    void (*step)(const StepPass<float>&, StepPlace<float>*, std::size_t);
    void (*follow)(const FollowPass<float>&, const FollowPlace<float>*, std::size_t);
    void (*gather)(const GatherPass<float>&);
    void (*combine)(const CombinePass<float>&);
    void (*go_back)(const AdjointPass<float>&, const AdjointPlace<float>*, std::size_t);
    void (*events)(const EventPass<float>&, const EventPlace<float>*, std::size_t);
    void (*grow)(const GrowPass<float>&, const GrowPlace<float>*, std::size_t);
};

Ticks start(RandomStream& random, std::size_t number) {
    Ticks t;
    for (Aligned<float>* a : {&t.v, &t.i, &t.dv, &t.di, &t.du, &t.asked})
        *a = drawn(random, lanes, 0, 0.8);
    t.u = drawn(random, lanes, 0.1, 0.02);
    for (Aligned<float>* a : {&t.psi, &t.drop, &t.ds}) a->resize(lanes + block_lanes);
    for (Aligned<float>* a : {&t.begun, &t.arrivals, &t.motion}) a->resize(lanes);
    t.potential.assign(lanes, 0.25);
    t.sum.assign(lanes, 1.0);
    t.active.resize(blocks);
    t.spiked.resize(blocks);
    t.spikes.resize(lanes + block_lanes);
    t.active_rows.resize(lanes + block_lanes);
    for (std::size_t r = 0; r < 6 + number; ++r)
        t.rows.push_back({static_cast<std::uint32_t>((7 * r + number) * lanes), 1.5F});
    return t;
}

/// What is written beyond the end is nobody's.
template <class T>
void forget_beyond(T& values, std::size_t count) {
    std::fill(values.begin() + static_cast<std::ptrdiff_t>(count), values.end(), 0);
}

/// Three trials, whose neurons are alike or not.
std::vector<Ticks> through(const Loops& loops, Shape shape, bool alike, std::uint64_t seed) {
    constexpr std::size_t trials = 3, apart = 3;
    RandomStream random(seed, "loops");
    std::vector<Ticks> all;
    for (std::size_t t = 0; t < trials; ++t) all.push_back(start(random, t));
    const Aligned<float> weights = drawn(random, lanes * lanes, 0, 0.2);
    Aligned<float> gradient(lanes * lanes, 0.0F);
    const Aligned<float> half(block_lanes, 0.5F), one(block_lanes, 1.0F), zero(block_lanes, 0.0F);
    const Aligned<float> keep = drawn(random, lanes, 0.9, 0.02);
    const Values<float> own{keep.data(), alike ? 0 : ~std::size_t{0}}, h{half.data(), 0},
        o{one.data(), 0}, z{zero.data(), 0};
    const bool drains = shape == Shape::boxcar;
    const Coefficients<float> of{own, z, h, own, own, h, o, z, h, h, h, false, drains};

    std::vector<StepPlace<float>> steps;
    std::vector<FollowPlace<float>> follows;
    for (Ticks& t : all) {
        StepPlace<float>& step = steps.emplace_back();
        step.v = t.v.data();
        step.i = t.i.data();
        step.u = t.u.data();
        step.dense = t.rows.data();
        step.dense_count = t.rows.size() - apart;
        step.apart = t.rows.data() + step.dense_count;
        step.apart_count = apart;
        step.spikes = t.spikes.data();
        step.active = t.active.data();
        step.spiked = t.spiked.data();
        step.psi = t.psi.data();
        step.drop = t.drop.data();
        follows.push_back({t.potential.data(), t.sum.data(), t.rows.data(), t.rows.size()});
    }
    loops.step({lanes, weights.data(), of, {shape, 0.3F, 2.0F, 0.15F}, 0.05F}, steps.data(),
               trials);
    loops.follow({lanes, weights.data(), 0.9}, follows.data(), trials);

    std::vector<const std::uint32_t*> active;
    std::vector<std::size_t> counts;
    std::vector<const float*> adjoints;
    std::vector<float*> outs;
    for (std::size_t i = 0; i < trials; ++i) {
        Ticks& t = all[i];
        t.active_count = steps[i].active_count;
        t.spike_count = steps[i].spike_count;
        forget_beyond(t.psi, t.active_count);
        forget_beyond(t.drop, t.active_count);
        forget_beyond(t.spikes, t.spike_count);
        counts.push_back(loops.list(t.active.data(), blocks, t.active_rows.data()));
        REQUIRE(counts.back() == t.active_count);
        forget_beyond(t.active_rows, t.active_count);
        active.push_back(t.active_rows.data());
        adjoints.push_back(t.du.data());
        outs.push_back(t.ds.data());
        std::vector<Weighed<float>> weighed;
        for (const Arriving<float>& a : t.rows)
            weighed.push_back({weights.data() + a.row, a.times});
        loops.combine({lanes, weighed.data(), weighed.size(), false, t.begun.data()});
    }
    loops.gather({lanes, trials, active.data(), counts.data(), weights.data(), lanes,
                  adjoints.data(), outs.data()});
    std::vector<EventPlace<float>> events;
    std::vector<AdjointPlace<float>> places;
    std::vector<GrowPlace<float>> grows;
    for (Ticks& t : all) {
        events.push_back({t.dv.data(), t.di.data(), t.spiked.data(), t.psi.data(), t.ds.data(),
                          t.begun.data(), t.arrivals.data(), t.motion.data()});
        places.push_back({t.dv.data(), t.di.data(), t.du.data(), t.active.data(), t.spiked.data(),
                          t.psi.data(), t.ds.data(), t.drop.data(), t.asked.data(), t.begun.data(),
                          t.begun.data(), nullptr, t.arrivals.data()});
        grows.push_back({t.rows.data(), t.rows.size(), t.arrivals.data()});
    }
    if (shape == Shape::crossing)
        loops.events({lanes, of, h, h, o}, events.data(), trials);
    else
        loops.go_back({lanes, of, 0.9F}, places.data(), trials);
    loops.grow({lanes, gradient.data()}, grows.data(), trials);
    all.back().gradient = gradient;
    return all;
}

}  // namespace

TEST_CASE("training loops give the same bytes on every instruction set") {
    const Loops best{list, step, follow, gather, combine, go_back, go_back_by_events, grow};
    const Loops any{plain::list,
                    plain::step,
                    plain::follow,
                    plain::gather,
                    plain::combine,
                    plain::go_back,
                    plain::go_back_by_events,
                    plain::grow};
    for (const Shape shape :
         {Shape::triangle, Shape::boxcar, Shape::fast_sigmoid, Shape::atan, Shape::crossing})
        for (std::uint64_t seed = 1; seed < 20; ++seed) {
            const bool alike = seed % 2 == 0;
            const std::vector<Ticks> a = through(best, shape, alike, seed);
            const std::vector<Ticks> b = through(any, shape, alike, seed);
            INFO("shape " << static_cast<int>(shape) << ", seed " << seed);
            for (std::size_t t = 0; t < a.size(); ++t) {
                REQUIRE(a[t].spike_count > 5);
                REQUIRE(a[t].active_count > 5);
                CHECK(a[t] == b[t]);
            }
            REQUIRE(std::ranges::any_of(a.back().gradient, [](float x) { return x != 0.0F; }));
        }
}

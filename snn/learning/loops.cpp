// The loops of training, compiled once for each instruction set (snn/CMakeLists.txt). Products and
// sums of floats are fused in all of them, and no sum depends on the width of a vector. A tick
// forwards is the arithmetic of snn/engine/accumulate.cpp, to the last bit.
#include "snn/learning/loops.hpp"

#include <type_traits>

#include "snn/learning/lanes.hpp"

namespace efferent::snn::training {
namespace {

/// What arrives at four blocks: a row's weights lie side by side, and are asked for together.
template <class Real>
struct Arrived {
    Lanes<Real> block0, block1, block2, block3;
};

template <class Real, std::size_t Blocks>
EFFERENT_INLINE Arrived<Real> arrived(const StepPass<Real>& pass, std::size_t lane) {
    Arrived<Real> sum{};
    for (const Arriving<Real>* a = pass.dense; a != pass.dense + pass.dense_count; ++a) {
        const Real* const row = a->row + lane;
        const Lanes<Real> times = all(a->times);
        sum.block0 = fused(load(row), times, sum.block0);
        if constexpr (Blocks == 1) continue;
        sum.block1 = fused(load(row + block_lanes), times, sum.block1);
        sum.block2 = fused(load(row + 2 * block_lanes), times, sum.block2);
        sum.block3 = fused(load(row + 3 * block_lanes), times, sum.block3);
    }
    if (pass.apart_count == 0) return sum;
    Arrived<Real> other{};
    for (const Arriving<Real>* a = pass.apart; a != pass.apart + pass.apart_count; ++a) {
        const Real* const row = a->row + lane;
        other.block0 += load(row) * a->times;
        if constexpr (Blocks == 1) continue;
        other.block1 += load(row + block_lanes) * a->times;
        other.block2 += load(row + 2 * block_lanes) * a->times;
        other.block3 += load(row + 3 * block_lanes) * a->times;
    }
    return {sum.block0 + other.block0, sum.block1 + other.block1, sum.block2 + other.block2,
            sum.block3 + other.block3};
}

/// By x: docs/semantics.md, "Training". `who` gets those that pass anything.
template <class Real, Shape Of>
EFFERENT_INLINE Lanes<Real> slope(const Slope<Real>& s, const Lanes<Real>& x, LaneMask<Real>& who) {
    const Lanes<Real> r = magnitude(x) * s.inverse_width;
    const Lanes<Real> one = all(Real{1}), peak = all(s.peak);
    who = r < one;
    if constexpr (Of == Shape::triangle) return (one - r) * peak;
    if constexpr (Of == Shape::boxcar) return peak;
    who = r == r;
    if constexpr (Of == Shape::fast_sigmoid) return peak / ((one + r) * (one + r));
    return peak / (one + r * r);
}

/// The integral of slope() from −∞ to x.
EFFERENT_INLINE Doubles risen(const Slope<double>& s, const Doubles& x) {
    double lanes[block_lanes];
    store(lanes, x * s.inverse_width);
    for (double& r : lanes) {
        const double size = r < 0 ? -r : r;
        if (s.shape == Shape::triangle) {
            const double rest = size < 1.0 ? 0.5 * (1.0 - size) * (1.0 - size) : 0.0;
            r = r < 0 ? rest : 1.0 - rest;
        } else if (s.shape == Shape::boxcar) {
            r = 1.0 + (size < 1.0 ? r : r / size);
        } else if (s.shape == Shape::fast_sigmoid) {
            r = 1.0 + r / (1.0 + size);
        } else {
            r = 0.5 * 3.14159265358979323846 + __builtin_atan(r);
        }
        r *= s.amplitude;
    }
    return load(lanes);
}

template <class Real, Shape Of>
EFFERENT_INLINE void remember(const StepPass<Real>& pass, std::size_t lane, const Lanes<Real>& v,
                              const Lanes<Real>& threshold, const Lanes<Real>& drop,
                              std::uint32_t spiked, StepCount& count) {
    pass.spiked[lane / block_lanes] = static_cast<std::uint16_t>(spiked);
    if constexpr (Of == Shape::crossing) {
        pass.active[lane / block_lanes] = static_cast<std::uint16_t>(spiked);
        if (spiked == 0) return;
        const Lanes<Real> rest = load(pass.of.add, lane) / load(pass.of.gain, lane);
        pack(pass.psi + count.active, spiked, load(pass.i + lane) + rest - threshold);
        count.active += static_cast<std::size_t>(__builtin_popcount(spiked));
        return;
    }
    const Lanes<Real> inverse = load(pass.of.inverse_threshold, lane);
    LaneMask<Real> who;
    const Lanes<Real> psi = slope<Real, Of>(pass.slope, (v - threshold) * inverse, who) * inverse;
    const std::uint32_t active = bits(who);
    pass.active[lane / block_lanes] = static_cast<std::uint16_t>(active);
    pack(pass.psi + count.active, active, psi);
    if (pass.drop != nullptr) pack(pass.drop + count.active, active, drop);
    count.active += static_cast<std::size_t>(__builtin_popcount(active));
}

template <class Real, bool Smooth, Shape Of>
EFFERENT_INLINE void step_block(const StepPass<Real>& pass, std::size_t lane,
                                const Lanes<Real>& in, StepCount& count) {
    const Coefficients<Real>& of = pass.of;
    Lanes<Real> v = fused(load(pass.v + lane), load(of.keep_v, lane), load(of.add, lane));
    if (pass.i != nullptr) {
        const Lanes<Real> i = fused(load(pass.i + lane), load(of.keep_i, lane), in);
        store(pass.i + lane, i);
        if (pass.i_after != nullptr) store(pass.i_after + lane, i);
        v = fused(i, load(of.gain, lane), v);
    } else {
        v += in;
    }
    Lanes<Real> threshold = load(of.threshold, lane), u{};
    if (pass.u != nullptr) {
        u = load(pass.u + lane) * load(of.keep_u, lane);
        threshold += u;
    }
    const LaneMask<Real> over = v >= threshold;
    std::uint32_t spiked = bits(over);
    const Lanes<Real> low = of.subtracts ? v - threshold : load(of.v_reset, lane);
    Lanes<Real> after = over ? low : v;
    if constexpr (Smooth) {
        const Lanes<Real> x = (v - threshold) * load(of.inverse_threshold, lane);
        const Lanes<Real> s = risen(pass.slope, x);
        store(pass.amplitude + lane, s);
        after = v - s * (v - low);
        spiked = bits(s > Lanes<Real>{});
        if (pass.u != nullptr) u += s * load(of.step_u, lane);
    } else if (pass.u != nullptr) {
        u = over ? u + load(of.step_u, lane) : u;
    }
    if (pass.u != nullptr) store(pass.u + lane, u);
    store(pass.v + lane, after);
    if (pass.v_after != nullptr) store(pass.v_after + lane, after);
    if (pass.psi != nullptr) remember<Real, Of>(pass, lane, v, threshold, v - low, spiked, count);
    for (; spiked != 0; spiked &= spiked - 1)
        pass.spikes[count.spikes++] =
            static_cast<std::uint32_t>(lane) + static_cast<std::uint32_t>(__builtin_ctz(spiked));
}

template <class Real, bool Smooth, Shape Of>
StepCount step_shaped(const StepPass<Real>& given) {
    const StepPass<Real> pass = given;
    StepCount count;
    std::size_t lane = 0;
    for (; lane + 4 * block_lanes <= pass.lanes; lane += 4 * block_lanes) {
        const Arrived<Real> in = arrived<Real, 4>(pass, lane);
        step_block<Real, Smooth, Of>(pass, lane, in.block0, count);
        step_block<Real, Smooth, Of>(pass, lane + block_lanes, in.block1, count);
        step_block<Real, Smooth, Of>(pass, lane + 2 * block_lanes, in.block2, count);
        step_block<Real, Smooth, Of>(pass, lane + 3 * block_lanes, in.block3, count);
    }
    for (; lane < pass.lanes; lane += block_lanes)
        step_block<Real, Smooth, Of>(pass, lane, arrived<Real, 1>(pass, lane).block0, count);
    return count;
}

template <class Real, bool Smooth>
EFFERENT_INLINE StepCount step_all(const StepPass<Real>& pass) {
    switch (pass.slope.shape) {
        case Shape::boxcar:
            return step_shaped<Real, Smooth, Shape::boxcar>(pass);
        case Shape::fast_sigmoid:
            return step_shaped<Real, Smooth, Shape::fast_sigmoid>(pass);
        case Shape::atan:
            return step_shaped<Real, Smooth, Shape::atan>(pass);
        case Shape::crossing:
            return step_shaped<Real, Smooth, Shape::crossing>(pass);
        case Shape::triangle:
            break;
    }
    return step_shaped<Real, Smooth, Shape::triangle>(pass);
}

/// Of up to four rows at once, so that what they are multiplied by is read once. Four places of
/// `out` are written to.
template <class Real, std::size_t Count>
EFFERENT_INLINE void dots(const Real* const* rows, const Real* with, std::size_t lanes,
                          Real* out) {
    const Real* const row0 = rows[0];
    const Real* const row1 = rows[Count > 1 ? 1 : 0];
    const Real* const row2 = rows[Count > 2 ? 2 : 0];
    const Real* const row3 = rows[Count > 3 ? 3 : 0];
    Lanes<Real> sum0{}, sum1{}, sum2{}, sum3{};
    for (std::size_t lane = 0; lane < lanes; lane += block_lanes) {
        const Lanes<Real> d = load(with + lane);
        sum0 = fused(load(row0 + lane), d, sum0);
        if constexpr (Count > 1) sum1 = fused(load(row1 + lane), d, sum1);
        if constexpr (Count > 2) sum2 = fused(load(row2 + lane), d, sum2);
        if constexpr (Count > 3) sum3 = fused(load(row3 + lane), d, sum3);
    }
    add_sums<Real>(sum0, sum1, sum2, sum3, out);
}

template <class Real>
EFFERENT_INLINE Real* gather_block(const GatherPass<Real>& pass, std::size_t trial,
                                   std::size_t block, Real* out) {
    const Real* rows[block_lanes];
    std::size_t count = 0;
    const Real* const first = pass.weights + block * block_lanes * pass.stride;
    for (std::uint32_t left = pass.active[trial][block]; left != 0; left &= left - 1)
        rows[count++] = first + static_cast<std::size_t>(__builtin_ctz(left)) * pass.stride;
    const Real* const with = pass.adjoint[trial];
    std::size_t done = 0;
    for (; done + 4 <= count; done += 4)
        dots<Real, 4>(rows + done, with, pass.stride, out + done);
    if (count - done == 3) dots<Real, 3>(rows + done, with, pass.stride, out + done);
    if (count - done == 2) dots<Real, 2>(rows + done, with, pass.stride, out + done);
    if (count - done == 1) dots<Real, 1>(rows + done, with, pass.stride, out + done);
    return out + count;
}

/// Block by block, so that its rows are in the nearest cache for all trials.
template <class Real>
EFFERENT_INLINE void gather_all(const GatherPass<Real>& given) {
    const GatherPass<Real> pass = given;
    constexpr std::size_t at_once = 64;
    for (std::size_t from = 0; from < pass.trials; from += at_once) {
        const std::size_t to = from + at_once < pass.trials ? from + at_once : pass.trials;
        Real* next[at_once];
        for (std::size_t t = from; t < to; ++t) next[t - from] = pass.out[t];
        for (std::size_t block = 0; block < pass.blocks; ++block)
            for (std::size_t t = from; t < to; ++t)
                if (pass.adjoint[t] != nullptr)
                    next[t - from] = gather_block(pass, t, block, next[t - from]);
    }
}

template <class Real>
EFFERENT_INLINE void go_back_block(const AdjointPass<Real>& pass, std::size_t lane,
                                   std::size_t& packed) {
    const Coefficients<Real>& of = pass.of;
    const std::uint32_t active = pass.active[lane / block_lanes];
    const std::uint32_t spiked = pass.spiked[lane / block_lanes];
    const Lanes<Real> after = load(pass.dv + lane) * load(of.keep_v, lane);
    Lanes<Real> ds = unpack(pass.ds + packed, active), du{};
    if (pass.bonus != nullptr) ds += load(pass.bonus + lane);
    if (pass.du != nullptr) {
        du = load(pass.du + lane) * load(of.keep_u, lane);
        ds = fused(du, load(of.step_u, lane), ds);
    }
    if (pass.drop != nullptr) ds -= unpack(pass.drop + packed, active) * after;
    const Lanes<Real> q = unpack(pass.psi + packed, active) * ds;
    packed += static_cast<std::size_t>(__builtin_popcount(active));
    const LaneMask<Real> fired = lanes_of<Real>(spiked);
    Lanes<Real> lost = fired ? after : Lanes<Real>{};
    if (pass.amplitude != nullptr) lost = load(pass.amplitude + lane) * after;
    const Lanes<Real> dv = (of.subtracts ? after : after - lost) + q;
    store(pass.dv + lane, dv);
    if (pass.du != nullptr) store(pass.du + lane, of.subtracts ? du - q - lost : du - q);
    const Lanes<Real> di =
        fused(load(pass.di + lane), load(of.keep_i, lane), dv * load(of.gain, lane));
    store(pass.di + lane, di);
    store(pass.arrivals + lane, di);
}

template <class Real>
EFFERENT_INLINE void go_back_all(const AdjointPass<Real>& given) {
    const AdjointPass<Real> pass = given;
    std::size_t packed = 0;
    for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes)
        go_back_block(pass, lane, packed);
}

/// With dL/dv and dL/di for −τm λV and −τs λI, so that they are what training has elsewhere:
/// moving a spike later by δt moves v after it by −v'δt, and v before it by −δt / (dt/dv).
template <class Real>
EFFERENT_INLINE void event_block(const EventPass<Real>& pass, std::size_t lane,
                                 std::size_t& packed) {
    const Coefficients<Real>& of = pass.of;
    const std::uint32_t spiked = pass.spiked[lane / block_lanes];
    Lanes<Real> dv = load(pass.dv + lane) * load(of.keep_v, lane);
    if (spiked != 0) {
        const Lanes<Real> speed =
            larger(unpack(pass.speed + packed, spiked), all(pass.slowest));
        const Lanes<Real> fall = load(of.threshold, lane) - load(of.v_reset, lane);
        const Lanes<Real> later =
            unpack(pass.by_time + packed, spiked) / load(pass.rate_v, lane);
        Lanes<Real> jumped = dv + (dv * fall - later) / speed;
        if (pass.bonus != nullptr)
            jumped += load(pass.bonus + lane) * load(of.inverse_threshold, lane);
        dv = lanes_of<Real>(spiked) ? jumped : dv;
        packed += static_cast<std::size_t>(__builtin_popcount(spiked));
    }
    const Lanes<Real> di =
        fused(load(pass.di + lane), load(of.keep_i, lane), dv * load(of.gain, lane));
    store(pass.dv + lane, dv);
    store(pass.di + lane, di);
    store(pass.arrivals + lane, di);
    store(pass.motion + lane, di * load(pass.rate_i, lane) - dv * load(pass.rate_v, lane));
}

template <class Real>
EFFERENT_INLINE void events_all(const EventPass<Real>& given) {
    const EventPass<Real> pass = given;
    std::size_t packed = 0;
    for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes)
        event_block(pass, lane, packed);
}

template <class Real>
EFFERENT_INLINE void grow_all(const GrowPass<Real>& pass) {
    for (const Growing<Real>* g = pass.rows; g != pass.rows + pass.count; ++g)
        for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes)
            store(g->row + lane,
                  fused(load(pass.adjoint + lane), all(g->times), load(g->row + lane)));
}

}  // namespace

namespace EFFERENT_ISA {

StepCount step(const StepPass<float>& pass) { return step_all<float, false>(pass); }
void gather(const GatherPass<float>& pass) { gather_all(pass); }
void go_back(const AdjointPass<float>& pass) { go_back_all(pass); }
void go_back_by_events(const EventPass<float>& pass) { events_all(pass); }
void grow(const GrowPass<float>& pass) { grow_all(pass); }

#ifdef EFFERENT_DOUBLES
StepCount step(const StepPass<double>& pass) { return step_all<double, false>(pass); }
StepCount step_smoothly(const StepPass<double>& pass) { return step_all<double, true>(pass); }
void gather(const GatherPass<double>& pass) { gather_all(pass); }
void go_back(const AdjointPass<double>& pass) { go_back_all(pass); }
void go_back_by_events(const EventPass<double>& pass) { events_all(pass); }
void grow(const GrowPass<double>& pass) { grow_all(pass); }
#endif

}  // namespace EFFERENT_ISA

}  // namespace efferent::snn::training

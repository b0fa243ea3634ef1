// The loops of training forwards, compiled once for each instruction set (snn/CMakeLists.txt).
// Products and sums of floats are fused in all of them, and no sum depends on the width of a
// vector. A tick is the arithmetic of snn/engine/accumulate.cpp, to the last bit.
#include <type_traits>

#include "snn/learning/arrivals.hpp"
#include "snn/learning/settings_lanes.hpp"

namespace efferent::snn::training {
namespace {

/// By x: docs/semantics.md, "Training". `who` gets those that pass anything.
template <class Real, Shape Of>
EFFERENT_INLINE Lanes<Real> slope(const Slope<Real>& s, const Lanes<Real>& x, std::uint32_t& who) {
    const Lanes<Real> r = magnitude(x) * s.inverse_width;
    const Lanes<Real> one = all(Real{1}), peak = all(s.peak);
    who = below<Real>(r, one);
    if constexpr (Of == Shape::triangle) return (one - r) * peak;
    if constexpr (Of == Shape::boxcar) return peak;
    who = bits(r == r);
    if constexpr (Of == Shape::fast_sigmoid) return peak / ((one + r) * (one + r));
    return peak / (one + r * r);
}

/// The integral of slope() from −∞ to x.
template <class Real>
EFFERENT_INLINE Lanes<Real> risen(const Slope<Real>& s, const Lanes<Real>& x) {
    Real lanes[block_lanes];
    store(lanes, x * s.inverse_width);
    for (Real& r : lanes) {
        const Real size = r < 0 ? -r : r;
        if (s.shape == Shape::triangle) {
            const Real rest = size < 1.0 ? 0.5 * (1.0 - size) * (1.0 - size) : 0.0;
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
    return load<Real>(lanes);
}

template <class Real, Shape Of>
EFFERENT_INLINE void remember(const StepPass<Real>& pass, StepPlace<Real>& to, std::size_t lane,
                              const Settings<Real>& of, const Lanes<Real>& v,
                              const Lanes<Real>& threshold, const Lanes<Real>& low,
                              std::uint32_t spiked) {
    to.spiked[lane / block_lanes] = static_cast<std::uint16_t>(spiked);
    std::uint32_t active = spiked;
    Real* const psi = to.psi + to.active_count;
    if constexpr (Of == Shape::crossing) {
        pack(psi, active, load(to.i + lane) + of.add / of.gain - threshold);
    } else {
        const Lanes<Real> inverse = of.inverse_threshold;
        const Lanes<Real> each =
            slope<Real, Of>(pass.slope, (v - threshold) * inverse, active) * inverse;
        pack(psi, active, each);
        if (to.drop != nullptr) pack(to.drop + to.active_count, active, v - low);
    }
    to.active[lane / block_lanes] = static_cast<std::uint16_t>(active);
    to.active_count += static_cast<std::size_t>(__builtin_popcount(active));
}

template <class Real, bool Smooth, Shape Of>
EFFERENT_INLINE void step_block(const StepPass<Real>& pass, StepPlace<Real>& to, std::size_t lane,
                                const Settings<Real>& of, const Lanes<Real>& in) {
    const Lanes<Real> before = load(to.v + lane);
    Lanes<Real> v = fused(before, of.keep_v, of.add);
    Lanes<Real> threshold = of.threshold, u{};
    if (to.u != nullptr) {
        u = load(to.u + lane) * of.keep_u;
        if (pass.of.drains) {
            u = fused(before, of.pull, u);
            if (to.i_after != nullptr) store(to.i_after + lane, u);
            v = fused(u, of.draw, v);
        } else {
            threshold += u;
        }
    }
    if (to.i != nullptr) {
        const Lanes<Real> i = fused(load(to.i + lane), of.keep_i, in);
        store(to.i + lane, i);
        if (to.i_after != nullptr) store(to.i_after + lane, i);
        v = fused(i, of.gain, v);
    } else {
        v += in;
    }
    const std::uint32_t over = at_least<Real>(v, threshold);
    std::uint32_t spiked = over;
    const Lanes<Real> low = pass.of.subtracts ? v - threshold : of.v_reset;
    Lanes<Real> after = choose<Real>(over, low, v);
    if constexpr (Smooth) {
        const Lanes<Real> s = risen(pass.slope, (v - threshold) * of.inverse_threshold);
        store(to.amplitude + lane, s);
        after = v - s * (v - low);
        spiked = bits(s > Lanes<Real>{});
        if (to.u != nullptr) u += s * of.step_u;
    } else if (to.u != nullptr) {
        u = choose<Real>(over, u + of.step_u, u);
    }
    if (to.u != nullptr) store(to.u + lane, u);
    store(to.v + lane, after);
    if (to.v_after != nullptr) store(to.v_after + lane, after);
    if (to.psi != nullptr) remember<Real, Of>(pass, to, lane, of, v, threshold, low, spiked);
    to.spike_count +=
        list_bits(spiked, static_cast<std::uint32_t>(lane), to.spikes + to.spike_count);
}

/// Some blocks of a trial, while the rows of the next trial are on their way.
template <class Real, bool Smooth, Shape Of, bool Alike, std::size_t Blocks>
EFFERENT_INLINE void step_blocks(const StepPass<Real>& pass, StepPlace<Real>& to,
                                 const StepPlace<Real>& next, std::size_t lane,
                                 const Settings<Real>& same) {
    alignas(64) Real in[Blocks * block_lanes];
    const Real* const parameters = pass.parameters + lane;
    ask_for<Real, Blocks>(parameters, next.dense, next.dense_count);
    sum_rows<Real, Blocks>(parameters, to.dense, to.dense_count, in);
    if (to.apart_count != 0) add_rows_apart<Real, Blocks>(parameters, to.apart, to.apart_count, in);
    for (std::size_t b = 0; b < Blocks; ++b, lane += block_lanes)
        step_block<Real, Smooth, Of>(pass, to, lane, Alike ? same : settings(pass.of, lane),
                                     load(in + b * block_lanes));
}

template <class Real, bool Smooth, Shape Of, bool Alike>
void step_places(const StepPass<Real>& given, StepPlace<Real>* places, std::size_t count) {
    const StepPass<Real> pass = given;
    const Settings<Real> same = settings(pass.of, 0);
    constexpr std::size_t wide = 8;
    for (std::size_t p = 0; p < count; ++p) {
        StepPlace<Real> to = places[p];
        to.active_count = to.spike_count = 0;
        const StepPlace<Real>& next = places[p + 1 < count ? p + 1 : p];
        std::size_t lane = 0;
        for (; lane + wide * block_lanes <= pass.lanes; lane += wide * block_lanes)
            step_blocks<Real, Smooth, Of, Alike, wide>(pass, to, next, lane, same);
        for (; lane < pass.lanes; lane += block_lanes)
            step_blocks<Real, Smooth, Of, Alike, 1>(pass, to, next, lane, same);
        if constexpr (Of == Shape::crossing)
            for (std::size_t i = 0; to.psi != nullptr && i < to.active_count; i += block_lanes)
                store(to.psi + i, all(Real{1}) / larger(load(to.psi + i), all(pass.slowest)));
        places[p].active_count = to.active_count;
        places[p].spike_count = to.spike_count;
    }
}

template <class Real, bool Smooth, Shape Of>
EFFERENT_INLINE void step_shaped(const StepPass<Real>& pass, StepPlace<Real>* places,
                                 std::size_t count) {
    if (alike(pass.of))
        step_places<Real, Smooth, Of, true>(pass, places, count);
    else
        step_places<Real, Smooth, Of, false>(pass, places, count);
}

template <class Real, bool Smooth>
EFFERENT_INLINE void step_all(const StepPass<Real>& pass, StepPlace<Real>* places,
                              std::size_t count) {
    switch (pass.slope.shape) {
        case Shape::boxcar:
            return step_shaped<Real, Smooth, Shape::boxcar>(pass, places, count);
        case Shape::fast_sigmoid:
            return step_shaped<Real, Smooth, Shape::fast_sigmoid>(pass, places, count);
        case Shape::atan:
            return step_shaped<Real, Smooth, Shape::atan>(pass, places, count);
        case Shape::crossing:
            return step_shaped<Real, Smooth, Shape::crossing>(pass, places, count);
        case Shape::triangle:
            break;
    }
    step_shaped<Real, Smooth, Shape::triangle>(pass, places, count);
}

template <class Real>
EFFERENT_INLINE Doubles in_double(const Real* from) {
    return __builtin_convertvector(load(from), Doubles);
}

template <class Real>
EFFERENT_INLINE void follow_all(const FollowPass<Real>& given, const FollowPlace<Real>* places,
                                std::size_t count) {
    const FollowPass<Real> pass = given;
    for (std::size_t p = 0; p < count; ++p) {
        const FollowPlace<Real> to = places[p];
        for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes) {
            Doubles potential = load(to.potential + lane) * pass.keep;
            for (const Arriving<Real>* a = to.rows; a != to.rows + to.count; ++a)
                potential +=
                    in_double(pass.parameters + a->row + lane) * static_cast<double>(a->times);
            store(to.potential + lane, potential);
            store(to.sum + lane, load(to.sum + lane) + potential);
        }
    }
}

}  // namespace

namespace EFFERENT_ISA {

void step(const StepPass<float>& pass, StepPlace<float>* places, std::size_t count) {
    step_all<float, false>(pass, places, count);
}
void follow(const FollowPass<float>& pass, const FollowPlace<float>* places, std::size_t count) {
    follow_all(pass, places, count);
}

#ifdef EFFERENT_DOUBLES
void step(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count) {
    step_all<double, false>(pass, places, count);
}
void step_smoothly(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count) {
    step_all<double, true>(pass, places, count);
}
void follow(const FollowPass<double>& pass, const FollowPlace<double>* places, std::size_t count) {
    follow_all(pass, places, count);
}
#endif

}  // namespace EFFERENT_ISA

}  // namespace efferent::snn::training

// The loops of training backwards, compiled once for each instruction set (snn/CMakeLists.txt).
// Products and sums of floats are fused in all of them, and no sum depends on the width of a
// vector.
#include <type_traits>

#include "snn/learning/arrivals.hpp"
#include "snn/learning/settings_lanes.hpp"

namespace efferent::snn::training {
namespace {

/// Of several rows at once, so that what they are multiplied by is read once, and no sum waits for
/// the one before; `rows` are their numbers, the first `count` of them wanted.
template <class Real, std::size_t Rows>
EFFERENT_INLINE void dots(const Real* weights, const std::uint32_t* rows, std::size_t count,
                          const Real* with, std::size_t lanes, Real* out) {
    const Real* row[Rows];
    Lanes<Real> sum[Rows];
    for (std::size_t r = 0; r < Rows; ++r) {
        row[r] = weights + rows[r] * lanes;
        sum[r] = Lanes<Real>{};
    }
    for (std::size_t lane = 0; lane < lanes; lane += block_lanes) {
        const Lanes<Real> d = load(with + lane);
        for (std::size_t r = 0; r < Rows; ++r) sum[r] = fused(load(row[r] + lane), d, sum[r]);
    }
    add_sums<Real>(sum, count, out);
}

/// As many of the rows from `at` on as make whole groups, all of them below `end`.
template <class Real>
EFFERENT_INLINE std::size_t gather_groups(const GatherPass<Real>& pass, std::size_t t,
                                          std::size_t at, std::size_t end) {
    constexpr std::size_t group = 8;
    const std::uint32_t* const rows = pass.active[t];
    for (; at + group <= pass.count[t] && rows[at + group - 1] < end; at += group)
        dots<Real, group>(pass.weights, rows + at, group, pass.adjoint[t], pass.stride,
                          pass.out[t] + at);
    return at;
}

/// What is left of them.
template <class Real>
EFFERENT_INLINE void gather_rest(const GatherPass<Real>& pass, std::size_t t, std::size_t at) {
    for (constexpr std::size_t group = 4; at < pass.count[t]; at += group) {
        std::uint32_t rows[group];
        for (std::size_t i = 0; i < group; ++i)
            rows[i] = pass.active[t][at + i < pass.count[t] ? at + i : at];
        dots<Real, group>(pass.weights, rows, pass.count[t] - at, pass.adjoint[t], pass.stride,
                          pass.out[t] + at);
    }
}

EFFERENT_INLINE std::size_t list_all(const std::uint16_t* masks, std::size_t blocks,
                                     std::uint32_t* to) {
    std::size_t count = 0;
    for (std::size_t b = 0; b < blocks; ++b)
        count += list_bits(masks[b], static_cast<std::uint32_t>(b * block_lanes), to + count);
    return count;
}

/// Where few rows are wanted: those of the next trial are asked for in the meantime.
template <class Real>
EFFERENT_INLINE void gather_few(const GatherPass<Real>& pass) {
    for (std::size_t t = 0; t < pass.trials; ++t) {
        if (t + 1 < pass.trials)
            for (std::size_t i = 0; i < pass.count[t + 1]; ++i)
                for (std::size_t lane = 0; lane < pass.stride; lane += block_lanes)
                    __builtin_prefetch(pass.weights + pass.active[t + 1][i] * pass.stride + lane);
        if (pass.adjoint[t] == nullptr) continue;
        gather_rest(pass, t, gather_groups(pass, t, 0, pass.rows));
    }
}

/// Where many are: a few rows of weights at a time, so that they are in the nearest cache for all
/// trials.
template <class Real>
EFFERENT_INLINE void gather_many(const GatherPass<Real>& pass) {
    constexpr std::size_t trials_at_once = 64, rows_at_once = 48;
    for (std::size_t from = 0; from < pass.trials; from += trials_at_once) {
        const std::size_t to =
            from + trials_at_once < pass.trials ? from + trials_at_once : pass.trials;
        std::size_t done[trials_at_once] = {};
        for (std::size_t end = rows_at_once; end < pass.rows + rows_at_once; end += rows_at_once)
            for (std::size_t t = from; t < to; ++t)
                if (pass.adjoint[t] != nullptr)
                    done[t - from] = gather_groups(pass, t, done[t - from], end);
        for (std::size_t t = from; t < to; ++t)
            if (pass.adjoint[t] != nullptr) gather_rest(pass, t, done[t - from]);
    }
}

template <class Real>
EFFERENT_INLINE void gather_all(const GatherPass<Real>& given) {
    const GatherPass<Real> pass = given;
    std::size_t wanted = 0;
    for (std::size_t t = 0; t < pass.trials; ++t) wanted += pass.count[t];
    if (16 * wanted < pass.rows * pass.trials)
        gather_few(pass);
    else
        gather_many(pass);
}

template <class Real>
EFFERENT_INLINE void go_back_block(const AdjointPass<Real>& pass, const AdjointPlace<Real>& at,
                                   std::size_t lane, const Settings<Real>& of,
                                   std::size_t& packed) {
    const std::uint32_t active = at.active[lane / block_lanes];
    const std::uint32_t spiked = at.spiked[lane / block_lanes];
    Lanes<Real> after = load(at.dv + lane) * of.keep_v, du{};
    if (at.du != nullptr) {
        const Lanes<Real> next = load(at.du + lane);
        du = next * of.keep_u;
        if (pass.of.drains) after = fused(next, of.pull, after);
    }
    const Lanes<Real> asked =
        fused(load(at.asked + lane), all(pass.keep_asked), load(at.begun + lane));
    store(at.asked + lane, asked);
    Lanes<Real> ds = unpack(at.ds + packed, active) + asked;
    if (at.bonus != nullptr) ds += load(at.bonus + lane);
    if (at.du != nullptr) ds = fused(du, of.step_u, ds);
    if (at.drop != nullptr) ds -= unpack(at.drop + packed, active) * after;
    const Lanes<Real> q = unpack(at.psi + packed, active) * ds;
    packed += static_cast<std::size_t>(__builtin_popcount(active));
    Lanes<Real> lost = choose<Real>(spiked, after, Lanes<Real>{});
    if (at.amplitude != nullptr) lost = load(at.amplitude + lane) * after;
    const Lanes<Real> dv = (pass.of.subtracts ? after : after - lost) + q;
    store(at.dv + lane, dv);
    if (at.du != nullptr) {
        if (pass.of.drains)
            du = fused(dv, of.draw, du);
        else
            du = pass.of.subtracts ? du - q - lost : du - q;
        store(at.du + lane, du);
    }
    const Lanes<Real> di = fused(load(at.di + lane), of.keep_i, dv * of.gain);
    store(at.di + lane, di);
    store(at.arrivals + lane, di);
}

template <class Real, bool Alike>
EFFERENT_INLINE void go_back_places(const AdjointPass<Real>& given,
                                    const AdjointPlace<Real>* places, std::size_t count) {
    const AdjointPass<Real> pass = given;
    const Settings<Real> same = settings(pass.of, 0);
    for (std::size_t p = 0; p < count; ++p) {
        const AdjointPlace<Real> at = places[p];
        std::size_t packed = 0;
        for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes)
            go_back_block(pass, at, lane, Alike ? same : settings(pass.of, lane), packed);
    }
}

template <class Real>
EFFERENT_INLINE void go_back_all(const AdjointPass<Real>& pass, const AdjointPlace<Real>* places,
                                 std::size_t count) {
    if (alike(pass.of))
        go_back_places<Real, true>(pass, places, count);
    else
        go_back_places<Real, false>(pass, places, count);
}

/// What EventPass has beside the settings.
template <class Real>
struct Rates {
    Lanes<Real> v, i, ticks_v;
};
template <class Real>
EFFERENT_INLINE Rates<Real> rates(const EventPass<Real>& pass, std::size_t lane) {
    return {load(pass.rate_v, lane), load(pass.rate_i, lane), load(pass.ticks_v, lane)};
}

/// With dL/dv and dL/di for −τm λV and −τs λI, so that they are what training has elsewhere:
/// moving a spike later by δt moves v after it by −v'δt, and v before it by −δt / (dt/dv).
template <class Real>
EFFERENT_INLINE void event_block(const EventPlace<Real>& at, std::size_t lane,
                                 const Settings<Real>& of, const Rates<Real>& rate,
                                 std::size_t& packed) {
    const std::uint32_t spiked = at.spiked[lane / block_lanes];
    Lanes<Real> dv = load(at.dv + lane) * of.keep_v;
    const Lanes<Real> later = unpack(at.by_time + packed, spiked) * rate.ticks_v;
    const Lanes<Real> change = dv * (of.threshold - of.v_reset) - later;
    dv = fused(change, unpack(at.slowness + packed, spiked), dv);
    if (at.bonus != nullptr)
        dv += choose<Real>(spiked, load(at.bonus + lane) * of.inverse_threshold, Lanes<Real>{});
    packed += static_cast<std::size_t>(__builtin_popcount(spiked));
    const Lanes<Real> di = fused(load(at.di + lane), of.keep_i, dv * of.gain);
    store(at.dv + lane, dv);
    store(at.di + lane, di);
    store(at.arrivals + lane, di);
    store(at.motion + lane, di * rate.i - dv * rate.v);
}

template <class Real, bool Alike>
EFFERENT_INLINE void events_places(const EventPass<Real>& given, const EventPlace<Real>* places,
                                   std::size_t count) {
    const EventPass<Real> pass = given;
    const Settings<Real> same = settings(pass.of, 0);
    const Rates<Real> same_rates = rates(pass, 0);
    for (std::size_t p = 0; p < count; ++p) {
        const EventPlace<Real> at = places[p];
        std::size_t packed = 0;
        for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes)
            event_block(at, lane, Alike ? same : settings(pass.of, lane),
                        Alike ? same_rates : rates(pass, lane), packed);
    }
}

template <class Real>
EFFERENT_INLINE void events_all(const EventPass<Real>& pass, const EventPlace<Real>* places,
                                std::size_t count) {
    if (alike(pass.of) && (pass.rate_v.mask | pass.rate_i.mask | pass.ticks_v.mask) == 0)
        events_places<Real, true>(pass, places, count);
    else
        events_places<Real, false>(pass, places, count);
}

template <class Real>
EFFERENT_INLINE void combine_all(const CombinePass<Real>& given) {
    const CombinePass<Real> pass = given;
    for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes) {
        Lanes<Real> sum{};
        for (const Weighed<Real>* w = pass.rows; w != pass.rows + pass.count; ++w)
            sum = fused(load(w->row + lane), all(w->times), sum);
        Real* const out = pass.out + lane;
        store(out, pass.adds ? sum + load(out) : sum);
    }
}

/// Some blocks of the rows of a trial, while those of the next one are on their way.
template <class Real, std::size_t Blocks>
EFFERENT_INLINE void grow_blocks(Real* gradient, const GrowPlace<Real>& at,
                                 const GrowPlace<Real>& next, const Real* adjoint) {
    for (const Arriving<Real>* a = next.rows; a != next.rows + next.count; ++a)
        for (std::size_t b = 0; b < Blocks; ++b)
            __builtin_prefetch(gradient + a->row + b * block_lanes, 1);
    Lanes<Real> by[Blocks];
    for (std::size_t b = 0; b < Blocks; ++b) by[b] = load(adjoint + b * block_lanes);
    for (const Arriving<Real>* a = at.rows; a != at.rows + at.count; ++a) {
        Real* const row = gradient + a->row;
        const Lanes<Real> times = all(a->times);
        for (std::size_t b = 0; b < Blocks; ++b)
            store(row + b * block_lanes, fused(by[b], times, load(row + b * block_lanes)));
    }
}

template <class Real>
EFFERENT_INLINE void grow_all(const GrowPass<Real>& given, const GrowPlace<Real>* places,
                              std::size_t count) {
    const GrowPass<Real> pass = given;
    constexpr std::size_t wide = 8;
    for (std::size_t p = 0; p < count; ++p) {
        const GrowPlace<Real> at = places[p], next = places[p + 1 < count ? p + 1 : p];
        std::size_t lane = 0;
        for (; lane + wide * block_lanes <= pass.lanes; lane += wide * block_lanes)
            grow_blocks<Real, wide>(pass.gradient + lane, at, next, at.adjoint + lane);
        for (; lane < pass.lanes; lane += block_lanes)
            grow_blocks<Real, 1>(pass.gradient + lane, at, next, at.adjoint + lane);
    }
}

}  // namespace

namespace EFFERENT_ISA {

std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to) {
    return list_all(masks, blocks, to);
}

#define EFFERENT_BACKWARD(Real)                                                               \
    void gather(const GatherPass<Real>& pass) { gather_all(pass); }                           \
    void go_back(const AdjointPass<Real>& pass, const AdjointPlace<Real>* places,             \
                 std::size_t count) {                                                         \
        go_back_all(pass, places, count);                                                     \
    }                                                                                         \
    void go_back_by_events(const EventPass<Real>& pass, const EventPlace<Real>* places,       \
                           std::size_t count) {                                               \
        events_all(pass, places, count);                                                      \
    }                                                                                         \
    void combine(const CombinePass<Real>& pass) { combine_all(pass); }                        \
    void grow(const GrowPass<Real>& pass, const GrowPlace<Real>* places, std::size_t count) { \
        grow_all(pass, places, count);                                                        \
    }
EFFERENT_BACKWARD(float)
#ifdef EFFERENT_DOUBLES
EFFERENT_BACKWARD(double)
#endif

}  // namespace EFFERENT_ISA

}  // namespace efferent::snn::training

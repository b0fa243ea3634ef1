// One tick of all neurons of a block: whole-number weights are added as they are, whatever falls
// takes its step, and who reaches the threshold is marked.
#include "snn/engine/accumulate.hpp"
#include "snn/engine/vectors.hpp"

namespace efferent::snn::EFFERENT_ISA {

/// The coefficients of one vector of neurons.
struct Steps {
    Floats keep_v, add, gain_p, gain_n, keep_p, keep_n, keep_u, threshold, pull, draw;
};

EFFERENT_INLINE Steps steps_at(const TickPass& pass, std::size_t lane) {
    const auto at = [lane](const Coefficient& c) { return load(c.values + (lane & c.mask)); };
    return {at(pass.keep_v), at(pass.add),    at(pass.gain_p),    at(pass.gain_n), at(pass.keep_p),
            at(pass.keep_n), at(pass.keep_u), at(pass.threshold), at(pass.pull),   at(pass.draw)};
}
bool alike(const TickPass& pass) {
    return (pass.keep_v.mask | pass.add.mask | pass.gain_p.mask | pass.gain_n.mask |
            pass.keep_p.mask | pass.keep_n.mask | pass.keep_u.mask | pass.threshold.mask |
            pass.pull.mask | pass.draw.mask) == 0;
}

/// Adds up V vectors of neurons, each half of one of shorts.
template <std::size_t V>
EFFERENT_INLINE void add_units(const UnitRows& units, std::size_t lane, Floats (&sums)[V]) {
    if (units.count == 0) return;
    Words whole[V] = {};
    for (std::size_t first = 0; first < units.count; first += units.at_once) {
        const std::size_t rest = units.count - first;
        const std::int16_t* const* row = units.rows + first;
        const std::int16_t* const* const end = row + (rest < units.at_once ? rest : units.at_once);
        LongShorts part[V / 2] = {};
        for (; row != end; ++row)
            for (std::size_t v = 0; v < V / 2; ++v) {
                const std::int16_t* const from = *row + lane + 2 * v * lanes_a_vector;
                part[v] += read<LongShorts>(from);
            }
        for (std::size_t v = 0; v < V; v += 2) {
            whole[v] += low_half(part[v / 2]);
            whole[v + 1] += high_half(part[v / 2]);
        }
    }
    for (std::size_t v = 0; v < V; ++v) sums[v] = fused(to_floats(whole[v]), units.scale, sums[v]);
}

template <class Number, std::size_t V>
EFFERENT_INLINE void add_rows(const DenseRow* rows, std::size_t count, std::size_t lane,
                              Floats (&sums)[V]) {
    for (const DenseRow* row = rows; row != rows + count; ++row)
        for (std::size_t v = 0; v < V; ++v)
            sums[v] = fused(
                weights_at(static_cast<const Number*>(row->weights) + lane + v * lanes_a_vector),
                row->b, sums[v]);
}
template <std::size_t V>
EFFERENT_INLINE void add_rows(const DenseRows& rows, std::size_t lane, Floats (&sums)[V]) {
    add_rows<std::int16_t>(rows.shorts, rows.short_count, lane, sums);
    add_rows<float>(rows.floats, rows.float_count, lane, sums);
}

/// A current's step, and the one of both that moves v.
EFFERENT_INLINE Floats step_current(float* current, const Floats& keep, const Floats& in,
                                    bool current_first) {
    const Floats before = load(current);
    const Floats after = fused(before, keep, in);
    store(current, after);
    return current_first ? after : before;
}

EFFERENT_INLINE std::uint64_t tick_vector(const TickPass& pass, const Steps& steps,
                                          std::size_t lane, Floats in_p, Floats in_n) {
    if (pass.in_p != nullptr) {
        in_p += take(pass.in_p + lane);
        in_n += take(pass.in_n + lane);
    }
    const Floats before = load(pass.v + lane);
    const Floats held = load(pass.held + lane);
    Floats moved = fused(before, steps.keep_v, steps.add);
    Floats threshold = steps.threshold;
    if (pass.u != nullptr) {
        Floats u = load(pass.u + lane) * steps.keep_u;
        if (pass.drains) {
            u = fused(before, steps.pull, u);
            moved = fused(u, steps.draw, moved);
        } else {
            threshold += u;
        }
        store(pass.u + lane, u);
    }
    if (pass.p != nullptr) {
        if (pass.n == nullptr) in_p += in_n;
        moved = fused(step_current(pass.p + lane, steps.keep_p, in_p, pass.current_first),
                      steps.gain_p, moved);
        if (pass.n != nullptr)
            moved = fused(step_current(pass.n + lane, steps.keep_n, in_n, pass.current_first),
                          steps.gain_n, moved);
    }
    // Who comes free between two ticks moves for the rest of the way; who is held, not at all.
    const Floats later = held - 1.0F;
    const Mask awake = at_least(Floats{}, later);
    Floats v = choose(at_least(Floats{}, held), moved,
                      fused(before - moved, smaller(later, Floats{}), before));
    if (pass.drifted != nullptr) {
        store(pass.before + lane, before);
        store(pass.drifted + lane, v);
    }
    if (pass.p == nullptr) v = choose(awake, v + (in_p + in_n), v);
    store(pass.held + lane, larger(later, Floats{}));
    store(pass.v + lane, v);
    return bits(both(awake, at_least(v, threshold)));
}

/// V vectors from `lane` on; one bit a lane, as `over` has them.
template <bool Alike, std::size_t V>
EFFERENT_INLINE std::uint64_t visit(const TickPass& pass, const Steps& of_all, std::size_t lane) {
    Floats p[V] = {}, n[V] = {};
    add_units(pass.units_p, lane, p);
    add_units(pass.units_n, lane, n);
    add_rows(pass.rows_p, lane, p);
    add_rows(pass.rows_n, lane, n);
    std::uint64_t over = 0;
    for (std::size_t v = 0; v < V; ++v) {
        const std::size_t first = v * lanes_a_vector;
        if constexpr (Alike)
            over |= tick_vector(pass, of_all, lane + first, p[v], n[v]) << first;
        else
            over |= tick_vector(pass, steps_at(pass, lane + first), lane + first, p[v], n[v])
                    << first;
    }
    return over;
}

template <bool Alike>
EFFERENT_INLINE void tick_lanes(const TickPass& pass) {
    const Steps of_all = steps_at(pass, 0);
    std::size_t lane = 0;
    for (; lane + 64 <= pass.lanes; lane += 64)
        pass.over[lane / 64] = visit<Alike, 4>(pass, of_all, lane);
    if (lane < pass.lanes) pass.over[lane / 64] = visit<Alike, 2>(pass, of_all, lane);
}

// A pass is copied, so that nothing written through its pointers can be thought to change it.
void advance_tick(const TickPass& given) {
    const TickPass pass = given;
    if (alike(pass))
        tick_lanes<true>(pass);
    else
        tick_lanes<false>(pass);
}

}  // namespace efferent::snn::EFFERENT_ISA

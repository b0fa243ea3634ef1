// Between two arrivals a neuron is looked at only as closely as it takes to be sure.
#include "snn/engine/walk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "snn/exponentials.hpp"

namespace efferent::snn {
namespace {

constexpr double none = -1.0;

}  // namespace

[[gnu::always_inline]] inline void Walk::receive(const TimedHit& hit, double weight) {
    const double w = weight * hit.times;
    if (!frame_.has_current()) {
        if (!s_.held) s_.a += w * hit.rise_a;
        return;
    }
    const bool to_n = frame_.moves_n(hit.sign);
    const double kappa = to_n ? frame_.kappa_n : frame_.kappa_p;
    (to_n ? s_.n : s_.p) += kappa * w * hit.rise_s;
    if (!s_.held) s_.a -= kappa * w * hit.rise_a;
}

[[gnu::always_inline]] inline void Walk::release(const Instant& at) {
    s_.held = false;
    s_.a = 0.0;
    s_.a = (s_.held_v - value(at)) / at.fall_a;
    now_ = at;
}

void Walk::fire(const Instant& at, double v) {
    last_spike_ = static_cast<std::int64_t>(at.at);
    spikes_->push_back(static_cast<std::uint32_t>(last_spike_));
    const double subtracted = limits_.threshold + limits_.rest;  // the threshold itself
    s_.held_v = limits_.reset == Reset::to_value ? limits_.v_reset : v - subtracted;
    s_.held = true;
    s_.free_at_ns = at.at + limits_.refractory_ns;
    now_ = at;
    if (limits_.refractory_ns <= 0.0) release(at);
}

[[gnu::always_inline]] inline void Walk::look(const Instant& at) {
    if (looks == nullptr) return;
    const double v = s_.held ? s_.held_v : value(at);
    double current = 0.0;
    if (frame_.has_current())
        current = s_.p * at.fall_p * frame_.current_p + s_.n * at.fall_n * frame_.current_n;
    looks->push_back({static_cast<std::uint32_t>(at.at), v + limits_.rest, current});
}

double Walk::crossing_of_potential(const Instant& from, double v) const {
    if (limits_.threshold >= 0.0) return none;  // rest is not above it
    return from.at + frame_.membrane.tau_ns() * std::log(v / limits_.threshold);
}

[[gnu::always_inline]] inline double Walk::crossing_of_current(const Instant& from,
                                                               const Instant& to, double v) const {
    const double length = to.at - from.at;
    const double p = s_.p * frame_.current_p, n = s_.n * frame_.current_n;  // currents
    const double p0 = p * from.fall_p, p1 = p * to.fall_p;  // of either sign with one synapse
    const double n0 = n * from.fall_n, n1 = n * to.fall_n;
    const double most = std::max(p0, p1) + std::max(n0, n1);
    if (v + std::max(0.0, most - v) * length * frame_.membrane.rate() < limits_.threshold)
        return none;
    const double least = std::min(p0, p1) + std::min(n0, n1);
    if (least > limits_.threshold)  // it rises all the way to threshold
        return value(to) >= limits_.threshold ? rising_crossing(from, length, v) : none;
    return searched_crossing(from, length);
}

/// Newton's method from the crossing of the parabola that begins alike, kept within its bracket.
double Walk::rising_crossing(const Instant& from, double length, double v) const {
    const double ra = frame_.membrane.rate(), rp = frame_.excitatory.rate(),
                 rn = frame_.inhibitory.rate();
    const double a = s_.a * from.fall_a, p = s_.p * from.fall_p, n = s_.n * from.fall_n;
    const double missing = limits_.threshold - v;
    const double slope = -(a * ra + p * rp + n * rn);
    const double bend = a * ra * ra + p * rp * rp + n * rn * rn;
    double low = 0.0, high = length;
    double t =
        2.0 * missing / (slope + std::sqrt(std::max(0.0, slope * slope + 2.0 * bend * missing)));
    for (int i = 0; i < 100; ++i) {
        if (!(t > low && t < high)) t = 0.5 * (low + high);
        const Instant x = frame_.instant(t);
        const double xa = a * x.fall_a, xp = p * x.fall_p, xn = n * x.fall_n;
        const double f = xa + xp + xn - limits_.threshold;
        (f >= 0.0 ? high : low) = t;
        const double step = f / (xa * ra + xp * rp + xn * rn);
        t += step;
        // What is left is the square of the step over a time constant: here below 0.02 ns.
        if (step * step * frame_.fastest_rate < 0.02) break;
    }
    return from.at + std::clamp(t, low, high);
}

double Walk::searched_crossing(const Instant& from, double length) const {
    const std::array<Exponential, 3> terms{
        Exponential{s_.a * from.fall_a, frame_.membrane.rate()},
        Exponential{s_.p * from.fall_p, frame_.excitatory.rate()},
        Exponential{s_.n * from.fall_n, frame_.inhibitory.rate()}};
    const auto above = [&](double t) {
        const Instant x = frame_.instant(t);
        return terms[0].weight * x.fall_a + terms[1].weight * x.fall_p +
               terms[2].weight * x.fall_n - limits_.threshold;
    };
    const auto t = first_zero(above, extrema(terms, length).points(), length);
    return t ? from.at + *t : none;
}

/// In ns from the window's begin; `none`, or at or after `to`, if it does not happen.
[[gnu::always_inline]] inline double Walk::crossing(const Instant& from, const Instant& to) const {
    const double v = value(from);
    double at = from.at;
    if (v < limits_.threshold)
        at = frame_.has_current() ? crossing_of_current(from, to, v)
                                  : crossing_of_potential(from, v);
    // A neuron spikes once an instant.
    return at == none ? at : std::max(at, static_cast<double>(last_spike_ + 1));
}

[[gnu::always_inline]] inline void Walk::go_on_to(const Instant& to) {
    while (true) {
        if (s_.held) {
            if (s_.free_at_ns > to.at) break;  // what arrives as it ends is not lost
            release(frame_.instant(std::max(s_.free_at_ns, now_.at)));
        }
        const double at = crossing(now_, to);
        if (at == none || at >= to.at) break;
        const Instant i = frame_.instant(at);
        fire(i, limits_.threshold);
        look(i);
    }
    now_ = to;
}

WalkEnd Walk::run(const WalkState& begin, const Limits& limits, std::span<const Touch> touches,
                  std::vector<std::uint32_t>& spikes) {
    s_ = begin;
    limits_ = limits;
    now_ = {};
    last_spike_ = -1;
    spikes_ = &spikes;
    const std::size_t before = spikes.size();
    for (std::size_t i = 0; i < touches.size();) {
        const TimedHit& hit = hits_[touches[i].hit];
        const Instant& at = hit.instant;
        go_on_to(at);
        for (; i < touches.size() && hits_[touches[i].hit].offset_ns == hit.offset_ns; ++i)
            receive(hits_[touches[i].hit], touches[i].weight);
        if (!frame_.has_current() && !s_.held) {
            const double v = value(at);
            if (v >= limits_.threshold) fire(at, v);
        }
        look(at);
        // Held to the end: what else arrives moves currents alone, which the pass has moved.
        if (s_.held && s_.free_at_ns > frame_.end.at && looks == nullptr)
            return {spikes.size() > before, s_};
    }
    go_on_to(frame_.end);
    return {spikes.size() > before, s_};
}

}  // namespace efferent::snn

#include "snn/learning/delays.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/random.hpp"

namespace efferent::snn::training {
namespace {

/// Calls each(parameter, link) for the delays that are learned.
template <class F>
void each_learned(const Plan& plan, const F& each) {
    for (const Link& link : plan.links) {
        if (!link.has_own_delays()) continue;
        for (std::size_t i = link.delays; i < link.delays + link.rows; ++i)
            if (plan.trained[i] != 0) each(i, link);
    }
}

}  // namespace

std::int64_t whole_ticks(float ticks) { return std::llround(ticks); }

void draw_delays(const Plan& plan, std::uint64_t seed, Aligned<float>& values) {
    RandomStream random(seed, "delays");
    each_learned(plan, [&](std::size_t i, const Link& link) {
        values[i] =
            static_cast<float>(1.0 + static_cast<double>(link.delay - 1) * random.uniform());
    });
}

void bound_delays(const Plan& plan, Aligned<float>& values) {
    each_learned(plan, [&](std::size_t i, const Link& link) {
        values[i] = std::clamp(values[i], 1.0F, static_cast<float>(link.delay));
    });
}

void hold_delays(const Plan& plan, Aligned<float>& values) {
    for (std::size_t i = plan.first_delay; i < plan.parameters; ++i)
        values[i] = static_cast<float>(whole_ticks(values[i]));
}

template <class Real>
std::vector<SplitDelay<Real>> split_delays(const Link& link, const Aligned<Real>& values) {
    std::vector<SplitDelay<Real>> all;
    if (!link.has_own_delays()) return all;
    for (std::size_t i = link.delays; i < link.delays + link.rows; ++i) {
        if constexpr (std::is_same_v<Real, float>) {
            all.push_back({whole_ticks(values[i]), 0});
        } else {
            const Real whole = std::floor(values[i]);
            all.push_back({static_cast<std::int64_t>(whole), values[i] - whole});
        }
    }
    return all;
}

template <class Real>
void DueList<Real>::begin(std::int64_t last) {
    last_ = last;
    const auto ticks = static_cast<std::size_t>(last) + 2;
    if (by_tick_.size() < ticks) by_tick_.resize(ticks);
    for (auto& due : by_tick_) due.clear();
}

template <class Real>
void DueList<Real>::send(std::size_t source, std::int64_t now, Real times,
                         const SplitDelay<Real>& delay) {
    const auto number = static_cast<std::uint32_t>(source);
    put(now + delay.whole, {number, times * (1 - delay.part), times});
    if (delay.part != 0) put(now + delay.whole + 1, {number, times * delay.part, 0});
}

template <class Real>
void DueList<Real>::put(std::int64_t tick, const Due<Real>& due) {
    if (tick > last_ + 1) return;
    auto& all = by_tick_[static_cast<std::size_t>(tick)];
    all.insert(std::ranges::upper_bound(all, due.source, {}, &Due<Real>::source), due);
}

template <class Real>
const Real* DelaySlopes<Real>::change(Kind kind, const Around<Real>& adjoint, std::size_t lanes) {
    if (std::exchange(made_[kind], true)) return changes_[kind].data();
    const Real* const from = kind == later ? adjoint.here : adjoint.before;
    const Real* const to = kind == earlier ? adjoint.here : adjoint.after;
    const Real share = kind == both ? Real{0.5} : Real{1};
    changes_[kind].assign(lanes, 0);
    for (std::size_t i = 0; i < lanes; ++i)
        changes_[kind][i] = share * ((to == nullptr ? 0 : to[i]) - (from == nullptr ? 0 : from[i]));
    return changes_[kind].data();
}

template <class Real>
void DelaySlopes<Real>::add(const Link& link, const Real* weights,
                            std::span<const SplitDelay<Real>> delays,
                            std::span<const Due<Real>> due, const Around<Real>& adjoint,
                            Real* gradient) {
    std::ranges::fill(made_, false);
    pairs_.clear();
    of_pairs_.clear();
    for (const Due<Real>& d : due) {
        if (d.sent == 0) continue;
        const SplitDelay<Real>& delay = delays[d.source];
        const Kind kind = delay.part != 0 || delay.whole == 1 ? later
                          : delay.whole == link.delay         ? earlier
                                                              : both;
        pairs_.push_back({weights + d.source * link.stride, change(kind, adjoint, link.stride)});
        of_pairs_.push_back(d);
    }
    add_to(link.stride, gradient);
}

template <class Real>
void DelaySlopes<Real>::add(const Link& link, const Real* weights, std::span<const Due<Real>> due,
                            const Real* motion, Real* gradient) {
    pairs_.clear();
    of_pairs_.assign(due.begin(), due.end());
    for (const Due<Real>& d : due) pairs_.push_back({weights + d.source * link.stride, motion});
    add_to(link.stride, gradient);
}

template <class Real>
void DelaySlopes<Real>::add_to(std::size_t lanes, Real* gradient) {
    sums_.assign(pairs_.size(), 0);
    add_dots(PairPass<Real>{pairs_.data(), pairs_.size(), lanes, sums_.data()});
    for (std::size_t i = 0; i < of_pairs_.size(); ++i)
        gradient[of_pairs_[i].source] += of_pairs_[i].sent * sums_[i];
}

template std::vector<SplitDelay<float>> split_delays(const Link&, const Aligned<float>&);
template std::vector<SplitDelay<double>> split_delays(const Link&, const Aligned<double>&);
template class DueList<float>;
template class DueList<double>;
template class DelaySlopes<float>;
template class DelaySlopes<double>;

}  // namespace efferent::snn::training

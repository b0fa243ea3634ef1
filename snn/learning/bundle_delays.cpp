// Links whose sources have delays of their own, forwards and backwards.
#include "snn/learning/bundle.hpp"

namespace efferent::snn::training {

template <class Real>
void Bundle<Real>::begin_delayed(std::size_t t) {
    due_.resize(std::max(due_.size(), trials_.size() * plan_.links.size()));
    const Trial& trial = *trials_[t];
    for (const Link& link : plan_.links) {
        if (!link.has_own_delays()) continue;
        DueList<Real>& list = due(t, link);
        list.begin(trial.ticks);
        if (link.from != from_input) continue;
        const auto& delays = model_->delays[number(link)];
        for (std::int64_t now = 0; now <= trial.ticks; ++now)
            for (const LineCount& l : trial.sent(now))
                list.send(l.line, now, static_cast<Real>(l.times), delays[l.line]);
    }
}

template <class Real>
void Bundle<Real>::send_delayed(std::size_t t, std::size_t l, std::int64_t now) {
    const Strand<Real>& s = strand(t, l);
    const std::size_t first = static_cast<std::size_t>(now) * plan_.layers[l].lanes;
    for (const Link& link : plan_.links) {
        if (link.from != l || !link.has_own_delays()) continue;
        const auto& delays = model_->delays[number(link)];
        for (const std::uint32_t n : s.spikes_at(now))
            due(t, link).send(n, now, manner_.smooth ? s.amplitude[first + n] : Real{1}, delays[n]);
    }
}

/// What comes back to the active of all trials, from where what each sends arrives.
template <class Real>
void Bundle<Real>::gather_delayed(const Link& link, std::int64_t now) {
    const auto& delays = model_->delays[number(link)];
    const Real* const weights = model_->parameters.data() + link.first;
    nothing_.resize(std::max(nothing_.size(), link.stride));
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        const auto adjoint = [&](std::int64_t at) {
            const Real* const there =
                by_events() ? motion_of(t, link.to, at) : adjoint_of(t, link.to, at);
            return there == nullptr ? nothing_.data() : there;
        };
        const std::span<const std::uint32_t> active(active_[t], active_count_[t]);
        pairs_.clear();
        for (const std::uint32_t n : active) {
            const Real* const row = weights + n * link.stride;
            pairs_.push_back({row, adjoint(now + delays[n].whole)});
            if (delays[n].part != 0) pairs_.push_back({row, adjoint(now + delays[n].whole + 1)});
        }
        sums_.assign(pairs_.size(), 0);
        add_dots(PairPass<Real>{pairs_.data(), pairs_.size(), link.stride, sums_.data()});
        const Real* next = sums_.data();
        Real* ds = outs_[t];
        for (const std::uint32_t n : active) {
            const Real part = delays[n].part;
            *ds += (1 - part) * *next++;
            if (part != 0) *ds += part * *next++;
            ++ds;
        }
    }
}

/// Of what arrives at a tick by EventProp; else of what arrives the tick after, whose neighbours'
/// adjoints are known by then.
template <class Real>
void Bundle<Real>::grow_delays(std::size_t t, std::size_t to, std::int64_t now,
                               Aligned<Real>& gradient) {
    if (plan_.learned.longest_delay == 0) return;
    for (const Link& link : plan_.links) {
        if (link.to != to || !link.has_own_delays()) continue;
        const Real* const weights = model_->parameters.data() + link.first;
        Real* const into = gradient.data() + link.delays;
        if (by_events()) {
            if (now > 0)
                delay_slopes_.add(link, weights, due(t, link).at(now), motion_of(t, to, now), into);
            continue;
        }
        const Around<Real> around{now > 0 ? adjoint_of(t, to, now) : nullptr,
                                  adjoint_of(t, to, now + 1), adjoint_of(t, to, now + 2)};
        delay_slopes_.add(link, weights, model_->delays[number(link)], due(t, link).at(now + 1),
                          around, into);
    }
}

#define EFFERENT_DELAYED(Real)                                                        \
    template void Bundle<Real>::begin_delayed(std::size_t);                           \
    template void Bundle<Real>::send_delayed(std::size_t, std::size_t, std::int64_t); \
    template void Bundle<Real>::gather_delayed(const Link&, std::int64_t);            \
    template void Bundle<Real>::grow_delays(std::size_t, std::size_t, std::int64_t, Aligned<Real>&);
EFFERENT_DELAYED(float)
EFFERENT_DELAYED(double)

}  // namespace efferent::snn::training

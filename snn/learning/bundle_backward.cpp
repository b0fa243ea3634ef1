// Backwards through time: spikes pass derivatives by their slopes, everything else by its own
// derivative (Neftci, Mostafa and Zenke, "Surrogate gradient learning in spiking neural networks",
// IEEE Signal Processing Magazine 36, 2019). With slopes of compact support only the neurons near
// their threshold ask what comes back to them (Perez-Nieves and Goodman, "Sparse spiking gradient
// descent", NeurIPS 2021).
#include "snn/learning/bundle.hpp"

namespace efferent::snn::training {

template <class Real>
void Bundle<Real>::backward(std::span<const std::vector<double>> by_scores,
                            Aligned<Real>& gradient) {
    std::int64_t last = 0;
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        const Trial& trial = *trials_[t];
        last = std::max(last, trial.ticks);
        Readout& r = readouts_[t];
        spread(trial, {plan_.reading, plan_.readout_keep, manner_.fade_ticks}, by_scores[t],
               plan_.classes, plan_.class_lanes, by_events(), scratch_, r.asked);
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            Strand<Real>& s = at(t, l);
            const std::size_t lanes = plan_.layers[l].lanes;
            for (Aligned<Real>* a : {&s.dv, &s.di, &s.du, &s.asked, &s.begun}) a->assign(lanes, 0);
            s.ds.resize(lanes + block_lanes);
            s.arrivals.assign(static_cast<std::size_t>(rings_[l]) * lanes, 0);
            if (by_events()) s.motion.assign(s.arrivals.size(), 0);
        }
    }
    for (std::int64_t now = last; now >= 1; --now) {
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) tick_back(l, now, gradient);
        grow_into(plan_.layers.size(), now, gradient);
    }
    for (std::size_t l = 0; l < plan_.layers.size(); ++l)
        for (std::size_t t = 0; t < trials_.size(); ++t) grow_delays(t, l, 0, gradient);
}

/// Of what arrives at a layer or the readout at a tick; null after the end.
template <class Real>
const Real* Bundle<Real>::adjoint_of(std::size_t t, std::size_t to, std::int64_t now) const {
    if (now > trials_[t]->ticks) return nullptr;
    if (to == plan_.layers.size())
        return readouts_[t].asked.all.data() + static_cast<std::size_t>(now) * plan_.class_lanes;
    return strand(t, to).arrivals.data() +
           static_cast<std::size_t>(now % rings_[to]) * plan_.layers[to].lanes;
}

template <class Real>
const Real* Bundle<Real>::motion_of(std::size_t t, std::size_t to, std::int64_t now) const {
    if (now > trials_[t]->ticks) return nullptr;
    if (to == plan_.layers.size())
        return readouts_[t].asked.motion.data() + static_cast<std::size_t>(now) * plan_.class_lanes;
    return strand(t, to).motion.data() +
           static_cast<std::size_t>(now % rings_[to]) * plan_.layers[to].lanes;
}

template <class Real>
void Bundle<Real>::gather_layer(std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const std::size_t blocks = layer.lanes / block_lanes, room = layer.lanes + block_lanes;
    const auto tick = static_cast<std::size_t>(now);
    active_.clear();
    active_count_.clear();
    outs_.clear();
    if (lists_.size() < trials_.size() * room) lists_.resize(trials_.size() * room);
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        Strand<Real>& s = at(t, l);
        std::uint32_t* const numbers = lists_.data() + t * room;
        std::size_t count = 0;
        if (runs(t, now) && by_events()) {
            const auto spikes = s.spikes_at(now);
            active_.push_back(spikes.data());
            count = spikes.size();
        } else {
            active_.push_back(numbers);
            if (runs(t, now)) count = list(s.active.data() + tick * blocks, blocks, numbers);
        }
        active_count_.push_back(count);
        outs_.push_back(s.ds.data());
        std::fill_n(s.ds.begin(), count, Real{0});
    }
    for (const Link& link : plan_.links) {
        if (link.from != l || (link.to == plan_.layers.size() && !by_events())) continue;
        if (link.has_own_delays()) {
            gather_delayed(link, now);
            continue;
        }
        adjoints_.clear();
        for (std::size_t t = 0; t < trials_.size(); ++t)
            adjoints_.push_back(by_events() ? motion_of(t, link.to, now + link.delay)
                                            : adjoint_of(t, link.to, now + link.delay));
        gather(GatherPass<Real>{.rows = layer.lanes,
                                .trials = trials_.size(),
                                .active = active_.data(),
                                .count = active_count_.data(),
                                .weights = model_->parameters.data() + link.first,
                                .stride = link.stride,
                                .adjoint = adjoints_.data(),
                                .out = outs_.data()});
    }
}

/// Of all neurons at once, since classes are few, and only where it changes from tick to tick.
template <class Real>
void Bundle<Real>::ask_readouts(std::size_t t, std::size_t l, std::int64_t now) {
    const Asked<Real>& asked = readouts_[t].asked;
    const auto part_at = [&](std::int64_t tick) {
        return asked.part[static_cast<std::size_t>(std::min(tick, trials_[t]->ticks + 1))];
    };
    bool changed = false;
    for (const Link& link : plan_.links)
        if (link.from == l && link.to == plan_.layers.size())
            changed = changed || part_at(now + link.delay) != part_at(now + link.delay + 1);
    if (!changed) return;
    CombinePass<Real> pass;
    pass.lanes = plan_.layers[l].lanes;
    pass.rows = by_class_.data();
    pass.count = plan_.classes;
    pass.out = at(t, l).begun.data();
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (link.from != l || link.to != plan_.layers.size()) continue;
        const Real* const part = asked.parts.data() + part_at(now + link.delay) * plan_.class_lanes;
        for (std::size_t c = 0; c < plan_.classes; ++c)
            by_class_[c] = {model_->by_class[i].data() + c * link.rows, part[c]};
        combine(pass);
        pass.adds = true;
    }
}

template <class Real>
void Bundle<Real>::pass_back(std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const auto tick = static_cast<std::size_t>(now);
    const std::size_t first_block = tick * layer.lanes / block_lanes;
    adjoint_places_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        ask_readouts(t, l, now);
        Strand<Real>& s = at(t, l);
        AdjointPlace<Real>& place = adjoint_places_.emplace_back();
        place.dv = s.dv.data();
        place.di = s.di.data();
        place.du = layer.adapts ? s.du.data() : nullptr;
        place.active = s.active.data() + first_block;
        place.spiked = s.spiked.data() + first_block;
        place.psi = s.psi.at(s.place[tick]);
        place.ds = s.ds.data();
        if (manner_.through_reset) place.drop = s.drop.at(s.place[tick]);
        place.asked = s.asked.data();
        place.begun = s.begun.data();
        place.bonus = s.bonus.empty() ? nullptr : s.bonus.data();
        if (manner_.smooth) place.amplitude = s.amplitude.data() + tick * layer.lanes;
        place.arrivals =
            s.arrivals.data() + static_cast<std::size_t>(now % rings_[l]) * layer.lanes;
    }
    go_back(AdjointPass<Real>{layer.lanes, model_->coefficients[l],
                              static_cast<Real>(plan_.readout_keep)},
            adjoint_places_.data(), adjoint_places_.size());
}

template <class Real>
void Bundle<Real>::pass_back_events(std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const auto tick = static_cast<std::size_t>(now);
    const std::size_t row = static_cast<std::size_t>(now % rings_[l]) * layer.lanes;
    event_places_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        Strand<Real>& s = at(t, l);
        event_places_.push_back(
            {s.dv.data(), s.di.data(), s.spiked.data() + tick * layer.lanes / block_lanes,
             s.psi.at(s.place[tick]), s.ds.data(), s.bonus.empty() ? nullptr : s.bonus.data(),
             s.arrivals.data() + row, s.motion.data() + row});
    }
    const LayerView<Real>& view = model_->layers[l];
    go_back_by_events(EventPass<Real>{layer.lanes, model_->coefficients[l], view.rate_v(),
                                      view.rate_i(), view.ticks_v()},
                      event_places_.data(), event_places_.size());
}

template <class Real>
void Bundle<Real>::tick_back(std::size_t l, std::int64_t now, Aligned<Real>& gradient) {
    gather_layer(l, now);
    if (by_events())
        pass_back_events(l, now);
    else
        pass_back(l, now);
    grow_into(l, now, gradient);
    for (std::size_t t = 0; t < trials_.size(); ++t)
        if (runs(t, now)) {
            grow_neurons(t, l, now, gradient);
            grow_delays(t, l, now, gradient);
        }
}

/// Of the weights of all that arrives at a layer or the readout.
template <class Real>
void Bundle<Real>::grow_into(std::size_t to, std::int64_t now, Aligned<Real>& gradient) {
    grows_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        const auto rows = arrived(t, to).at(now);
        grows_.push_back({rows.data(), rows.size(), adjoint_of(t, to, now)});
    }
    const bool readout = to == plan_.layers.size();
    grow(GrowPass<Real>{readout ? plan_.class_lanes : plan_.layers[to].lanes, gradient.data()},
         grows_.data(), grows_.size());
}

/// Biases and time constants, by what the equation of a tick says of each.
template <class Real>
void Bundle<Real>::grow_neurons(std::size_t t, std::size_t l, std::int64_t now,
                                Aligned<Real>& gradient) const {
    if (!plan_.learned.biases && !plan_.learned.time_constants) return;
    const Layer& layer = plan_.layers[l];
    const Strand<Real>& s = strand(t, l);
    const LayerView<Real>& view = model_->layers[l];
    if (plan_.learned.biases)
        for (std::size_t n = 0; n < layer.size; ++n)
            gradient[layer.bias + n] += s.dv[n] * (1 - view.keep_v().at(n));
    if (!plan_.learned.time_constants) return;
    const std::size_t before = (static_cast<std::size_t>(now) - 1) * layer.lanes;
    for (std::size_t n = 0; n < layer.size; ++n) {
        const Real keep = view.keep_v().at(n);
        Real drawn = s.v_after[before + n] - view.rest(n);
        if (layer.has_current()) drawn -= s.i_after[before + layer.lanes + n];
        if (layer.drains()) drawn += s.i_after[before + layer.lanes + n];
        gradient[layer.membrane + n] += s.dv[n] * drawn * keep * (1 - keep);
        const Real kept = view.keep_i().at(n);
        gradient[layer.current + n] += s.di[n] * s.i_after[before + n] * kept * (1 - kept);
    }
}

#define EFFERENT_BACKWARD(Real)                                                                  \
    template void Bundle<Real>::backward(std::span<const std::vector<double>>, Aligned<Real>&);  \
    template const Real* Bundle<Real>::adjoint_of(std::size_t, std::size_t, std::int64_t) const; \
    template const Real* Bundle<Real>::motion_of(std::size_t, std::size_t, std::int64_t) const;  \
    template void Bundle<Real>::gather_layer(std::size_t, std::int64_t);                         \
    template void Bundle<Real>::ask_readouts(std::size_t, std::size_t, std::int64_t);            \
    template void Bundle<Real>::pass_back(std::size_t, std::int64_t);                            \
    template void Bundle<Real>::pass_back_events(std::size_t, std::int64_t);                     \
    template void Bundle<Real>::tick_back(std::size_t, std::int64_t, Aligned<Real>&);            \
    template void Bundle<Real>::grow_into(std::size_t, std::int64_t, Aligned<Real>&);            \
    template void Bundle<Real>::grow_neurons(std::size_t, std::size_t, std::int64_t,             \
                                             Aligned<Real>&) const;
EFFERENT_BACKWARD(float)
EFFERENT_BACKWARD(double)

}  // namespace efferent::snn::training

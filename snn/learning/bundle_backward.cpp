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
        r.asked.assign((static_cast<std::size_t>(trial.ticks) + 1) * plan_.class_lanes, 0);
        if (by_events()) r.motion.assign(r.asked.size(), 0);
        spread(trial, {plan_.reading, plan_.readout_keep, manner_.fade_ticks}, by_scores[t],
               plan_.classes, plan_.class_lanes, scratch_, r.asked.data(),
               by_events() ? r.motion.data() : nullptr);
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            Strand<Real>& s = at(t, l);
            const std::size_t lanes = plan_.layers[l].lanes;
            for (Aligned<Real>* a : {&s.dv, &s.di, &s.du}) a->assign(lanes, 0);
            s.ds.resize(lanes + block_lanes);
            s.asked.resize(lanes);
            s.arrivals.assign(static_cast<std::size_t>(rings_[l]) * lanes, 0);
            if (by_events()) s.motion.assign(s.arrivals.size(), 0);
        }
    }
    for (std::int64_t now = last; now >= 1; --now) {
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) tick_back(l, now, gradient);
        for (std::size_t t = 0; t < trials_.size(); ++t)
            if (now <= trials_[t]->ticks)
                grow_into(t, plan_.layers.size(), now, adjoint_of(t, plan_.layers.size(), now),
                          gradient);
    }
    for (std::size_t l = 0; l < plan_.layers.size(); ++l)
        for (std::size_t t = 0; t < trials_.size(); ++t) grow_delays(t, l, 0, gradient);
}

/// Of what arrives at a layer or the readout at a tick; null after the end.
template <class Real>
const Real* Bundle<Real>::adjoint_of(std::size_t t, std::size_t to, std::int64_t now) const {
    if (now > trials_[t]->ticks) return nullptr;
    if (to == plan_.layers.size())
        return readouts_[t].asked.data() + static_cast<std::size_t>(now) * plan_.class_lanes;
    return strand(t, to).arrivals.data() +
           static_cast<std::size_t>(now % rings_[to]) * plan_.layers[to].lanes;
}

template <class Real>
const Real* Bundle<Real>::motion_of(std::size_t t, std::size_t to, std::int64_t now) const {
    if (now > trials_[t]->ticks) return nullptr;
    if (to == plan_.layers.size())
        return readouts_[t].motion.data() + static_cast<std::size_t>(now) * plan_.class_lanes;
    return strand(t, to).motion.data() +
           static_cast<std::size_t>(now % rings_[to]) * plan_.layers[to].lanes;
}

template <class Real>
void Bundle<Real>::gather_layer(std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const std::size_t blocks = layer.lanes / block_lanes;
    const auto tick = static_cast<std::size_t>(now);
    active_.clear();
    outs_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        Strand<Real>& s = at(t, l);
        active_.push_back(s.active.data() + tick * blocks);
        outs_.push_back(s.ds.data());
        if (now > trials_[t]->ticks) continue;
        const std::size_t count = s.first_active[tick + 1] - s.first_active[tick];
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
        gather(GatherPass<Real>{.blocks = blocks,
                                .trials = trials_.size(),
                                .active = active_.data(),
                                .weights = model_->parameters.data() + link.first,
                                .stride = link.stride,
                                .adjoint = adjoints_.data(),
                                .out = outs_.data()});
    }
}

/// Of all neurons at once, since classes are few: cheaper than asking for each active one.
template <class Real>
void Bundle<Real>::ask_readouts(std::size_t l, std::int64_t now) {
    if (by_events()) return;
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (now > trials_[t]->ticks) continue;
        CombinePass<Real> pass;
        pass.lanes = plan_.layers[l].lanes;
        pass.rows = dense_.data();
        pass.out = at(t, l).asked.data();
        for (std::size_t i = 0; i < plan_.links.size(); ++i) {
            const Link& link = plan_.links[i];
            if (link.from != l || link.to != plan_.layers.size()) continue;
            const Real* const asked = adjoint_of(t, link.to, now + link.delay);
            for (pass.count = 0; asked != nullptr && pass.count < plan_.classes; ++pass.count)
                dense_[pass.count] = {model_->by_class[i].data() + pass.count * link.rows,
                                      asked[pass.count]};
            combine(pass);
            pass.adds = true;
        }
        if (!pass.adds) combine(pass);
    }
}

template <class Real>
void Bundle<Real>::pass_back(std::size_t t, std::size_t l, std::int64_t now, Real* arrivals) {
    const Layer& layer = plan_.layers[l];
    const auto tick = static_cast<std::size_t>(now);
    Strand<Real>& s = at(t, l);
    const std::uint16_t* const spiked = s.spiked.data() + tick * layer.lanes / block_lanes;
    const Real* const psi = s.psi.data() + s.first_active[tick];
    const Real* const bonus = s.bonus.empty() ? nullptr : s.bonus.data();
    if (by_events()) {
        go_back_by_events(EventPass<Real>{
            .lanes = layer.lanes,
            .dv = s.dv.data(),
            .di = s.di.data(),
            .of = model_->coefficients[l],
            .rate_v = model_->layers[l].rate_v(),
            .rate_i = model_->layers[l].rate_i(),
            .spiked = spiked,
            .speed = psi,
            .by_time = s.ds.data(),
            .bonus = bonus,
            .slowest = static_cast<Real>(manner_.slowest),
            .arrivals = arrivals,
            .motion = s.motion.data() + static_cast<std::size_t>(now % rings_[l]) * layer.lanes});
        return;
    }
    AdjointPass<Real> pass;
    pass.lanes = layer.lanes;
    pass.dv = s.dv.data();
    pass.di = s.di.data();
    pass.du = layer.adapts ? s.du.data() : nullptr;
    pass.of = model_->coefficients[l];
    pass.active = active_[t];
    pass.spiked = spiked;
    pass.psi = psi;
    pass.ds = s.ds.data();
    if (manner_.through_reset) pass.drop = s.drop.data() + s.first_active[tick];
    pass.asked = s.asked.data();
    pass.bonus = bonus;
    if (manner_.smooth) pass.amplitude = s.amplitude.data() + tick * layer.lanes;
    pass.arrivals = arrivals;
    go_back(pass);
}

template <class Real>
void Bundle<Real>::tick_back(std::size_t l, std::int64_t now, Aligned<Real>& gradient) {
    gather_layer(l, now);
    ask_readouts(l, now);
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (now > trials_[t]->ticks) continue;
        Real* const arrivals = at(t, l).arrivals.data() +
                               static_cast<std::size_t>(now % rings_[l]) * plan_.layers[l].lanes;
        pass_back(t, l, now, arrivals);
        grow_into(t, l, now, arrivals, gradient);
        grow_neurons(t, l, now, gradient);
        grow_delays(t, l, now, gradient);
    }
}

template <class Real>
void Bundle<Real>::grow_into(std::size_t t, std::size_t to, std::int64_t now, const Real* adjoint,
                             Aligned<Real>& gradient) {
    std::size_t count = 0, lanes = 0;
    for (const Link& link : plan_.links) {
        if (link.to != to) continue;
        lanes = link.stride;
        Real* const rows = gradient.data() + link.first;
        each_arrival(t, link, now, [&](std::size_t source, Real times) {
            growing_[count++] = {rows + source * link.stride, times};
        });
    }
    grow(GrowPass<Real>{growing_.data(), count, adjoint, lanes});
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
        const Real drawn = s.v_after[before + n] - view.rest(n) -
                           (layer.has_current() ? s.i_after[before + layer.lanes + n] : Real{0});
        gradient[layer.membrane + n] += s.dv[n] * drawn * keep * (1 - keep);
        const Real kept = view.keep_i().at(n);
        gradient[layer.current + n] += s.di[n] * s.i_after[before + n] * kept * (1 - kept);
    }
}

#define EFFERENT_BACKWARD(Real)                                                                  \
    template void Bundle<Real>::backward(std::span<const std::vector<double>>, Aligned<Real>&);  \
    template const Real* Bundle<Real>::adjoint_of(std::size_t, std::size_t, std::int64_t) const; \
    template const Real* Bundle<Real>::motion_of(std::size_t, std::size_t, std::int64_t) const;  \
    template void Bundle<Real>::ask_readouts(std::size_t, std::int64_t);                         \
    template void Bundle<Real>::pass_back(std::size_t, std::size_t, std::int64_t, Real*);        \
    template void Bundle<Real>::gather_layer(std::size_t, std::int64_t);                         \
    template void Bundle<Real>::tick_back(std::size_t, std::int64_t, Aligned<Real>&);            \
    template void Bundle<Real>::grow_into(std::size_t, std::size_t, std::int64_t, const Real*,   \
                                          Aligned<Real>&);                                       \
    template void Bundle<Real>::grow_neurons(std::size_t, std::size_t, std::int64_t,             \
                                             Aligned<Real>&) const;
EFFERENT_BACKWARD(float)
EFFERENT_BACKWARD(double)

}  // namespace efferent::snn::training

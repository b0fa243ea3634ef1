// Forwards through time.
#include "snn/learning/bundle.hpp"

namespace efferent::snn::training {

template <class Real>
Bundle<Real>::Bundle(const Plan& plan, const Manner& manner)
    : plan_(plan),
      manner_(manner),
      slope_{manner.slope.shape, static_cast<Real>(manner.slope.peak),
             static_cast<Real>(manner.slope.inverse_width),
             static_cast<Real>(manner.slope.amplitude)},
      rings_(plan.layers.size(), 1) {
    for (const Link& link : plan.links)
        if (link.to < plan.layers.size())
            rings_[link.to] = std::max(
                {rings_[link.to], link.delay + 1, std::int64_t{link.has_own_delays() ? 3 : 1}});
    std::size_t most = plan.classes;
    for (const Link& link : plan_.links) most += (link.has_own_delays() ? 2 : 1) * link.rows;
    dense_.resize(most);
    apart_.resize(most);
    growing_.resize(most);
}

template <class Real>
void Bundle<Real>::start() {
    const std::size_t layers = plan_.layers.size();
    if (strands_.size() < trials_.size() * layers) strands_.resize(trials_.size() * layers);
    if (readouts_.size() < trials_.size()) readouts_.resize(trials_.size());
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        const auto ticks = static_cast<std::size_t>(trials_[t]->ticks);
        for (std::size_t l = 0; l < layers; ++l) {
            const Layer& layer = plan_.layers[l];
            Strand<Real>& s = at(t, l);
            s.v.assign(layer.lanes, 0);
            for (std::size_t n = 0; n < layer.size; ++n) s.v[n] = model_->layers[l].start(n);
            s.i.assign(layer.lanes, 0);
            s.u.assign(layer.lanes, 0);
            s.bonus.clear();
            s.active.resize((ticks + 1) * layer.lanes / block_lanes);
            s.spiked.resize(s.active.size());
            s.first_active.assign(2, 0);
            s.first_spike.assign(2, 0);
            s.psi.clear();
            s.drop.clear();
            s.spikes.clear();
            s.counts.assign(layer.lanes, 0);
            if (manner_.smooth) s.amplitude.resize((ticks + 1) * layer.lanes);
            if (plan_.learned.time_constants && keep_ == Keep::tape) {
                s.v_after.resize((ticks + 1) * layer.lanes);
                s.i_after.resize((ticks + 1) * layer.lanes);
                std::ranges::copy(s.v, s.v_after.begin());
                std::ranges::copy(s.i, s.i_after.begin());
            }
        }
        begin_delayed(t);
        Readout& r = readouts_[t];
        r.potential.assign(plan_.class_lanes, 0.0);
        r.sum.assign(plan_.class_lanes, 0.0);
        r.begun.assign(trials_[t]->windows.size() * plan_.classes, 0.0);
        r.scores.assign(trials_[t]->windows.size() * plan_.classes, 0.0);
    }
}

template <class Real>
void Bundle<Real>::forward(std::span<const Trial* const> trials, const NetworkView<Real>& model,
                           Keep keep) {
    trials_.assign(trials.begin(), trials.end());
    model_ = &model;
    keep_ = keep;
    start();
    std::int64_t last = 0;
    for (const Trial* trial : trials_) last = std::max(last, trial->ticks);
    for (std::int64_t now = 1; now <= last; ++now)
        for (std::size_t t = 0; t < trials_.size(); ++t)
            if (now <= trials_[t]->ticks) tick(t, now);
}

template <class Real>
void Bundle<Real>::tick(std::size_t t, std::int64_t now) {
    for (std::size_t l = 0; l < plan_.layers.size(); ++l) step_layer(t, l, now);
    read(t, now);
}

template <class Real>
void Bundle<Real>::step_layer(std::size_t t, std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const auto tick = static_cast<std::size_t>(now);
    Strand<Real>& s = at(t, l);
    std::size_t dense = 0, apart = 0;
    for (const Link& link : plan_.links) {
        if (link.to != l) continue;
        const Real* const weights = model_->parameters.data() + link.first;
        auto* const list = link.apart ? apart_.data() : dense_.data();
        std::size_t& count = link.apart ? apart : dense;
        each_arrival(t, link, now, [&](std::size_t source, Real times) {
            list[count++] = {weights + source * link.stride, times};
        });
    }
    StepPass<Real> pass;
    pass.lanes = layer.lanes;
    pass.v = s.v.data();
    pass.i = layer.has_current() ? s.i.data() : nullptr;
    pass.u = layer.adapts ? s.u.data() : nullptr;
    pass.dense = dense_.data();
    pass.dense_count = dense;
    pass.apart = apart_.data();
    pass.apart_count = apart;
    pass.of = model_->coefficients[l];
    pass.slope = slope_;
    pass.spikes = s.spikes.room(layer.lanes);
    if (manner_.smooth) pass.amplitude = s.amplitude.data() + tick * layer.lanes;
    if (keep_ == Keep::tape) {
        pass.active = s.active.data() + tick * layer.lanes / block_lanes;
        pass.spiked = s.spiked.data() + tick * layer.lanes / block_lanes;
        pass.psi = s.psi.room(layer.lanes + block_lanes);
        if (manner_.through_reset) pass.drop = s.drop.room(layer.lanes + block_lanes);
        if (plan_.learned.time_constants) {
            pass.v_after = s.v_after.data() + tick * layer.lanes;
            pass.i_after = s.i_after.data() + tick * layer.lanes;
        }
    }
    StepCount count;
    if constexpr (std::is_same_v<Real, double>)
        count = manner_.smooth ? step_smoothly(pass) : step(pass);
    else
        count = step(pass);
    for (std::size_t i = 0; i < count.spikes; ++i) ++s.counts[pass.spikes[i]];
    s.spikes.take(count.spikes);
    s.psi.take(count.active);
    s.drop.take(count.active);
    s.first_active.push_back(s.first_active.back() + static_cast<std::uint32_t>(count.active));
    s.first_spike.push_back(s.first_spike.back() + static_cast<std::uint32_t>(count.spikes));
    send_delayed(t, l, now);
}

/// The readout's potential is followed in double, so that its sums lose nothing over any number of
/// windows.
template <class Real>
void Bundle<Real>::read(std::size_t t, std::int64_t now) {
    const Trial& trial = *trials_[t];
    Readout& r = readouts_[t];
    for (double& y : r.potential) y *= plan_.readout_keep;
    for (const Link& link : plan_.links) {
        if (link.to != plan_.layers.size()) continue;
        const Real* const weights = model_->parameters.data() + link.first;
        each_arrival(t, link, now, [&](std::size_t source, Real times) {
            const Real* const row = weights + source * link.stride;
            for (std::size_t c = 0; c < plan_.class_lanes; ++c)
                r.potential[c] += static_cast<double>(row[c]) * static_cast<double>(times);
        });
    }
    const bool mean = plan_.reading.over == "mean";
    if (mean)
        for (std::size_t c = 0; c < plan_.class_lanes; ++c) r.sum[c] += r.potential[c];
    for (std::size_t w = 0; w < trial.windows.size(); ++w) {
        const TickWindow& window = trial.windows[w];
        if (window.first == now)
            std::copy_n(r.sum.begin(), plan_.classes,
                        r.begun.begin() + static_cast<std::ptrdiff_t>(w * plan_.classes));
        if (window.last != now) continue;
        const auto length = static_cast<double>(window.last - window.first);
        for (std::size_t c = 0; c < plan_.classes; ++c) {
            const std::size_t place = w * plan_.classes + c;
            r.scores[place] =
                plan_.readout_rest + (mean ? (r.sum[c] - r.begun[place]) / length : r.potential[c]);
        }
    }
}

template <class Real>
void Bundle<Real>::count(std::size_t t, std::size_t l, std::vector<double>& counts) const {
    const Strand<Real>& s = strand(t, l);
    const Layer& layer = plan_.layers[l];
    counts.assign(s.counts.begin(), s.counts.begin() + static_cast<std::ptrdiff_t>(layer.size));
    if (!manner_.smooth) return;
    for (std::size_t n = 0; n < layer.size; ++n) {
        counts[n] = 0.0;
        for (std::size_t tick = 1; tick <= static_cast<std::size_t>(trials_[t]->ticks); ++tick)
            counts[n] += static_cast<double>(s.amplitude[tick * layer.lanes + n]);
    }
}

template class Bundle<float>;
template class Bundle<double>;

}  // namespace efferent::snn::training

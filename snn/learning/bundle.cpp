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
      rings_(plan.layers.size(), 1),
      longest_(plan.layers.size(), 1) {
    for (const Link& link : plan.links)
        if (link.from != from_input)
            longest_[link.from] = std::max(longest_[link.from], link.delay);
    for (const Link& link : plan.links)
        if (link.to < plan.layers.size())
            rings_[link.to] = std::max(
                {rings_[link.to], link.delay + 1, std::int64_t{link.has_own_delays() ? 3 : 1}});
    for (const Link& link : plan_.links) most_ += (link.has_own_delays() ? 2 : 1) * link.rows;
    by_class_.resize(plan.classes);
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
            s.place.assign(ticks + 1, 0);
            s.first_spike.assign(ticks + 2, 0);
            s.arrived.first.assign(ticks + 2, 0);
            s.arrived.rows.clear();
            s.psi.start(layer.lanes + block_lanes);
            s.drop.start(layer.lanes + block_lanes);
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
        r.arrived.first.assign(ticks + 2, 0);
        r.arrived.rows.clear();
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
    for (std::int64_t now = 1; now <= last; ++now) {
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) step_layer(l, now);
        follow_readouts(now);
        for (std::size_t t = 0; t < trials_.size(); ++t)
            if (runs(t, now)) read(t, now);
    }
}

template <class Real>
Arrivals<Real>& Bundle<Real>::arrived(std::size_t t, std::size_t to) {
    return to == plan_.layers.size() ? readouts_[t].arrived : at(t, to).arrived;
}

/// Notes which rows of weights arrive at a layer or the readout: how many.
template <class Real>
std::size_t Bundle<Real>::arrive(std::size_t t, std::size_t to, bool apart, std::int64_t now) {
    Arrivals<Real>& all = arrived(t, to);
    const auto tick = static_cast<std::size_t>(now);
    if (keep_ == Keep::scores && !apart) {  // nothing will go back
        all.rows.clear();
        all.first[tick] = 0;
    }
    Arriving<Real>* const rows = all.rows.room(most_);
    std::size_t count = 0;
    for (const Link& link : plan_.links) {
        if (link.to != to || link.apart != apart) continue;
        const auto first = static_cast<std::uint32_t>(link.first);
        const auto stride = static_cast<std::uint32_t>(link.stride);
        each_arrival(t, link, now, [&](std::uint32_t source, Real times) {
            rows[count++] = {first + source * stride, times};
        });
    }
    all.rows.take(count);
    const std::uint32_t before = apart ? all.first[tick + 1] : all.first[tick];
    all.first[tick + 1] = before + static_cast<std::uint32_t>(count);
    return count;
}

template <class Real>
StepPlace<Real> Bundle<Real>::step_place(std::size_t t, std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    const auto tick = static_cast<std::size_t>(now);
    Strand<Real>& s = at(t, l);
    StepPlace<Real> place;
    place.v = s.v.data();
    place.i = layer.has_current() ? s.i.data() : nullptr;
    place.u = layer.adapts ? s.u.data() : nullptr;
    place.dense_count = arrive(t, l, false, now);
    place.apart_count = arrive(t, l, true, now);
    place.dense = s.arrived.at(now).data();
    place.apart = place.dense + place.dense_count;
    place.spikes = s.spikes.room(layer.lanes + block_lanes);
    if (manner_.smooth) place.amplitude = s.amplitude.data() + tick * layer.lanes;
    if (keep_ != Keep::tape) return place;
    place.active = s.active.data() + tick * layer.lanes / block_lanes;
    place.spiked = s.spiked.data() + tick * layer.lanes / block_lanes;
    place.psi = s.psi.room(layer.lanes + block_lanes);
    if (manner_.through_reset) place.drop = s.drop.room(layer.lanes + block_lanes);
    s.place[tick] = s.psi.place();
    if (plan_.learned.time_constants) {
        place.v_after = s.v_after.data() + tick * layer.lanes;
        place.i_after = s.i_after.data() + tick * layer.lanes;
    }
    return place;
}

template <class Real>
void Bundle<Real>::step_layer(std::size_t l, std::int64_t now) {
    steps_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t)
        if (runs(t, now)) steps_.push_back(step_place(t, l, now));
    const StepPass<Real> pass{plan_.layers[l].lanes, model_->parameters.data(),
                              model_->coefficients[l], slope_, static_cast<Real>(manner_.slowest)};
    if constexpr (std::is_same_v<Real, double>) {
        if (manner_.smooth)
            step_smoothly(pass, steps_.data(), steps_.size());
        else
            step(pass, steps_.data(), steps_.size());
    } else {
        step(pass, steps_.data(), steps_.size());
    }
    const auto tick = static_cast<std::size_t>(now);
    const StepPlace<Real>* place = steps_.data();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        Strand<Real>& s = at(t, l);
        for (std::size_t i = 0; i < place->spike_count; ++i) ++s.counts[place->spikes[i]];
        s.spikes.take(place->spike_count);
        s.psi.take(place->active_count);
        s.drop.take(place->active_count);
        s.first_spike[tick + 1] =
            s.first_spike[tick] + static_cast<std::uint32_t>(place->spike_count);
        send_delayed(t, l, now);
        if (keep_ == Keep::scores && s.spikes.size() > 16 * plan_.layers[l].lanes &&
            now > longest_[l])
            s.forget_spikes(now - longest_[l], now);
        ++place;
    }
}

template <class Real>
void Bundle<Real>::follow_readouts(std::int64_t now) {
    follows_.clear();
    for (std::size_t t = 0; t < trials_.size(); ++t) {
        if (!runs(t, now)) continue;
        Readout& r = readouts_[t];
        arrive(t, plan_.layers.size(), false, now);
        const auto rows = r.arrived.at(now);
        follows_.push_back({r.potential.data(), r.sum.data(), rows.data(), rows.size()});
    }
    follow(FollowPass<Real>{plan_.class_lanes, model_->parameters.data(), plan_.readout_keep},
           follows_.data(), follows_.size());
}

template <class Real>
void Bundle<Real>::read(std::size_t t, std::int64_t now) {
    const Trial& trial = *trials_[t];
    Readout& r = readouts_[t];
    const bool mean = plan_.reading.over == "mean";
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

// One trial forwards: neurons, readout and eligibilities, tick by tick.
#include "snn/learning/online.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"

namespace efferent::snn::training {
namespace {

/// Ticks from a layer to the readout; of one that the readout does not hear, the shortest there is.
std::int64_t delay_of(const Plan& plan, std::size_t layer) {
    for (const Link& link : plan.links)
        if (link.from == layer && link.to == plan.layers.size()) return link.delay;
    return 1;
}

}  // namespace

void require_eligible(const Plan& plan, Feedback feedback) {
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const Layer& layer = plan.layers[l];
        const auto refuse = [&](const std::string& why) {
            throw Error(Fault::unsupported, "population \"" + layer.name + "\": " + why);
        };
        for (const Dynamics& d : layer.dynamics)
            if (d.membrane_ns != layer.dynamics.front().membrane_ns ||
                d.excitatory_ns != layer.dynamics.front().excitatory_ns)
                refuse(
                    "e_prop trains neurons of one membrane_ms and excitatory_ms, whose traces "
                    "of a source are the same");
        if (layer.drains())
            refuse("e_prop has no traces for neurons whose adaptation is a current");
        bool heard = false;
        for (const Link& link : plan.links) {
            if (link.to == l && link.has_own_delays())
                refuse("e_prop needs one delay for each projection, not one a source");
            if (link.from != l || link.to != plan.layers.size()) continue;
            heard = true;
            if (link.delay != delay_of(plan, l))
                refuse("e_prop needs one delay for all its projections to the readout");
        }
        if (!heard && feedback == Feedback::symmetric)
            refuse(
                "the readout does not hear it, so that symmetric feedback of e_prop brings it "
                "no error; choose \"feedback\": \"random\", or connect it to the readout");
    }
}

template <class Real>
Online<Real>::Online(const Plan& plan, const Manner& manner)
    : plan_(plan),
      manner_(manner),
      slope_{manner.slope.shape, static_cast<Real>(manner.slope.peak),
             static_cast<Real>(manner.slope.inverse_width),
             static_cast<Real>(manner.slope.amplitude)},
      mean_(plan.reading.over == "mean"),
      states_(plan.layers.size()),
      first_source_(plan.links.size()) {
    std::int64_t ring = 1;
    std::size_t sources = 0, most = 0, widest = plan.class_lanes;
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        const Link& link = plan.links[i];
        ring = std::max(ring, link.delay + 1);
        most += link.rows;
        if (link.to != plan.layers.size()) continue;
        first_source_[i] = sources;
        sources += link.rows;
    }
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        layers_.emplace_back(plan, l);
        states_[l].sent.resize(static_cast<std::size_t>(ring));
        states_[l].delay = delay_of(plan, l);
        longest_delay_ = std::max(longest_delay_, states_[l].delay);
        widest = std::max(widest, plan.layers[l].lanes);
        if (manner.feedback != Feedback::random) continue;
        RandomStream random(manner.feedback_seed, "feedback", l);
        Aligned<Real>& drawn = feedback_.emplace_back(plan.classes * plan.layers[l].lanes);
        const double sd = 1.0 / std::sqrt(static_cast<double>(plan.layers[l].size));
        for (std::size_t c = 0; c < plan.classes; ++c)
            for (std::size_t n = 0; n < plan.layers[l].size; ++n)
                drawn[c * plan.layers[l].lanes + n] = static_cast<Real>(sd * random.normal());
    }
    heard_.resize(sources);
    heard_sum_.resize(sources);
    scores_.resize(plan.classes);
    by_scores_.resize(plan.classes);
    error_.resize(plan.class_lanes);
    signal_.resize(widest);
    dense_.resize(most);
    apart_.resize(most);
    heard_rows_.resize(sources);
    by_class_.resize(plan.classes);
    active_.resize(widest / block_lanes);
    spiked_.resize(widest / block_lanes);
    psi_.resize(widest + block_lanes);
    spikes_.resize(widest + block_lanes);
}

template <class Real>
void Online<Real>::begin(const Trial& trial, const NetworkView<Real>& model) {
    trial_ = &trial;
    model_ = &model;
    for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
        State& s = states_[l];
        const Layer& layer = plan_.layers[l];
        s.v.assign(layer.lanes, 0);
        for (std::size_t n = 0; n < layer.size; ++n) s.v[n] = model.layers[l].start(n);
        s.i.assign(layer.lanes, 0);
        s.u.assign(layer.lanes, 0);
        s.counts.assign(layer.size, 0.0);
        for (auto& sent : s.sent) sent.clear();
        layers_[l].begin(model.layers[l]);
    }
    potential_.assign(plan_.class_lanes, 0.0);
    sum_.assign(plan_.class_lanes, 0.0);
    std::ranges::fill(heard_, 0.0);
    std::ranges::fill(heard_sum_, 0.0);
}

/// Calls each(source, times) for what arrives through a link at a tick.
template <class Real>
template <class F>
void Online<Real>::each_arrival(const Link& link, std::int64_t now, const F& each) const {
    const std::int64_t sent = now - link.delay;
    if (sent < 0) return;
    if (link.from == from_input) {
        for (const LineCount& l : trial_->sent(sent)) each(l.line, static_cast<Real>(l.times));
        return;
    }
    const auto& ring = states_[link.from].sent;
    for (const std::uint32_t n : ring[static_cast<std::size_t>(sent) % ring.size()])
        each(n, Real{1});
}

/// The arithmetic of Bundle, to the last bit.
template <class Real>
void Online<Real>::step_layer(std::size_t l, std::int64_t now) {
    const Layer& layer = plan_.layers[l];
    State& s = states_[l];
    Eligibility<Real>& eligibility = layers_[l];
    eligibility.begin_tick();
    std::size_t dense = 0, apart = 0;
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (link.to != l) continue;
        each_arrival(link, now, [&](std::size_t source, Real times) {
            (link.apart ? apart_[apart++] : dense_[dense++]) = {
                static_cast<std::uint32_t>(link.first + source * link.stride), times};
            eligibility.arrive(i, source, times);
        });
    }
    StepPlace<Real> place;
    place.v = s.v.data();
    place.i = layer.has_current() ? s.i.data() : nullptr;
    place.u = layer.adapts ? s.u.data() : nullptr;
    place.dense = dense_.data();
    place.dense_count = dense;
    place.apart = apart_.data();
    place.apart_count = apart;
    place.spikes = spikes_.data();
    place.active = active_.data();
    place.spiked = spiked_.data();
    place.psi = psi_.data();
    step(StepPass<Real>{layer.lanes, model_->parameters.data(), model_->coefficients[l], slope_},
         &place, 1);
    const auto sent = std::span(spikes_).first(place.spike_count);
    s.sent[static_cast<std::size_t>(now) % s.sent.size()].assign(sent.begin(), sent.end());
    for (const std::uint32_t n : sent) s.counts[n] += 1.0;
    eligibility.end_tick(now, active_.data(), spiked_.data(), psi_.data());
}

template <class Real>
void Online<Real>::read(std::int64_t now) {
    for (double& z : heard_) z *= plan_.readout_keep;
    std::size_t count = 0;
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (link.to != plan_.layers.size()) continue;
        each_arrival(link, now, [&](std::size_t source, Real times) {
            heard_rows_[count++] = {static_cast<std::uint32_t>(link.first + source * link.stride),
                                    times};
            heard_[first_source_[i] + source] += static_cast<double>(times);
        });
    }
    const FollowPlace<Real> place{potential_.data(), sum_.data(), heard_rows_.data(), count};
    follow(FollowPass<Real>{plan_.class_lanes, model_->parameters.data(), plan_.readout_keep},
           &place, 1);
    for (std::size_t s = 0; s < heard_.size(); ++s) heard_sum_[s] += heard_[s];
}

template <class Real>
void Online<Real>::run(const Trial& trial, const NetworkView<Real>& model,
                       const ActivityLoss& activity, const Counts& counts, Aligned<Real>& gradient,
                       Tally& tally) {
    begin(trial, model);
    attend(0, counts, gradient, tally);
    for (std::int64_t now = 1; now <= trial.ticks; ++now) {
        for (std::size_t l = 0; l < layers_.size(); ++l) step_layer(l, now);
        read(now);
        attend(now, counts, gradient, tally);
    }
    const double seconds = seconds_of(plan_, trial.ticks);
    std::vector<double> by_spike;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const std::vector<double>& spikes = states_[l].counts;
        for (const double n : spikes) tally.spikes[l] += n;
        tally.neuron_seconds += static_cast<double>(plan_.layers[l].size) * seconds;
        if (activity.is_zero()) continue;
        by_spike.resize(spikes.size());
        tally.penalty += activity.of(l, spikes, seconds, counts.trials, by_spike);
        layers_[l].learn_from_activity(by_spike);
    }
}

template <class Real>
void Online<Real>::collect(Aligned<Real>& gradient) {
    for (auto& layer : layers_) layer.collect(gradient);
}

template <class Real>
std::size_t Online<Real>::memory() const {
    std::size_t numbers = 0;
    for (const auto& layer : layers_) numbers += layer.memory();
    for (const State& s : states_) {
        numbers += s.v.size() + s.i.size() + s.u.size() + s.counts.size();
        numbers += s.sent.size() * s.v.size();
    }
    for (const auto* opens : {&open_, &spare_})
        for (const Open& open : *opens) {
            numbers += open.begun.size() + open.heard.size();
            for (const auto& e : open.by_error) numbers += e.size();
        }
    return numbers + 2 * (potential_.size() + heard_.size());
}

template class Online<float>;
template class Online<double>;

}  // namespace efferent::snn::training

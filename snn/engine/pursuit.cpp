// Eight at a time where all weights are whole numbers of a unit; one by one where they are not, and
// where eight at a time cannot tell.
#include "snn/engine/pursuit.hpp"

#include <algorithm>

namespace efferent::snn {

Pursuit::Pursuit(const BlockPlan& plan) : plan_(plan), touches_(plan), eights_(plan) {
    for (std::size_t i = 0; i < plan.block.size; ++i) {
        const Dynamics& d = plan.of(i);
        limits_.push_back(
            {d.threshold - d.rest, d.v_reset - d.rest, d.rest, d.refractory_ns, d.reset});
    }
    const Frame& f = *plan.frame;
    frame_ = {f.one_synapse, f.membrane.rate(), f.excitatory.rate(), f.inhibitory.rate(),
              f.current_p,   f.current_n,       f.fastest_rate};
    probed_.resize(plan.block.size);
    for (const std::uint32_t lane : plan.probes) probed_[lane] = true;
}

std::span<const WalkEnd> Pursuit::follow(const Window& window, std::span<const Segment> segments,
                                         std::span<const Chosen> chosen, std::vector<Spike>& spikes,
                                         std::vector<Sample>& samples) {
    ends_.resize(chosen.size());
    unsure_.clear();
    if (chosen.empty()) return ends_;
    if (eights_.take(window.hits))
        march_all(window, segments, chosen, spikes);
    else
        for (std::uint32_t i = 0; i < chosen.size(); ++i) unsure_.push_back(i);
    if (!unsure_.empty()) walk(window, segments, chosen, spikes);
    if (!plan_.probes.empty()) look(window, segments, chosen, samples);
    return ends_;
}

void Pursuit::march_all(const Window& window, std::span<const Segment> segments,
                        std::span<const Chosen> chosen, std::vector<Spike>& spikes) {
    lanes_.clear();
    for (const Chosen& c : chosen) lanes_.push_back(c.lane);
    eights_.collect(window.hits, segments, lanes_);
    if (states_.size() < (window.hits.size() + 1) * MarchState::doubles)
        states_.resize((window.hits.size() + 1) * MarchState::doubles);
    crossing_.clear();
    for (std::size_t first = 0; first < chosen.size(); first += MarchEight::size) {
        MarchEight eight;
        const auto some = chosen.subspan(first, std::min(MarchEight::size, chosen.size() - first));
        fill(eight, some);
        const Eights::Meetings met = eights_.meetings(first / MarchEight::size);
        march({&frame_, met.hits.data(), met.weights, met.hits.size(), states_.data()}, eight);
        for (std::size_t i = 0; i < some.size(); ++i) {
            WalkEnd& end = ends_[first + i];
            end.spiked = false;
            end.state = some[i].state;
            end.state.held = (eight.held >> i & 1U) != 0;
            end.state.a = eight.a[i];
            if ((eight.reached >> i & 1U) == 0) continue;
            add_crossing(eight, met, i, static_cast<std::uint32_t>(first + i));
            if (crossing_.size() == Crossings::size) end_crossings(window, chosen, spikes);
        }
    }
    end_crossings(window, chosen, spikes);
}

void Pursuit::add_crossing(const MarchEight& eight, const Eights::Meetings& met, std::size_t i,
                           std::uint32_t place) {
    const std::size_t to = crossing_.size();
    const std::uint32_t hit = eight.where[i];
    const double* const state = states_.data() + MarchState::doubles * hit + i;
    const double begin = hit == 0 ? 0.0 : met.hits[hit - 1].at_ns;
    crossings_.a[to] = state[MarchState::a];
    crossings_.p[to] = state[MarchState::p];
    crossings_.n[to] = state[MarchState::n];
    crossings_.v_end[to] = state[MarchState::v];
    crossings_.threshold[to] = eight.threshold[i];
    crossings_.begin_ns[to] = std::max(begin, eight.free_at_ns[i]);
    crossings_.end_ns[to] = met.hits[hit].at_ns;
    crossing_.push_back(place);
}

/// Spikes of those that surely do, and are then held beyond the window's end.
void Pursuit::end_crossings(const Window& window, std::span<const Chosen> chosen,
                            std::vector<Spike>& spikes) {
    if (crossing_.empty()) return;
    cross(frame_, crossings_);
    for (std::size_t i = 0; i < crossing_.size(); ++i) {
        const std::uint32_t lane = chosen[crossing_[i]].lane;
        const Limits& limits = limits_[lane];
        const double at = crossings_.at_ns[i];
        if ((crossings_.sure >> i & 1U) == 0 || at + limits.refractory_ns <= plan_.frame->end.at) {
            unsure_.push_back(crossing_[i]);
            continue;
        }
        WalkEnd& end = ends_[crossing_[i]];
        end.spiked = end.state.held = true;
        end.state.free_at_ns = at + limits.refractory_ns;
        end.state.held_v = limits.reset == Reset::to_value ? limits.v_reset : -limits.rest;
        spikes.push_back(
            {Time{Duration{window.begin_ns + static_cast<std::int64_t>(at)}}, plan_.neuron(lane)});
    }
    crossing_.clear();
}

/// The last as often as it takes to make eight.
void Pursuit::fill(MarchEight& eight, std::span<const Chosen> chosen) {
    eight.held = 0;
    for (std::size_t i = 0; i < MarchEight::size; ++i) {
        const Chosen& c = chosen[std::min(i, chosen.size() - 1)];
        eight.a[i] = c.state.a;
        eight.p[i] = c.state.p;
        eight.n[i] = c.state.n;
        eight.threshold[i] = limits_[c.lane].threshold;
        eight.free_at_ns[i] = c.state.held ? std::max(0.0, c.state.free_at_ns) : 0.0;
        eight.held_v[i] = c.state.held_v;
        if (c.state.held) eight.held |= 1U << i;
    }
}

void Pursuit::walk(const Window& window, std::span<const Segment> segments,
                   std::span<const Chosen> chosen, std::vector<Spike>& spikes) {
    lanes_.clear();
    for (const std::uint32_t i : unsure_) lanes_.push_back(chosen[i].lane);
    touches_.collect(window.hits, segments, lanes_);
    Walk walk(*plan_.frame, window.hits);
    for (std::size_t u = 0; u < unsure_.size(); ++u) {
        const Chosen& c = chosen[unsure_[u]];
        offsets_.clear();
        ends_[unsure_[u]] = walk.run(c.state, limits_[c.lane], touches_.of(u), offsets_);
        for (const std::uint32_t offset : offsets_)
            spikes.push_back({Time{Duration{window.begin_ns + offset}}, plan_.neuron(c.lane)});
    }
}

/// Once more from the begin, for what there is to see.
void Pursuit::look(const Window& window, std::span<const Segment> segments,
                   std::span<const Chosen> chosen, std::vector<Sample>& samples) {
    lanes_.clear();
    unsure_.clear();
    for (std::uint32_t i = 0; i < chosen.size(); ++i) {
        if (!probed_[chosen[i].lane]) continue;
        unsure_.push_back(i);
        lanes_.push_back(chosen[i].lane);
    }
    touches_.collect(window.hits, segments, lanes_);
    Walk walk(*plan_.frame, window.hits);
    walk.looks = &looks_;
    for (std::size_t u = 0; u < unsure_.size(); ++u) {
        const Chosen& c = chosen[unsure_[u]];
        offsets_.clear();
        looks_.clear();
        walk.run(c.state, limits_[c.lane], touches_.of(u), offsets_);
        for (const Walk::Look& look : looks_)
            samples.push_back({Time{Duration{window.begin_ns + look.offset_ns}},
                               plan_.neuron(c.lane), look.v, look.current});
    }
}

}  // namespace efferent::snn

// What is on its way to neurons: a sum for each of them and each tick until the longest delay is
// over, and the synapses that add to it.
#pragma once

#include <algorithm>
#include <span>

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// Sums of whole numbers, or of doubles; doubles are summed in the order in which they are sent.
template <class Sum, class Effect = std::int32_t>
class Arrivals {
public:
    /// `effect(projection, synapse)` says what an arrival through network.projections[projection]
    /// .weights[synapse] adds. The network is sound.
    template <class Rule>
    Arrivals(const WholeNetwork& network, const Rule& effect) : neurons_(network.neurons()) {
        lines_ = 2 * network.channels;
        std::uint32_t longest = 0;
        for (std::size_t line = 0; line < lines_; ++line)
            longest = std::max(longest, gather(network, snn::InputLines{}, line, effect));
        for (std::size_t p = 0; p < network.populations.size(); ++p) {
            const auto id = static_cast<PopulationId>(p);
            for (std::size_t n = 0; n < network.populations[id].size; ++n)
                longest = std::max(longest, gather(network, id, n, effect));
        }
        slots_ = longest + 1;
        sums_.assign(slots_ * neurons_, Sum{});
    }

    void event(std::uint32_t line) { send(line); }
    void spike(NeuronId neuron) { send(lines_ + index(neuron)); }

    /// What has arrived by now in this tick, one entry a neuron.
    std::span<Sum> now() { return {sums_.data() + slot_ * neurons_, neurons_}; }
    /// Ends the tick: its sums are forgotten.
    void advance() {
        std::ranges::fill(now(), Sum{});
        slot_ = slot_ + 1 == slots_ ? 0 : slot_ + 1;
    }
    /// Synapses that have been sent through.
    std::uint64_t sent() const { return sent_; }

private:
    struct Run {  // of synapses with one delay
        std::uint32_t delay, end;
    };
    struct Synapse {
        std::uint32_t target;
        Effect effect;
    };

    template <class Rule>
    std::uint32_t gather(const WholeNetwork& network, const snn::Origin& from, std::size_t source,
                         const Rule& effect) {
        std::vector<std::pair<std::uint32_t, Synapse>> row;  // with their delays
        for (std::size_t i = 0; i < network.projections.size(); ++i) {
            const WholeProjection& p = network.projections[i];
            if (p.from != from) continue;
            const auto first = static_cast<std::uint32_t>(index(network.populations[p.to].first));
            for (std::size_t k = p.offsets[source]; k < p.offsets[source + 1]; ++k)
                row.push_back({p.delays[p.delays.size() == 1 ? 0 : k],
                               {first + p.targets[k], static_cast<Effect>(effect(i, k))}});
        }
        std::ranges::stable_sort(row, {}, [](const auto& s) { return s.first; });
        for (std::size_t k = 0; k < row.size(); ++k) {
            synapses_.push_back(row[k].second);
            const auto end = static_cast<std::uint32_t>(synapses_.size());
            if (k > 0 && row[k - 1].first == row[k].first)
                runs_.back().end = end;
            else
                runs_.push_back({row[k].first, end});
        }
        rows_.push_back(static_cast<std::uint32_t>(runs_.size()));
        return row.empty() ? 0 : row.back().first;
    }

    void send(std::size_t source) {
        const std::uint32_t first = rows_[source];
        std::uint32_t k = first == 0 ? 0 : runs_[first - 1].end;
        const std::uint32_t began = k;
        for (std::uint32_t r = first; r < rows_[source + 1]; ++r) {
            std::size_t slot = slot_ + runs_[r].delay;
            if (slot >= slots_) slot -= slots_;
            Sum* const sums = sums_.data() + slot * neurons_;
            for (const std::uint32_t end = runs_[r].end; k < end; ++k)
                sums[synapses_[k].target] += synapses_[k].effect;
        }
        sent_ += k - began;
    }

    std::size_t neurons_ = 0, lines_ = 0, slots_ = 1, slot_ = 0;
    std::vector<std::uint32_t> rows_{0};  // of lines, then of neurons: where their runs begin
    std::vector<Run> runs_;
    std::vector<Synapse> synapses_;
    std::vector<Sum> sums_;  // [slot][neuron]
    std::uint64_t sent_ = 0;
};

/// Sends the spikes that a tick of `events` events made, ends it, and counts what was done.
template <class Sum, class Effect>
void end_tick(Arrivals<Sum, Effect>& arrivals, std::span<const NeuronId> made, std::size_t events,
              Work& work) {
    for (const NeuronId n : made) arrivals.spike(n);
    work.events += events;
    work.updates += arrivals.now().size();
    work.spikes += made.size();
    work.synapses = arrivals.sent();
    arrivals.advance();
}

}  // namespace efferent::hw

// Neurons in their order, and the next core when one is full: what compilers of chips do, and what
// every other strategy is compared with.
#include <algorithm>

#include "hw/map/listeners.hpp"

namespace efferent::hw {
namespace {

/// The sources of each neuron, itself too if it has a synapse onto itself.
struct Sources {
    std::vector<std::size_t> offsets;
    std::vector<std::uint32_t> nets;

    explicit Sources(const Traffic& t) : offsets(t.neurons + 1, 0), nets(t.pins.size()) {
        for (const Pin& pin : t.pins) ++offsets[pin.neuron + 1];
        for (std::size_t n = 0; n < t.neurons; ++n) offsets[n + 1] += offsets[n];
        std::vector<std::size_t> next(offsets.begin(), offsets.end() - 1);
        for (std::size_t s = 0; s < t.nets(); ++s)
            for (const Pin& pin : t.net(s))
                nets[next[pin.neuron]++] = static_cast<std::uint32_t>(s);
    }
    std::span<const std::uint32_t> of(std::size_t neuron) const {
        return std::span(nets).subspan(offsets[neuron], offsets[neuron + 1] - offsets[neuron]);
    }
};

/// Out-axons depend on where later neurons come to be, so they are not looked at here.
Partition filled(const Traffic& t, const Sources& sources, const Room& room) {
    const auto fits = [](std::uint64_t has, const std::optional<std::uint64_t>& limit) {
        return !limit || has <= *limit;
    };
    Partition p{std::vector<std::uint32_t>(t.neurons, no_core), 0};
    std::vector<std::uint32_t> heard(t.nets(), no_core);  // the last core that hears the source
    Fill fill;
    std::size_t group = 0, last = t.groups.size();
    for (std::size_t n = 0; n < t.neurons; ++n) {
        while (n >= t.groups[group].first + t.groups[group].size) ++group;
        if (t.groups[group].outside) continue;
        const auto add = [&] {
            fill.populations += fill.neurons == 0 || last != group ? 1U : 0U;
            last = group;
            ++fill.neurons;
            fill.synapses += t.fan_in[n];
            for (const std::uint32_t s : sources.of(n)) {
                if (heard[s] == p.cores - 1) continue;
                heard[s] = static_cast<std::uint32_t>(p.cores - 1);
                ++fill.in_axons;
            }
        };
        if (p.cores > 0) add();
        if (p.cores == 0 || !fits(fill.neurons, room.neurons) ||
            !fits(fill.synapses, room.synapses) || !fits(fill.in_axons, room.in_axons) ||
            !fits(fill.populations, room.populations)) {
            ++p.cores;
            fill = {};
            add();
        }
        p.core[n] = static_cast<std::uint32_t>(p.cores - 1);
    }
    return p;
}

class Sequential final : public Partitioner {
public:
    using Params = NoParams;
    explicit Sequential(const Params&) {}

    Partition split(const Traffic& t, const Room& room) const override {
        const Sources sources(t);
        const Partition first = filled(t, sources, room);
        if (!room.out_axons || first.cores == 0) return first;
        // Smaller cores have fewer sources, and each source more cores: it may help or not.
        Room smaller = room;
        for (Partition p = first; !room.cores || p.cores <= *room.cores;) {
            const std::vector<Fill> fill = fill_of(t, p);
            const Fill& most = *std::ranges::max_element(fill, {}, &Fill::out_axons);
            if (most.out_axons <= *room.out_axons) return p;
            if (most.neurons <= 1) break;
            smaller.neurons =
                std::min(most.neurons - 1, most.neurons * *room.out_axons / most.out_axons);
            if (smaller.neurons == 0) break;
            p = filled(t, sources, smaller);
        }
        return first;
    }
};

}  // namespace

extern constinit const PartInfo<Partitioner> part_sequential = part<Partitioner, Sequential>(
    "sequential", "neurons in their order, the next core when one is full; the baseline");

}  // namespace efferent::hw

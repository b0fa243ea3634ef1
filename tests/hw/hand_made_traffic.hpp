// Traffic and chips that tests of mapping are made of by hand.
#pragma once

#include "hw/chip.hpp"
#include "hw/map/traffic.hpp"

namespace efferent::hw::test {

inline Known known(double value) { return Figure{value, "by hand"}; }

/// Net after net its targets; neurons without input lines, one population. One tick, in which each
/// source sends as often as `spikes` says.
inline Traffic traffic(const std::vector<std::vector<std::uint32_t>>& targets,
                       const std::vector<std::uint64_t>& spikes) {
    Traffic t;
    t.neurons = targets.size();
    t.groups = {{"all", 0, t.neurons, false}};
    t.fan_in.assign(t.neurons, 0);
    t.tick = 1ms;
    t.ticks = 1;
    t.bursts = {{0, 0}};
    t.spikes = spikes;
    for (std::size_t s = 0; s < targets.size(); ++s) {
        for (const std::uint32_t n : targets[s]) {
            t.pins.push_back({n, 1});
            ++t.fan_in[n];
        }
        t.offsets.push_back(t.pins.size());
        t.sent.insert(t.sent.end(), spikes[s], static_cast<std::uint32_t>(s));
    }
    return t;
}

/// 2 x 2 tiles of one core of two neurons each.
inline Chip small_chip() {
    Chip chip;
    chip.name = "small";
    chip.limits.cores = known(4);
    chip.limits.neurons_per_core = known(2);
    chip.fabric = {known(2), known(2), known(1)};
    return chip;
}

}  // namespace efferent::hw::test

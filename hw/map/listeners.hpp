// The cores that hear a source, and how many of its synapses each has.
#pragma once

#include <algorithm>

#include "hw/map/partition.hpp"

namespace efferent::hw {

struct Listener {
    std::uint32_t core = 0;
    std::uint32_t synapses = 0;
};

/// Keeps its scratch from net to net. The partition must outlive it.
class Listeners {
public:
    explicit Listeners(const Partition& partition)
        : partition_(partition), place_(partition.cores, none) {}

    /// By core, ascending; until the next call.
    std::span<const Listener> of(std::span<const Pin> net) {
        found_.clear();
        for (const Pin& pin : net) {
            const std::uint32_t core = partition_.core[pin.neuron];
            if (core == no_core) continue;  // what is outside hears nothing
            if (place_[core] == none) {
                place_[core] = static_cast<std::uint32_t>(found_.size());
                found_.push_back({core, 0});
            }
            found_[place_[core]].synapses += pin.synapses;
        }
        for (const Listener& l : found_) place_[l.core] = none;
        std::ranges::sort(found_, {}, &Listener::core);
        return found_;
    }

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    const Partition& partition_;
    std::vector<std::uint32_t> place_;  // of a core among those found
    std::vector<Listener> found_;
};

}  // namespace efferent::hw

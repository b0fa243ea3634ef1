// Random numbers and projections, drawn alike for every chip whose RTL is compared.
#pragma once

#include <optional>

#include "core/random.hpp"
#include "hw/whole_network.hpp"

namespace efferent::test {

inline std::int32_t from_to(RandomStream& random, std::int32_t least, std::int32_t most) {
    return least +
           static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(most - least + 1)));
}

struct Synapse {
    std::int32_t weight = 0;
    std::uint64_t delay = 0;  ///< ticks
};

/// `draw`, asked for each target of each source in turn, gives a synapse or none.
template <class Draw>
hw::WholeProjection random_projection(hw::WholeProjection p, std::size_t sources,
                                      std::size_t targets, const Draw& draw) {
    for (std::size_t s = 0; s < sources; ++s) {
        for (std::uint32_t t = 0; t < targets; ++t) {
            const std::optional<Synapse> synapse = draw();
            if (!synapse) continue;
            p.targets.push_back(t);
            p.weights.push_back(static_cast<std::int16_t>(synapse->weight));
            p.delays.push_back(static_cast<std::uint8_t>(synapse->delay));
        }
        p.offsets.push_back(static_cast<std::uint32_t>(p.targets.size()));
    }
    return p;
}

}  // namespace efferent::test

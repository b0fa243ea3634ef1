#include "snn/learning/chip.hpp"

#include "core/random.hpp"

namespace efferent::snn {

void describe(Fields& field, ChipParams& p) {
    field("mismatch", p.mismatch,
          "standard deviation by which each weight is off when the trained network decides, as a "
          "share of itself");
    field("draw", p.draw, "which chip: another number draws other faults");
    field.require(p.mismatch >= 0.0 && p.mismatch < 1.0, "mismatch", "must be from 0 to below 1");
    field.require(p.draw >= 0, "draw", "must not be negative");
}

Network on_chip(const Network& network, const ChipParams& params) {
    if (params.mismatch == 0.0) return network;
    Network made(network.channels());
    for (const Population& p : network.populations()) {
        const PopulationId id = made.add(p.name, p.size, p.model);
        for (const OwnValues& own : p.own) made.set(id, own.key, own.values);
    }
    std::uint64_t number = 0;
    for (const Projection& p : network.projections()) {
        RandomStream random(static_cast<std::uint64_t>(params.draw), "chip", number++);
        Synapses synapses = p.synapses;
        std::visit(
            [&](auto& s) {
                if constexpr (requires { s.weights; })
                    for (float& w : s.weights)
                        w *= static_cast<float>(1.0 + params.mismatch * random.normal());
            },
            synapses);
        made.connect(p.from, p.to, std::move(synapses), p.delay);
    }
    return made;
}

}  // namespace efferent::snn

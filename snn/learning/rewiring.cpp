#include "snn/learning/rewiring.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"

namespace efferent::snn::training {

void describe(Fields& field, RewiringParams& p) {
    field("pull", p.pull,
          "times the learning rate, by which a step moves each weight of a sparse projection "
          "towards 0; what passes 0 dies, and another synapse of the same neuron is born; 0: the "
          "synapses stay");
    field.require(p.pull >= 0.0, "pull", "must not be negative");
}

Rewiring::Rewiring(const Plan& plan, const RewiringParams& params, const Network& start,
                   std::uint64_t seed)
    : pull_(params.pull), seed_(seed) {
    if (!is_on()) return;
    for (const Link& link : plan.links) {
        const Projection& p = start.projections()[link.projection];
        const auto* sparse = std::get_if<Sparse>(&p.synapses);
        if (sparse == nullptr) continue;
        projections_.push_back({link, sparse->offsets.size() - 1, start.populations()[p.to].size});
    }
    if (projections_.empty())
        throw Error(Fault::config,
                    "rewiring: the network has no sparse projection; give it a fan_in, or leave "
                    "pull at 0");
}

void Rewiring::rewire(double learning_rate, const Aligned<float>& before, Aligned<float>& values,
                      Moments& moments, std::vector<std::uint8_t>& trained) const {
    RandomStream random(seed_, "rewiring", static_cast<std::uint64_t>(moments.steps));
    const auto pulled = static_cast<float>(learning_rate * pull_);
    std::vector<std::size_t> deaths;
    for (const auto& [link, sources, targets] : projections_) {
        deaths.assign(targets, 0);
        for (std::size_t s = 0; s < sources; ++s)
            for (std::size_t t = 0; t < targets; ++t) {
                const std::size_t i = link.first + s * link.stride + t;
                if (trained[i] == 0) continue;
                const float from = before[i];
                float& w = values[i];
                if (from != 0.0F) w -= std::copysign(pulled, from);
                const bool lives = from == 0.0F ? w != 0.0F : from > 0.0F ? w > 0.0F : w < 0.0F;
                if (lives) continue;
                trained[i] = 0;
                w = moments.first[i] = moments.second[i] = 0.0F;
                ++deaths[t];
            }
        for (std::size_t t = 0; t < targets; ++t)
            while (deaths[t] > 0) {
                const std::size_t i = link.first + random.below(sources) * link.stride + t;
                if (trained[i] != 0) continue;
                trained[i] = 1;
                --deaths[t];
            }
    }
}

}  // namespace efferent::snn::training

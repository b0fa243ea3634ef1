// What one thread works on: some neurons of one population, through one window at a time.
#pragma once

#include <bit>
#include <memory>
#include <span>
#include <vector>

#include "snn/backend.hpp"
#include "snn/dynamics.hpp"
#include "snn/engine/frame.hpp"
#include "snn/engine/synapse_store.hpp"

namespace efferent::snn {

struct Window {
    std::int64_t begin_ns = 0;
    std::int64_t length_ns = 0;
    std::span<const TimedHit> hits;  ///< of the block's population
};

/// Calls each(lane) for every bit that is set.
template <class F>
void each_bit(std::span<const std::uint64_t> words, const F& each) {
    for (std::size_t w = 0; w < words.size(); ++w)
        for (std::uint64_t left = words[w]; left != 0; left &= left - 1)
            each(static_cast<std::uint32_t>(64 * w) +
                 static_cast<std::uint32_t>(std::countr_zero(left)));
}

class BlockState {
public:
    virtual ~BlockState() = default;
    /// Through one window; its spikes are then in `spikes`, in order.
    virtual void step(const Window& window) = 0;

    std::vector<Spike> spikes;
    std::vector<Sample> samples;  ///< of probed neurons, in no order
    std::uint64_t updates = 0;
    bool needs_order = true;  ///< whether the order of hits at one instant can change a result
};

/// What a block is made from.
struct BlockPlan {
    const Network* network = nullptr;
    const SynapseStore* store = nullptr;
    Block block;
    std::size_t number = 0;              ///< among the blocks of its population
    std::span<const Dynamics> dynamics;  ///< one, or one a neuron of the population
    const Frame* frame = nullptr;        ///< null where neurons are followed one by one
    std::vector<std::uint32_t> probes;   ///< within the block

    const Dynamics& of(std::size_t lane) const {
        return dynamics[dynamics.size() == 1 ? 0 : block.first + lane];
    }
    NeuronId neuron(std::size_t lane) const {
        const auto& population =
            network->populations()[static_cast<PopulationId>(block.population)];
        return static_cast<NeuronId>(index(population.first) + block.first + lane);
    }
    const Patch& patch(const TimedHit& hit) const {
        return store->projection(hit.projection).patches[number];
    }
    /// Whether any row that reaches the block is a sparse one.
    bool has_sparse() const {
        for (std::size_t p = 0; p < store->projections(); ++p) {
            const StoredProjection& projection = store->projection(p);
            if (projection.population == block.population && !projection.patches[number].dense())
                return true;
        }
        return false;
    }
    /// Of each hit the part of its row that reaches the block, if the row is a sparse one. They lie
    /// far apart in memory, and are fetched side by side when they are asked for together.
    void find_segments(std::span<const TimedHit> hits, std::vector<Segment>& segments) const {
        segments.resize(hits.size());
        for (std::size_t h = 0; h < hits.size(); ++h) {
            const Patch& p = patch(hits[h]);
            if (!p.dense()) segments[h] = p.segments[hits[h].row];
        }
    }
};

/// All neurons at once, in single precision, with a closer look at those that may spike.
std::unique_ptr<BlockState> framed_block(const BlockPlan& plan);
/// Neuron by neuron, only those to which something happens: the arithmetic of `reference`.
std::unique_ptr<BlockState> single_block(const BlockPlan& plan);

/// The update rule of `clocked`: docs/semantics.md, "Ticks".
struct TickRule {
    std::int64_t tick_ns = 1000000;
    bool exact_decay = true;     ///< else Euler
    bool current_first = false;  ///< currents take their step before v does
    bool interpolated = false;   ///< a spike is where a line through v meets the threshold
};
/// Tick by tick, all neurons at each. `plan.frame` is not used.
std::unique_ptr<BlockState> clocked_block(const BlockPlan& plan, const TickRule& rule);

}  // namespace efferent::snn

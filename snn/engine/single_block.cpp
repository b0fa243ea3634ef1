// Neuron by neuron, with the arithmetic of `reference`: for populations whose neurons differ in
// their time constants, whose threshold adapts, or that do not leak; and for all where double
// precision is asked for.
#include <algorithm>
#include <bit>
#include <utility>

#include "snn/engine/block.hpp"
#include "snn/engine/touches.hpp"
#include "snn/followed_neuron.hpp"

namespace efferent::snn {
namespace {

class SingleBlock final : public BlockState {
public:
    explicit SingleBlock(const BlockPlan& plan)
        : plan_(plan),
          by_sign_(plan.dynamics.front().has_current()),
          arrivals_(plan.block.size),
          touched_((plan.block.size + 63) / 64) {
        neurons_.reserve(plan.block.size);
        for (std::size_t i = 0; i < plan.block.size; ++i) neurons_.emplace_back(plan.of(i));
        probed_.resize(plan.block.size);
        for (const std::uint32_t lane : plan.probes) probed_[lane] = true;
    }

    void step(const Window& window) override {
        spikes.clear();
        samples.clear();
        for (std::size_t h = 0; h < window.hits.size();) {
            const std::uint32_t offset = window.hits[h].offset_ns;
            for (; h < window.hits.size() && window.hits[h].offset_ns == offset; ++h)
                gather(window.hits[h]);
            deliver(Time{Duration{window.begin_ns + offset}});
        }
        const Time end{Duration{window.begin_ns + window.length_ns}};
        for (std::size_t lane = 0; lane < neurons_.size(); ++lane) fire_before(end, lane);
        std::ranges::sort(spikes);
    }

private:
    void gather(const TimedHit& hit) {
        each_weight(plan_.patch(hit), hit.row, [&](std::uint32_t lane, float weight) {
            const double w = hit.times * static_cast<double>(weight);
            (by_sign_ && w < 0.0 ? arrivals_[lane].inhibitory : arrivals_[lane].excitatory) += w;
            touched_[lane / 64] |= std::uint64_t{1} << (lane % 64);
        });
    }

    void deliver(Time at) {
        for (std::size_t word = 0; word < touched_.size(); ++word)
            for (std::uint64_t bits = std::exchange(touched_[word], 0); bits != 0;
                 bits &= bits - 1) {
                const std::size_t lane =
                    64 * word + static_cast<std::size_t>(std::countr_zero(bits));
                fire_before(at, lane);
                ++updates;
                if (neurons_[lane].receive(at, std::exchange(arrivals_[lane], {})))
                    spikes.push_back({at, plan_.neuron(lane)});
                look(at, lane);
            }
    }

    void fire_before(Time end, std::size_t lane) {
        while (neurons_[lane].predicted() < end) {
            const Time at = neurons_[lane].predicted();
            neurons_[lane].fire();
            spikes.push_back({at, plan_.neuron(lane)});
            look(at, lane);
        }
    }

    void look(Time at, std::size_t lane) {
        if (!probed_[lane]) return;
        const NeuronState& s = neurons_[lane].state();
        samples.push_back({at, plan_.neuron(lane), s.v, s.excitatory + s.inhibitory});
    }

    BlockPlan plan_;
    bool by_sign_;
    std::vector<FollowedNeuron> neurons_;
    std::vector<Arrival> arrivals_;
    std::vector<std::uint64_t> touched_;  ///< one bit a neuron
    std::vector<bool> probed_;
};

}  // namespace

std::unique_ptr<BlockState> single_block(const BlockPlan& plan) {
    return std::make_unique<SingleBlock>(plan);
}

}  // namespace efferent::snn

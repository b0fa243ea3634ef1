// Speck's integrate-and-fire neurons, moved by one event after the other, by the rule that sinabs
// documents (docs/speck/overview.md; 8-bit weights and 16-bit states in
// sinabs/backend/dynapcnn/discretize.py). Dense layers, which the chip holds as convolutions of one
// point; there are no public traces of it to check against.
#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "hw/fits.hpp"

namespace efferent::hw {
namespace {

constexpr Range states{-32768, 32767};

bool has_none(const WholeProjection& p) { return std::ranges::find(p.delays, 0) != p.delays.end(); }

/// Error{unsupported} for populations that hear themselves within a tick, if through others: the
/// chip would pass on spikes without end.
void require_no_loop(const WholeNetwork& network) {
    std::vector<std::size_t> depth(network.populations.size(), 0);
    for (std::size_t round = 0; round <= network.populations.size(); ++round) {
        bool moved = false;
        for (const WholeProjection& p : network.projections) {
            const auto* from = std::get_if<PopulationId>(&p.from);
            if (from == nullptr || !has_none(p) || depth[index(p.to)] > depth[index(*from)])
                continue;
            depth[index(p.to)] = depth[index(*from)] + 1;
            moved = true;
            if (depth[index(p.to)] >= network.populations.size())
                throw Error(Fault::unsupported,
                            "population \"" + network.populations[p.to].name +
                                "\": it hears itself within a tick, and spikes would be passed on "
                                "without end; give a projection a delay");
        }
        if (!moved) return;
    }
}

class SpeckMachine final : public Machine {
public:
    explicit SpeckMachine(const WholeNetwork& network) : lines_(2 * network.channels), waiting_(1) {
        for (std::size_t line = 0; line < lines_; ++line) gather(network, snn::InputLines{}, line);
        for (std::size_t id = 0; id < network.populations.size(); ++id) {
            const auto population = static_cast<PopulationId>(id);
            const WholePopulation& p = network.populations[population];
            for (std::size_t n = 0; n < p.size; ++n) {
                neurons_.push_back(
                    {.threshold = p.spikes ? p.threshold[n] : std::numeric_limits<int>::max(),
                     .subtracts = p.subtracts});
                gather(network, population, n);
            }
        }
    }

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override {
        const std::size_t before = spikes.size();
        for (const Synapse& s : std::exchange(waiting_[slot_], {})) arrive(s, spikes);
        pass_on(before, spikes);
        for (const std::uint32_t line : lines) {
            const std::size_t first = spikes.size();
            send(line, spikes);
            pass_on(first, spikes);
        }
        slot_ = (slot_ + 1) % waiting_.size();
        work_.events += lines.size();
        work_.spikes += spikes.size() - before;
    }

    std::int32_t potential(NeuronId n) const override {
        return static_cast<std::int32_t>(neurons_[index(n)].v);
    }
    std::int32_t current(NeuronId) const override { return 0; }
    Work work() const override { return work_; }

private:
    struct Neuron {
        std::int64_t threshold;
        bool subtracts;
        std::int64_t v = 0;
    };
    struct Synapse {
        std::uint32_t target;
        std::int16_t weight;
        std::uint8_t delay;
    };

    void gather(const WholeNetwork& network, const snn::Origin& from, std::size_t source) {
        for (const WholeProjection& p : network.projections) {
            if (p.from != from) continue;
            const auto first = static_cast<std::uint32_t>(index(network.populations[p.to].first));
            for (std::size_t k = p.offsets[source]; k < p.offsets[source + 1]; ++k) {
                const std::uint8_t delay = p.delays[p.delays.size() == 1 ? 0 : k];
                synapses_.push_back({first + p.targets[k], p.weights[k], delay});
                if (waiting_.size() <= delay) waiting_.resize(delay + std::size_t{1});
            }
        }
        rows_.push_back(synapses_.size());
    }

    void arrive(const Synapse& s, std::vector<NeuronId>& spikes) {
        Neuron& n = neurons_[s.target];
        ++work_.synapses;
        n.v = saturated(n.v + s.weight, states, work_.saturated);
        if (n.v < n.threshold) return;
        n.v = n.subtracts ? n.v - n.threshold : 0;
        spikes.push_back(static_cast<NeuronId>(s.target));
    }

    void send(std::size_t source, std::vector<NeuronId>& spikes) {
        for (std::size_t k = rows_[source]; k < rows_[source + 1]; ++k) {
            const Synapse& s = synapses_[k];
            if (s.delay == 0)
                arrive(s, spikes);
            else
                waiting_[(slot_ + s.delay) % waiting_.size()].push_back(s);
        }
    }

    /// Spikes go on in the order in which they were made.
    void pass_on(std::size_t first, std::vector<NeuronId>& spikes) {
        for (std::size_t i = first; i < spikes.size(); ++i) send(lines_ + index(spikes[i]), spikes);
    }

    std::size_t lines_, slot_ = 0;
    std::vector<Neuron> neurons_;
    std::vector<std::size_t> rows_{0};  // of lines, then of neurons
    std::vector<Synapse> synapses_;
    std::vector<std::vector<Synapse>> waiting_;  // with the host, for each tick to come
    Work work_;
};

class Speck final : public Arithmetic {
public:
    using Params = NoParams;
    explicit Speck(const Params&) {}

    Registers registers(const Chip&) const override {
        return {.weight = {-128, 127},
                .threshold = {1, states.most},
                .potential = states,
                .delay = {0, 254},  // the host keeps spikes as long as need be
                .subtracts = true};
    }

    Decays decays(const snn::Dynamics& dynamics, Duration, std::int64_t) const override {
        require_plain(dynamics, registers({}));
        if (dynamics.leaks()) throw Error(Fault::unsupported, "the chip's neurons do not leak");
        return {};
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        require_held(network, registers(chip));
        require_no_loop(network);
        for (const WholePopulation& p : network.populations) {
            if (!p.membrane.empty()) require_held(p, p.membrane, {}, "a decay of the potential");
            if (!p.current.empty()) require_held(p, p.current, {}, "a decay of the current");
        }
        return std::make_unique<SpeckMachine>(network);
    }
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_speck = part<Arithmetic, Speck>(
    "speck", "Speck: integrate-and-fire neurons moved event by event, by documented rule");

}  // namespace efferent::hw

// The repair of delays that a chip does not have: neurons that pass spikes on.
#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "hw/repair.hpp"
#include "hw/synapse_list.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

using snn::Network;
using snn::Projection;

// One spike takes a relay from its reset at 0 over its threshold of 1, with room for rounding, and
// no two come at one instant.
constexpr const char* relay_model = R"({"type":"lif","membrane_ms":20,"threshold":1})";
constexpr float relay_weight = 1.5F;

class Relays {
public:
    Relays(const Network& network, Duration longest) : network_(network), longest_(longest) {
        made_.network = unconnected(network);
        for (const Projection& p : network.projections()) lists_.push_back(synapses_of(network, p));
    }

    Repaired take() && {
        for (std::size_t p = 0; p < network_.populations().size(); ++p)
            add_stages(static_cast<PopulationId>(p));
        for (std::size_t i = 0; i < lists_.size(); ++i) reconnect(i);
        for (SynapseList& line : lines_) connect(made_.network, std::move(line));
        return std::move(made_);
    }

private:
    /// How many relays it passes.
    std::int64_t relays(const Synapse& s) const { return (s.delay - Duration{1}) / longest_; }

    bool passes(const snn::Origin& from) const {
        const auto* id = std::get_if<PopulationId>(&from);
        return id != nullptr && !snn::is_source(network_.populations()[*id]);
    }

    /// Stage 1 hears the population, each later stage the one before.
    void add_stages(PopulationId id) {
        const snn::Population& population = network_.populations()[id];
        std::vector<std::int64_t> needed(population.size, 0);
        for (const SynapseList& list : lists_)
            if (list.from == snn::Origin(id) && passes(list.from))
                for (const Synapse& s : list.synapses)
                    needed[s.source] = std::max(needed[s.source], relays(s));
        const std::int64_t stages = std::ranges::max(needed);
        std::size_t added = 0;
        PopulationId before = id;
        for (std::int64_t stage = 1; stage <= stages; ++stage) {
            std::vector<std::uint32_t> neurons;
            SynapseList line{before, {}, {}};
            for (std::size_t n = 0; n < needed.size(); ++n) {
                if (needed[n] < stage) continue;
                const auto place = static_cast<std::uint32_t>(neurons.size());
                line.synapses.push_back(
                    {stage == 1 ? static_cast<std::uint32_t>(n) : places_.at({id, n, stage - 1}),
                     place, relay_weight, longest_});
                places_[{id, n, stage}] = place;
                neurons.push_back(static_cast<std::uint32_t>(n));
                made_.repeats.push_back(static_cast<NeuronId>(index(population.first) + n));
            }
            line.to = made_.network.add(free_name(made_.network, population.name, "delayed"),
                                        neurons.size(), Config::parse(relay_model, "relay"));
            populations_[{id, stage}] = before = line.to;
            added += neurons.size();
            lines_.push_back(std::move(line));
        }
        if (added > 0)
            made_.changes.push_back("population \"" + population.name +
                                    "\": " + std::to_string(added) +
                                    " neurons pass its spikes on, where delays are above " +
                                    exact(milliseconds(longest_)) + " ms");
    }

    void reconnect(std::size_t i) {
        const SynapseList& list = lists_[i];
        const Projection& p = network_.projections()[i];
        const bool none = !passes(list.from) || std::ranges::none_of(list.synapses, [&](auto& s) {
            return relays(s) > 0;
        });
        if (none) {
            made_.network.connect(p.from, p.to, p.synapses, p.delay);
            return;
        }
        const PopulationId from = std::get<PopulationId>(list.from);
        std::map<std::int64_t, SynapseList> parts;
        for (Synapse s : list.synapses) {
            const std::int64_t stage = relays(s);
            if (stage > 0) s.source = places_.at({from, s.source, stage});
            s.delay -= stage * longest_;
            parts[stage].synapses.push_back(s);
        }
        for (auto& [stage, part] : parts) {
            part.from = stage > 0 ? populations_.at({from, stage}) : from;
            part.to = list.to;
            connect(made_.network, std::move(part));
        }
    }

    const Network& network_;
    Duration longest_;
    std::vector<SynapseList> lists_;
    std::vector<SynapseList> lines_;  ///< from stage to stage
    std::map<std::tuple<PopulationId, std::size_t, std::int64_t>, std::uint32_t> places_;
    std::map<std::pair<PopulationId, std::int64_t>, PopulationId> populations_;
    Repaired made_;
};

}  // namespace

Repaired relay_delays(const Network& network, Duration longest) {
    return Relays(network, longest).take();
}

}  // namespace efferent::hw

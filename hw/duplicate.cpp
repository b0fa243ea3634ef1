// The repair that duplicates neurons, so that each copy has fewer synapses; no spike changes.
#include <algorithm>
#include <map>

#include "hw/repair.hpp"
#include "hw/synapse_list.hpp"
#include "hw/wiring.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

using snn::Network;
using snn::Projection;

class Duplicator {
public:
    Duplicator(const Network& network, std::size_t most) : network_(network) {
        made_.network = unconnected(network);
        for (const Projection& p : network.projections()) lists_.push_back(synapses_of(network, p));
        assign(most);
    }

    Repaired take() && {
        for (std::size_t p = 0; p < network_.populations().size(); ++p)
            add_copies(static_cast<PopulationId>(p));
        for (std::size_t i = 0; i < lists_.size(); ++i) reconnect(i);
        return std::move(made_);
    }

private:
    /// Copy k of a neuron (0: itself) keeps what comes after its first k · most synapses.
    void assign(std::size_t most) {
        copies_.assign(network_.neurons(), 1);
        std::vector<std::size_t> next(network_.neurons(), 0);
        for (const SynapseList& list : lists_) {
            const auto* from = std::get_if<PopulationId>(&list.from);
            auto& keeper = keepers_.emplace_back(list.synapses.size(), std::size_t{0});
            if (from == nullptr || snn::is_source(network_.populations()[*from])) continue;
            for (std::size_t k = 0; k < list.synapses.size(); ++k) {
                const std::size_t n = first_of(network_, *from) + list.synapses[k].source;
                keeper[k] = next[n]++ / most;
                copies_[n] = std::max(copies_[n], keeper[k] + 1);
            }
        }
    }

    /// The first copies of a population's neurons are one population, the second another.
    void add_copies(PopulationId id) {
        const std::size_t first = first_of(network_, id);
        for (std::size_t copy = 1;; ++copy) {
            std::vector<std::uint32_t> neurons;
            for (std::size_t n = 0; n < network_.populations()[id].size; ++n)
                if (copies_[first + n] > copy) neurons.push_back(static_cast<std::uint32_t>(n));
            if (neurons.empty()) return;
            const PopulationId added = add_like(made_.network, id, neurons, "again");
            for (std::size_t i = 0; i < neurons.size(); ++i) {
                places_[{first + neurons[i], copy}] = static_cast<std::uint32_t>(i);
                made_.repeats.push_back(static_cast<NeuronId>(first + neurons[i]));
                if (copy == 1)
                    made_.changes.push_back(
                        name_of_neuron(network_, first + neurons[i]) + ": duplicated " +
                        (copies_[first + neurons[i]] == 2
                             ? "once"
                             : std::to_string(copies_[first + neurons[i]] - 1) + " times"));
            }
            populations_[{id, copy}] = added;
        }
    }

    /// Each copy of a source sends what it keeps, to each copy of a target.
    void reconnect(std::size_t i) {
        std::map<std::pair<std::size_t, std::size_t>, SynapseList> parts;  // copies of both ends
        const SynapseList& list = lists_[i];
        const auto* from = std::get_if<PopulationId>(&list.from);
        for (std::size_t k = 0; k < list.synapses.size(); ++k) {
            Synapse s = list.synapses[k];
            const std::size_t source_copy = keepers_[i][k];
            const std::size_t target = first_of(network_, list.to) + s.target;
            if (source_copy > 0)
                s.source = places_.at({first_of(network_, *from) + s.source, source_copy});
            for (std::size_t copy = 0; copy < copies_[target]; ++copy) {
                Synapse t = s;
                if (copy > 0) t.target = places_.at({target, copy});
                parts[{source_copy, copy}].synapses.push_back(t);
            }
        }
        for (auto& [copies, part] : parts) {
            part.from = list.from;
            if (copies.first > 0) part.from = populations_.at({*from, copies.first});
            part.to = copies.second > 0 ? populations_.at({list.to, copies.second}) : list.to;
            connect(made_.network, std::move(part));
        }
    }

    const Network& network_;
    std::vector<SynapseList> lists_;
    std::vector<std::vector<std::size_t>> keepers_;  ///< [projection][synapse]: a copy
    std::vector<std::size_t> copies_;                ///< of each neuron, itself among them
    std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> places_;  ///< of neuron and copy
    std::map<std::pair<PopulationId, std::size_t>, PopulationId> populations_;
    Repaired made_;
};

}  // namespace

Repaired share_fan_out(const Network& network, std::size_t most) {
    return Duplicator(network, most).take();
}

}  // namespace efferent::hw

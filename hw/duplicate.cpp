// Repairs that duplicate neurons, so that each copy has fewer synapses; no spike changes.
#include <algorithm>
#include <functional>
#include <map>

#include "hw/repair.hpp"
#include "hw/synapse_list.hpp"
#include "hw/wiring.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

using snn::Network;
using snn::Projection;

/// Which copy of a neuron (0: itself) keeps its k-th synapse.
using Share = std::function<std::size_t(std::size_t neuron, const Synapse&, std::size_t k)>;

std::size_t first_of(const Network& network, PopulationId id) {
    return index(network.populations()[id].first);
}

class Duplicator {
public:
    Duplicator(const Network& network, const Share& share, const char* word)
        : network_(network), word_(word) {
        made_.network = unconnected(network);
        for (const Projection& p : network.projections()) lists_.push_back(synapses_of(network, p));
        assign(share);
    }

    Repaired take() && {
        for (std::size_t p = 0; p < network_.populations().size(); ++p)
            add_copies(static_cast<PopulationId>(p));
        for (std::size_t i = 0; i < lists_.size(); ++i) reconnect(i);
        return std::move(made_);
    }

private:
    void assign(const Share& share) {
        copies_.assign(network_.neurons(), 1);
        std::vector<std::size_t> next(network_.neurons(), 0);
        for (const SynapseList& list : lists_) {
            const auto* from = std::get_if<PopulationId>(&list.from);
            auto& keeper = keepers_.emplace_back(list.synapses.size(), std::size_t{0});
            if (from == nullptr || snn::is_source(network_.populations()[*from])) continue;
            for (std::size_t k = 0; k < list.synapses.size(); ++k) {
                const std::size_t n = first_of(network_, *from) + list.synapses[k].source;
                keeper[k] = share(n, list.synapses[k], next[n]++);
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
            const PopulationId added = add_like(made_.network, id, neurons, word_);
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
    const char* word_;
    std::vector<SynapseList> lists_;
    std::vector<std::vector<std::size_t>> keepers_;  ///< [projection][synapse]: a copy
    std::vector<std::size_t> copies_;                ///< of each neuron, itself among them
    std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> places_;  ///< of neuron and copy
    std::map<std::pair<PopulationId, std::size_t>, PopulationId> populations_;
    Repaired made_;
};

}  // namespace

Repaired share_fan_out(const Network& network, std::size_t most) {
    const Share share = [most](std::size_t, const Synapse&, std::size_t k) { return k / most; };
    return Duplicator(network, share, "again").take();
}

Repaired share_signs(const Network& network) {
    std::vector<bool> excites(network.neurons(), false);
    for (const Projection& p : network.projections()) {
        const auto* from = std::get_if<PopulationId>(&p.from);
        if (from == nullptr) continue;
        for (const Synapse& s : synapses_of(network, p).synapses)
            if (s.weight > 0.0F) excites[first_of(network, *from) + s.source] = true;
    }
    const Share share = [&](std::size_t neuron, const Synapse& s, std::size_t) -> std::size_t {
        return excites[neuron] && s.weight < 0.0F ? 1 : 0;
    };
    return Duplicator(network, share, "inhibiting").take();
}

}  // namespace efferent::hw

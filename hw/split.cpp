// The repair of readouts that hear too many: parts whose potentials add up to theirs.
#include "hw/repair.hpp"
#include "hw/synapse_list.hpp"
#include "hw/wiring.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

using snn::Network;

class Splitter {
public:
    Splitter(const Network& network, std::size_t most) : network_(network), most_(most) {
        made_.network = unconnected(network);
        for (const snn::Projection& p : network.projections())
            lists_.push_back(synapses_of(network, p));
    }

    Repaired take() && {
        for (std::size_t p = 0; p < network_.populations().size(); ++p)
            split(static_cast<PopulationId>(p));
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            const snn::Projection& p = network_.projections()[i];
            if (split_[index(p.to)])
                connect(made_.network, std::move(lists_[i]));
            else
                made_.network.connect(p.from, p.to, p.synapses, p.delay);
        }
        for (SynapseList& part : parts_) connect(made_.network, std::move(part));
        return std::move(made_);
    }

private:
    /// Part k of a neuron hears what comes after its first k · most synapses, up to most of them.
    void split(PopulationId id) {
        const snn::Population& p = network_.populations()[id];
        split_.push_back(false);
        if (snn::is_source(p) || snn::dynamics_of(p).front().spikes()) return;
        std::vector<std::size_t> heard(p.size, 0);
        std::vector<std::vector<SynapseList>> parts;  // [part - 1][projection into it]
        for (SynapseList& list : lists_) {
            if (list.to != id) continue;
            std::vector<Synapse> kept;
            for (const Synapse& s : list.synapses) {
                const std::size_t part = heard[s.target]++ / most_;
                if (part == 0) {
                    kept.push_back(s);
                    continue;
                }
                if (parts.size() < part) parts.resize(part);
                auto& of_part = parts[part - 1];
                if (of_part.empty() || of_part.back().from != list.from)
                    of_part.push_back({list.from, id, {}});
                of_part.back().synapses.push_back(s);
            }
            list.synapses = std::move(kept);
        }
        split_.back() = !parts.empty();
        for (std::size_t part = 1; part <= parts.size(); ++part)
            add_part(id, part, heard, std::move(parts[part - 1]));
        for (std::size_t n = 0; n < p.size; ++n)
            if (heard[n] > most_)
                made_.changes.push_back(name_of_neuron(network_, index(p.first) + n) +
                                        ": split into " +
                                        std::to_string((heard[n] + most_ - 1) / most_) +
                                        ", whose potentials add up to its own");
    }

    /// Rest and start stay with the neuron itself, so that the sum has them once.
    void add_part(PopulationId id, std::size_t part, const std::vector<std::size_t>& heard,
                  std::vector<SynapseList> lists) {
        std::vector<std::uint32_t> neurons, place(heard.size(), 0);
        for (std::size_t n = 0; n < heard.size(); ++n) {
            if (heard[n] <= part * most_) continue;
            place[n] = static_cast<std::uint32_t>(neurons.size());
            neurons.push_back(static_cast<std::uint32_t>(n));
            made_.repeats.push_back(
                static_cast<NeuronId>(index(network_.populations()[id].first) + n));
        }
        const PopulationId added = add_like(made_.network, id, neurons, "part");
        for (const char* key : {"v_leak", "bias", "v_initial"})
            made_.network.set(added, key, std::vector<double>(neurons.size(), 0.0));
        for (SynapseList& list : lists) {
            list.to = added;
            for (Synapse& s : list.synapses) s.target = place[s.target];
            parts_.push_back(std::move(list));
        }
    }

    const Network& network_;
    std::size_t most_;
    std::vector<SynapseList> lists_, parts_;
    std::vector<bool> split_;  ///< of each population
    Repaired made_;
};

}  // namespace

Repaired split_readouts(const Network& network, std::size_t most) {
    return Splitter(network, most).take();
}

}  // namespace efferent::hw

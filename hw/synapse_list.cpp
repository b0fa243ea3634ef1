#include "hw/synapse_list.hpp"

#include <algorithm>
#include <tuple>

#include "hw/wiring.hpp"

namespace efferent::hw {

SynapseList synapses_of(const snn::Network& network, const snn::Projection& projection) {
    SynapseList list{projection.from, projection.to, {}};
    snn::Row row;
    for (std::size_t s = 0; s < sources_of(network, projection.from); ++s) {
        snn::row_of(projection.synapses, s, row);
        for (std::size_t k = 0; k < row.targets.size(); ++k)
            if (row.weights[k] != 0.0F)
                list.synapses.push_back(
                    {static_cast<std::uint32_t>(s), row.targets[k], row.weights[k],
                     row.delays.empty() ? projection.delay.of(s) : row.delays[k]});
    }
    return list;
}

void connect(snn::Network& network, SynapseList list) {
    if (list.synapses.empty()) return;
    std::ranges::stable_sort(list.synapses, [](const Synapse& a, const Synapse& b) {
        return std::tie(a.source, a.target) < std::tie(b.source, b.target);
    });
    const Duration first = list.synapses.front().delay;
    const bool one =
        std::ranges::all_of(list.synapses, [&](const Synapse& s) { return s.delay == first; });
    const std::size_t sources = sources_of(network, list.from);
    snn::Sparse sparse;
    std::size_t next = 0;
    for (std::size_t s = 0; s < sources; ++s) {
        for (; next < list.synapses.size() && list.synapses[next].source == s; ++next) {
            sparse.connect(list.synapses[next].target, list.synapses[next].weight);
            if (!one) sparse.delays.push_back(list.synapses[next].delay);
        }
        sparse.end_row();
    }
    // Delays of synapses take the place of the projection's, which must be above zero all the same.
    network.connect(list.from, list.to, std::move(sparse), first);
}

snn::Network unconnected(const snn::Network& network) {
    snn::Network copy(network.channels());
    for (const snn::Population& p : network.populations()) {
        const auto id = copy.add(p.name, p.size, p.model);
        for (const snn::OwnValues& own : p.own) copy.set(id, own.key, own.values);
    }
    return copy;
}

std::string free_name(const snn::Network& network, const std::string& name,
                      const std::string& word) {
    const auto taken = [&](const std::string& candidate) {
        return std::ranges::any_of(network.populations(),
                                   [&](const auto& p) { return p.name == candidate; });
    };
    std::string free = name + " " + word;
    for (int n = 2; taken(free); ++n) free = name + " " + word + " " + std::to_string(n);
    return free;
}

PopulationId add_like(snn::Network& network, PopulationId of,
                      const std::vector<std::uint32_t>& neurons, const std::string& word) {
    const snn::Population like = network.populations()[of];
    const auto id = network.add(free_name(network, like.name, word), neurons.size(), like.model);
    for (const snn::OwnValues& own : like.own) {
        std::vector<double> values;
        for (const std::uint32_t n : neurons) values.push_back(own.values[n]);
        network.set(id, own.key, std::move(values));
    }
    return id;
}

}  // namespace efferent::hw

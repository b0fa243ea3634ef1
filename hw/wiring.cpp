#include "hw/wiring.hpp"

#include <algorithm>

#include "snn/source.hpp"

namespace efferent::hw {
namespace {

/// Calls visit(source, neuron) for each synapse, sources ascending within a projection.
template <class Visit>
void each_synapse(const snn::Network& network, Visit visit) {
    const std::size_t lines = 2 * network.channels();
    snn::Row row;
    for (const snn::Projection& p : network.projections()) {
        const auto* from = std::get_if<PopulationId>(&p.from);
        const std::size_t source = from == nullptr ? 0 : lines + first_of(network, *from);
        const std::size_t target = first_of(network, p.to);
        for (std::size_t s = 0; s < sources_of(network, p.from); ++s) {
            snn::row_of(p.synapses, s, row);
            for (std::size_t k = 0; k < row.targets.size(); ++k)
                if (row.weights[k] != 0.0F) visit(source + s, target + row.targets[k]);
        }
    }
}

}  // namespace

std::size_t sources_of(const snn::Network& network, const snn::Origin& from) {
    const auto* population = std::get_if<PopulationId>(&from);
    return population == nullptr ? 2 * network.channels() : network.populations()[*population].size;
}

std::size_t first_of(const snn::Network& network, PopulationId population) {
    return index(network.populations()[population].first);
}

std::string name_of(const snn::Network& network, const snn::Projection& projection) {
    const auto* from = std::get_if<PopulationId>(&projection.from);
    return (from == nullptr ? std::string(snn::input_name) : network.populations()[*from].name) +
           " to " + network.populations()[projection.to].name;
}

Wiring wiring_of(const snn::Network& network) {
    Wiring w{.lines = 2 * network.channels(),
             .neurons = network.neurons(),
             .first = {},
             .sources = {},
             .fan_out = {}};
    w.first.assign(w.neurons + 1, 0);
    w.fan_out.assign(w.lines + w.neurons, 0);
    each_synapse(network, [&](std::size_t source, std::size_t neuron) {
        ++w.first[neuron + 1];
        ++w.fan_out[source];
    });
    for (std::size_t n = 0; n < w.neurons; ++n) w.first[n + 1] += w.first[n];
    w.sources.resize(w.first.back());
    std::vector<std::uint32_t> next = w.first;
    each_synapse(network, [&](std::size_t source, std::size_t neuron) {
        w.sources[next[neuron]++] = static_cast<std::uint32_t>(source);
    });
    return w;
}

std::string name_of_neuron(const snn::Network& network, std::size_t neuron) {
    for (const snn::Population& p : network.populations())
        if (neuron < index(p.first) + p.size)
            return "population \"" + p.name + "\", neuron " +
                   std::to_string(neuron - index(p.first));
    return "neuron " + std::to_string(neuron);
}

std::vector<bool> outside_of(const snn::Network& network) {
    std::vector<bool> outside;
    for (const snn::Population& p : network.populations())
        outside.insert(outside.end(), p.size, snn::is_source(p));
    return outside;
}

std::vector<bool> outputs_of(const snn::Network& network) {
    std::vector<bool> inside;  // populations that are no outputs
    for (const snn::Population& p : network.populations()) inside.push_back(snn::is_source(p));
    std::vector<bool> leaves = inside;
    for (const snn::Projection& p : network.projections())
        if (const auto* from = std::get_if<PopulationId>(&p.from)) leaves[index(*from)] = true;
    if (std::ranges::find(leaves, false) != leaves.end()) inside = leaves;
    std::vector<bool> outputs;
    for (std::size_t p = 0; p < inside.size(); ++p)
        outputs.insert(outputs.end(), network.populations()[static_cast<PopulationId>(p)].size,
                       !inside[p]);
    return outputs;
}

}  // namespace efferent::hw

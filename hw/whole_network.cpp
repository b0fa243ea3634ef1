#include "hw/whole_network.hpp"

#include "core/error.hpp"

namespace efferent::hw {
namespace {

[[noreturn]] void refuse(std::size_t projection, const std::string& story) {
    throw Error(Fault::network, "projection " + std::to_string(projection) + ": " + story);
}

void check(const WholeNetwork& network, std::size_t number) {
    const WholeProjection& p = network.projections[number];
    const auto* const from = std::get_if<PopulationId>(&p.from);
    if (index(p.to) >= network.populations.size() ||
        (from != nullptr && index(*from) >= network.populations.size()))
        refuse(number, "it joins a population that does not exist");
    const std::size_t sources =
        from == nullptr ? 2 * network.channels : network.populations[*from].size;
    if (p.offsets.size() != sources + 1 || p.offsets.front() != 0 ||
        p.offsets.back() != p.targets.size() || p.weights.size() != p.targets.size())
        refuse(number, "its rows do not fit " + std::to_string(sources) + " sources");
    if (p.delays.size() != 1 && p.delays.size() != p.targets.size())
        refuse(number, "it needs one delay, or one a synapse");
    const std::size_t size = network.populations[p.to].size;
    for (std::size_t s = 0; s < sources; ++s) {
        if (p.offsets[s] > p.offsets[s + 1]) refuse(number, "its rows overlap");
        for (std::size_t k = p.offsets[s]; k < p.offsets[s + 1]; ++k)
            if (p.targets[k] >= size || (k > p.offsets[s] && p.targets[k] < p.targets[k - 1]))
                refuse(number, "row " + std::to_string(s) + " is out of order, or leaves \"" +
                                   network.populations[p.to].name + "\"");
    }
}

}  // namespace

std::size_t WholeNetwork::neurons() const {
    std::size_t sum = 0;
    for (const WholePopulation& p : populations) sum += p.size;
    return sum;
}

std::size_t WholeNetwork::synapses() const {
    std::size_t sum = 0;
    for (const WholeProjection& p : projections) sum += p.targets.size();
    return sum;
}

void require_sound(const WholeNetwork& network) {
    std::size_t next = 0;
    for (const WholePopulation& p : network.populations) {
        if (index(p.first) != next || p.size == 0)
            throw Error(Fault::network, "population \"" + p.name + "\" does not begin at neuron " +
                                            std::to_string(next) + ", or is empty");
        next += p.size;
        for (const auto* column : {&p.threshold, &p.membrane, &p.current, &p.bias, &p.refractory})
            if (!column->empty() && column->size() != p.size)
                throw Error(Fault::network,
                            "population \"" + p.name + "\": a register has not one value a neuron");
    }
    for (std::size_t i = 0; i < network.projections.size(); ++i) check(network, i);
}

}  // namespace efferent::hw

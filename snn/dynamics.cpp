// From a population's settings to the dynamics of its neurons.
#include "snn/dynamics.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn {

std::vector<Dynamics> dynamics_of(const Population& population) {
    const auto of = [&](const Config& config) { return make(models(), config)->dynamics(); };
    const std::string where = "population \"" + population.name + "\"";
    std::vector<Dynamics> all;
    Config settings;
    try {
        settings = resolve(models(), population.model);
        all.assign(1, of(settings));
    } catch (Error& e) {
        e.during(where);
        throw;
    }
    if (population.own.empty()) return all;
    all.clear();
    all.reserve(population.size);
    for (std::size_t n = 0; n < population.size; ++n) {
        try {
            Config config = settings;
            for (const OwnValues& own : population.own)
                config = config.with(own.key, exact(own.values[n]));
            all.push_back(of(config));
        } catch (Error& e) {
            e.during(where + ", neuron " + std::to_string(n));
            throw;
        }
    }
    return all;
}

void require_closed_forms(const Network& network,
                          const std::vector<std::vector<Dynamics>>& dynamics) {
    for (std::size_t p = 0; p < dynamics.size(); ++p) {
        if (dynamics[p].empty() || dynamics[p].front().has_closed_form()) continue;
        const Population& population = network.populations()[static_cast<PopulationId>(p)];
        throw Error(Fault::unsupported,
                    "population \"" + population.name + "\": neurons of model " +
                        population.model.type() +
                        " have no closed form between arrivals; run them on clocked");
    }
}

}  // namespace efferent::snn

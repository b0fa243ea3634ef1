// Random settings of any neuron model in the registry, and networks that have them all.
#pragma once

#include <numbers>

#include "snn/dynamics.hpp"
#include "tests/snn/random_network.hpp"

namespace efferent::snn::testing {

inline bool has_setting(const Config& config, const std::string& key) {
    return config.dump().find("\"" + key + "\"") != std::string::npos;
}

/// Every setting of `name` that is known here has another value than its default; a setting that
/// is not known keeps it.
inline Config random_model(RandomStream& random, const std::string& name) {
    Config config = resolve(models(), Config::parse("\"" + name + "\"", name));
    const auto set = [&](const std::string& key, const std::string& value) {
        if (has_setting(config, key)) config = config.with(key, value);
    };
    const auto between = [&](double low, double high) {
        return exact(std::round(1e3 * (low + (high - low) * random.uniform())) / 1e3);
    };
    set("membrane_ms", between(3, 40));
    set("excitatory_ms", random.below(4) == 0 ? "5" : between(1, 20));
    set("inhibitory_ms", random.below(4) == 0 ? "5" : between(1, 20));
    set("threshold", between(0.5, 1.5));
    set("v_reset", between(-0.3, 0.2));
    set("reset", random.below(3) == 0 ? "by_subtraction" : "to_value");
    set("refractory_ms", exact(0.25 * static_cast<double>(random.below(9))));
    set("v_leak", between(-0.2, 0.2));
    set("bias", between(-0.5, 1.5));
    set("bias_per_s", between(-20, 40));
    set("adaptation", between(0.0, 0.5));
    set("adaptation_ms", between(10, 300));
    return resolve(models(), config);
}

/// Of the models in the registry, those that every backend computes.
inline std::vector<std::string> closed_form_models() {
    std::vector<std::string> names;
    for (const auto* info : models()) {
        const std::string name(info->name);
        if (make(models(), Config::parse("\"" + name + "\"", name))->dynamics().has_closed_form())
            names.push_back(name);
    }
    return names;
}

enum class Shape { layered, recurrent };

/// A population of every model with a closed form, and two of sources; some neurons have a value of
/// their own. In a layered one spikes go from earlier to later populations only.
inline Network network_of_all_models(std::uint64_t seed, Shape shape, std::size_t size = 12) {
    RandomStream random(seed, "network of all models");
    Network n(1 + random.below(3));
    n.add("noise", size,
          Config::parse(R"({"type":"poisson","rate_hz":60,"seed":)" + std::to_string(seed) + "}",
                        "noise"));
    n.set(PopulationId{0}, "rate_hz", [&] {
        std::vector<double> rates;
        while (rates.size() < size) rates.push_back(100.0 * random.uniform());
        return rates;
    }());
    for (const std::string& name : closed_form_models()) {
        const Config model = random_model(random, name);
        const auto to = n.add(name, size, model);
        if (has_setting(model, "membrane_ms") && random.below(2) == 0) {
            std::vector<double> own;
            while (own.size() < size) own.push_back(5.0 + static_cast<double>(random.below(30)));
            n.set(to, "membrane_ms", own);
        }
        // A unit of current moves the potential by less than a unit of weight that acts at once.
        const bool current = make(models(), model)->dynamics().has_current();
        const Weights weights{current ? 0.3 : 0.05, current ? 1.2 : 0.3};
        // Each draw a line of its own: compilers evaluate arguments in orders of their own.
        const auto connect = [&](Origin from, std::size_t sources) {
            const Duration delay = random_delay(random);
            n.connect(from, to, random_synapses(random, sources, size, weights), delay);
        };
        connect(InputLines{}, 2 * n.channels());
        for (std::size_t i = 0; i < 2; ++i) connect(PopulationId(random.below(index(to))), size);
    }
    if (shape == Shape::recurrent)
        for (std::size_t i = 0; i < 4; ++i) {
            const auto to = PopulationId(1 + random.below(n.populations().size() - 1));
            const Duration delay = random_delay(random);
            auto synapses = random_synapses(random, size, size);
            const auto from = PopulationId(1 + random.below(n.populations().size() - 1));
            n.connect(from, to, std::move(synapses), delay);
        }
    return n;
}

}  // namespace efferent::snn::testing

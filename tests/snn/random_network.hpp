// Random networks and input for property tests: small, busy, with many arrivals at one instant.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/text.hpp"
#include "snn/network.hpp"

namespace efferent::snn::testing {

/// What delays and coarse input are multiples of, and what a backend with ticks is given as one.
inline constexpr Duration tick = 250us;

struct LifSettings {
    std::int64_t membrane_us = 20000;
    std::int64_t refractory_us = 0;
    double threshold = 1.0;
};

inline Config lif(const LifSettings& s) {
    const auto ms = [](std::int64_t us) { return exact(static_cast<double>(us) / 1000.0); };
    return Config::parse(R"({"type":"lif","membrane_ms":)" + ms(s.membrane_us) +
                             R"(,"refractory_ms":)" + ms(s.refractory_us) + R"(,"threshold":)" +
                             exact(s.threshold) + "}",
                         "test");
}

/// Mean and standard deviation of normal weights.
struct Weights {
    double mean = 0.05;
    double sd = 0.3;
    float draw(RandomStream& random) const {
        return static_cast<float>(mean + sd * random.normal());
    }
};

inline Duration random_delay(RandomStream& random) {
    return tick * static_cast<std::int64_t>(1 + random.below(8));
}

inline Dense random_dense(RandomStream& random, std::size_t sources, std::size_t targets,
                          const Weights& weights = {}) {
    Dense d{sources, targets, {}};
    for (std::size_t i = 0; i < sources * targets; ++i) d.weights.push_back(weights.draw(random));
    return d;
}

inline Sparse random_sparse(RandomStream& random, std::size_t sources, std::size_t targets,
                            const Weights& weights = {0.0, 0.4}) {
    Sparse s;
    for (std::size_t row = 0; row < sources; ++row) {
        for (std::size_t t = 0; t < targets; ++t)
            if (random.uniform() < 0.3) s.connect(t, weights.draw(random));
        s.end_row();
    }
    return s;
}

inline Sparse with_own_delays(Sparse s, RandomStream& random) {
    while (s.delays.size() < s.targets.size()) s.delays.push_back(random_delay(random));
    return s;
}

inline Delay own_delays(RandomStream& random, std::size_t sources) {
    std::vector<Duration> own;
    while (own.size() < sources) own.push_back(random_delay(random));
    return Delay(std::move(own));
}

/// Of any kind; one to one only between populations of the same size.
inline Synapses random_synapses(RandomStream& random, std::size_t sources, std::size_t targets,
                                const Weights& weights = {}) {
    switch (random.below(sources == targets ? 5 : 4)) {
        case 0:
            return random_dense(random, sources, targets, weights);
        case 1:
            return random_sparse(random, sources, targets, weights);
        case 2:
            return with_own_delays(random_sparse(random, sources, targets, weights), random);
        case 3:
            return Random{.sources = sources,
                          .targets = targets,
                          .probability = 0.3,
                          .weight = static_cast<float>(weights.mean),
                          .weight_sd = static_cast<float>(weights.sd),
                          .seed = static_cast<std::int64_t>(random.below(1000))};
        default: {
            OneToOne o;
            while (o.weights.size() < sources) o.weights.push_back(weights.draw(random));
            return o;
        }
    }
}

struct RandomNetwork {
    Network network;
    std::vector<LifSettings> settings;  ///< of each population
};

/// Of `lif` alone. Every population is reached from the input; loops and coinciding delays are
/// common.
inline RandomNetwork random_network(std::uint64_t seed) {
    RandomStream random(seed, "network");
    RandomNetwork r{Network(1 + random.below(4)), {}};
    const std::size_t populations = 1 + random.below(4);
    for (std::size_t p = 0; p < populations; ++p) {
        r.settings.push_back({static_cast<std::int64_t>(1000 * (2 + random.below(30))),
                              static_cast<std::int64_t>(500 * random.below(5)),
                              0.5 + random.uniform()});
        r.network.add(std::string(p + 1, 'p'), 1 + random.below(80), lif(r.settings.back()));
    }
    const auto connect = [&](Origin from, std::size_t sources, PopulationId to) {
        const std::size_t targets = r.network.populations()[to].size;
        const Delay delay = random_delay(random);
        Synapses synapses = random_synapses(random, sources, targets);
        const auto* s = std::get_if<Sparse>(&synapses);
        const bool own = (s == nullptr || s->delays.empty()) && random.below(3) == 0;
        r.network.connect(from, to, std::move(synapses), own ? own_delays(random, sources) : delay);
    };
    for (std::size_t p = 0; p < populations; ++p)
        connect(InputLines{}, 2 * r.network.channels(), static_cast<PopulationId>(p));
    for (std::size_t i = random.below(6); i > 0; --i) {
        const auto from = static_cast<PopulationId>(random.below(populations));
        connect(from, r.network.populations()[from].size,
                static_cast<PopulationId>(random.below(populations)));
    }
    return r;
}

enum class Grid { half, all };  ///< of how many events lie on multiples of `tick`

/// On the grid many meet; some stand twice.
inline std::vector<Event> random_input(std::uint64_t seed, std::size_t channels, Time end,
                                       Grid grid = Grid::half) {
    RandomStream random(seed, "input");
    std::vector<Event> events;
    const auto length = static_cast<std::uint64_t>(end.time_since_epoch().count());
    for (std::size_t i = 0; i < 60 * channels; ++i) {
        auto ns = static_cast<std::int64_t>(random.below(length));
        if (random.below(2) == 0 || grid == Grid::all) ns -= ns % tick.count();
        const Event e{Time{Duration{ns}}, static_cast<ChannelId>(random.below(channels)),
                      random.below(2) == 0 ? Polarity::down : Polarity::up};
        events.insert(events.end(), 1 + random.below(8) / 7, e);
    }
    std::ranges::sort(events);
    return events;
}

}  // namespace efferent::snn::testing

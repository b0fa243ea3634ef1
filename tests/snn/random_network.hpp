// Random networks and input for property tests: small, busy, with many arrivals at one instant.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/text.hpp"
#include "snn/network.hpp"

namespace efferent::snn::testing {

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

inline Dense random_dense(RandomStream& random, std::size_t sources, std::size_t targets) {
    Dense d{sources, targets, {}};
    for (std::size_t i = 0; i < sources * targets; ++i)
        d.weights.push_back(static_cast<float>(0.05 + 0.3 * random.normal()));
    return d;
}

inline Sparse random_sparse(RandomStream& random, std::size_t sources, std::size_t targets) {
    Sparse s;
    for (std::size_t row = 0; row < sources; ++row) {
        for (std::size_t t = 0; t < targets; ++t)
            if (random.uniform() < 0.3) s.connect(t, static_cast<float>(0.4 * random.normal()));
        s.end_row();
    }
    return s;
}

struct RandomNetwork {
    Network network;
    std::vector<LifSettings> settings;  ///< of each population
};

/// Every population is reached from the input; loops and coinciding delays are common.
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
        const Duration delay = 250us * static_cast<std::int64_t>(1 + random.below(8));
        if (random.below(2) == 0)
            r.network.connect(from, to, random_dense(random, sources, targets), delay);
        else
            r.network.connect(from, to, random_sparse(random, sources, targets), delay);
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

/// Half of the events on a coarse grid, where many meet; some stand twice.
inline std::vector<Event> random_input(std::uint64_t seed, std::size_t channels, Time end) {
    RandomStream random(seed, "input");
    std::vector<Event> events;
    const auto length = static_cast<std::uint64_t>(end.time_since_epoch().count());
    for (std::size_t i = 0; i < 60 * channels; ++i) {
        auto ns = static_cast<std::int64_t>(random.below(length));
        if (random.below(2) == 0) ns -= ns % 250000;
        const Event e{Time{Duration{ns}}, static_cast<ChannelId>(random.below(channels)),
                      random.below(2) == 0 ? Polarity::down : Polarity::up};
        events.insert(events.end(), 1 + random.below(8) / 7, e);
    }
    std::ranges::sort(events);
    return events;
}

}  // namespace efferent::snn::testing

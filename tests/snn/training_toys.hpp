// Small networks and examples for tests of training.
#pragma once

#include <algorithm>
#include <string>

#include "core/random.hpp"
#include "snn/backend.hpp"
#include "snn/learning/rule.hpp"

namespace efferent::snn::testing {

inline Dense normal_weights(RandomStream& random, std::size_t sources, std::size_t targets,
                            double sd) {
    Dense d{sources, targets, {}};
    for (std::size_t i = 0; i < sources * targets; ++i)
        d.weights.push_back(static_cast<float>(sd * random.normal()));
    return d;
}

inline Sparse some_of(const Dense& dense, double share, RandomStream& random) {
    Sparse s;
    for (std::size_t row = 0; row < dense.sources; ++row) {
        for (std::size_t t = 0; t < dense.targets; ++t)
            if (random.uniform() < share) s.connect(t, dense.weights[row * dense.targets + t]);
        s.end_row();
    }
    return s;
}

/// Settings of a hidden model that a rule can train, by what it is to have.
struct Hidden {
    std::string type = "cuba_lif";
    std::string reset = "to_value";
    double bias = 0.0;
};

inline Config hidden_model(const Hidden& h) {
    std::string text = R"({"type":")" + h.type + R"(","membrane_ms":15,"v_reset":)" +
                       (h.reset == "to_value" ? "-0.1" : "0") + R"(,"reset":")" + h.reset +
                       R"(","bias":)" + exact(h.bias) + R"(,"threshold":0.9)";
    if (h.type != "adlif") text += R"(,"v_leak":0.05)";
    if (h.type == "cuba_lif") text += R"(,"excitatory_ms":6,"inhibitory_ms":6)";
    if (h.type == "alif") text += R"(,"adaptation":0.15,"adaptation_ms":40)";
    if (h.type == "adlif") text += R"(,"adaptation":0.15,"adaptation_ms":40,"coupling":0.8)";
    return Config::parse(text + "}", "test");
}

/// Two hidden layers, both recurrent, one link past the first; delays of 1 to 3 ms.
inline Network toy_network(const Hidden& hidden, std::uint64_t seed, std::size_t channels = 3,
                           std::size_t classes = 3, std::size_t size = 20) {
    RandomStream random(seed, "toy network");
    const double scale = hidden.type == "cuba_lif" ? 4.0 : 1.0;
    Network n(channels);
    const auto a = n.add("a", size, hidden_model(hidden));
    const auto b = n.add("b", size + 3, hidden_model(hidden));
    const auto out = n.add("out", classes,
                           Config::parse(R"({"type":"li","membrane_ms":25,"bias":0.1})", "test"));
    const auto dense = [&](std::size_t from, std::size_t to, double sd) {
        return normal_weights(random, from, to, scale * sd);
    };
    n.connect(InputLines{}, a, dense(2 * channels, size, 0.35), 1ms);
    n.connect(a, a, some_of(dense(size, size, 0.25), 0.5, random), 2ms);
    n.connect(a, b, dense(size, size + 3, 0.35), 3ms);
    n.connect(InputLines{}, b, some_of(dense(2 * channels, size + 3, 0.4), 0.4, random), 2ms);
    n.connect(b, b, dense(size + 3, size + 3, 0.2), 1ms);
    n.connect(b, out, normal_weights(random, size + 3, classes, 0.5), 1ms);
    n.connect(a, out, some_of(normal_weights(random, size, classes, 0.5), 0.6, random), 2ms);
    return n;
}

/// Each class has rates of its own on the lines; trials differ in length and windows.
inline Examples toy_examples(std::uint64_t seed, std::size_t count, std::size_t channels = 3,
                             std::size_t classes = 3) {
    RandomStream random(seed, "toy examples");
    Examples examples{.channels = channels, .classes = classes, .all = {}};
    for (std::size_t i = 0; i < count; ++i) {
        Example e;
        const std::size_t label = i % classes;
        e.label = static_cast<TaskId>(label);
        e.group = static_cast<std::int64_t>(i / classes % 4);
        const auto length = static_cast<std::int64_t>(50 + random.below(30));
        e.until = Time{length * 1ms};
        for (std::int64_t t = 0; t < 4 * length; ++t)
            for (std::size_t c = 0; c < channels; ++c)
                if (random.uniform() < (c == label % channels ? 0.16 : 0.04))
                    e.events.push_back({Time{t * 250us}, static_cast<ChannelId>(c),
                                        random.uniform() < (label < channels ? 0.8 : 0.2)
                                            ? Polarity::up
                                            : Polarity::down});
        std::ranges::sort(e.events);
        e.windows = {{Time{10ms}, Time{30ms}}, {Time{20ms}, Time{45ms}}, {Time{15ms}, e.until}};
        examples.all.push_back(std::move(e));
    }
    return examples;
}

inline std::vector<Spike> clocked_spikes(const Network& network, const Example& example) {
    const auto program =
        make(backends(),
             Config::parse(R"({"type":"clocked","tick_ms":1,"order":"current_first"})", "test"))
            ->compile(network);
    std::vector<Spike> spikes;
    program->start()->run(example.events, example.until, spikes);
    return spikes;
}

}  // namespace efferent::snn::testing

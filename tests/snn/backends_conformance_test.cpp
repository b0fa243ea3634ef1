// What every backend promises. A new backend inherits these tests by being in the list.
#include <catch2/catch.hpp>
#include <functional>
#include <numeric>
#include <thread>

#include "snn/backend.hpp"
#include "tests/snn/random_network.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using efferent::snn::testing::lif;
using efferent::snn::testing::LifSettings;
using efferent::snn::testing::random_input;
using efferent::snn::testing::random_network;
using efferent::test::message_of;

namespace {

constexpr PopulationId first_population{0};
constexpr std::int64_t endless_us = 1000000000000;  // a membrane that does not leak in a test

struct Run {
    std::vector<Spike> spikes;
    Cost cost;
    friend bool operator==(const Run&, const Run&) = default;
};

Time at(Duration d) { return Time{d}; }

Event up(Duration d, unsigned channel = 0) {
    return {at(d), static_cast<ChannelId>(channel), Polarity::up};
}

Spike spike(Duration d, unsigned neuron) { return {at(d), static_cast<NeuronId>(neuron)}; }

Run run(const Program& program, std::span<const Event> input, Time until) {
    const auto session = program.start();
    Run r;
    session->run(input, until, r.spikes);
    r.cost = session->cost();
    return r;
}

Run run(const Backend& backend, const Network& network, const std::vector<Event>& input,
        Duration until = 100ms) {
    return run(*backend.compile(network), input, at(until));
}

void with_each_backend(const std::function<void(const Backend&)>& test) {
    REQUIRE_FALSE(backends().empty());
    for (const auto* info : backends()) {
        DYNAMIC_SECTION("backend " << info->name) { test(*info->make(Config{})); }
    }
}

/// One neuron; weights for channel 0 up, channel 0 down, channel 1 up, and so on.
Network one_neuron(const std::vector<float>& weights, const LifSettings& settings = {},
                   Duration delay = 1ms) {
    Network n(weights.size() / 2);
    const auto p = n.add("neuron", 1, lif(settings));
    n.connect(InputLines{}, p, Dense{weights.size(), 1, weights}, delay);
    return n;
}

Sparse as_sparse(const Dense& d) {
    Sparse s;
    for (std::size_t row = 0; row < d.sources; ++row) {
        for (std::size_t t = 0; t < d.targets; ++t) s.connect(t, d.weights[row * d.targets + t]);
        s.end_row();
    }
    return s;
}

}  // namespace

TEST_CASE("a relay spikes one delay after each event") {
    with_each_backend([](const Backend& backend) {
        Network n(1);
        const auto a = n.add("a", 1, lif({}));
        const auto b = n.add("b", 1, lif({}));
        n.connect(InputLines{}, a, Dense{2, 1, {1.5F, 2.0F}}, 3ms);
        n.connect(a, b, Dense{1, 1, {1.0F}}, 2ms);
        const Run r = run(backend, n, {up(0ms), {at(10ms), ChannelId{0}, Polarity::down}});
        CHECK(r.spikes ==
              std::vector{spike(3ms, 0), spike(5ms, 1), spike(13ms, 0), spike(15ms, 1)});
        CHECK(r.cost == Cost{.events = 2, .deliveries = 4, .spikes = 4});
    });
}

TEST_CASE("the line of an event is that of its channel and polarity") {
    with_each_backend([](const Backend& backend) {
        Network n(3);
        const auto p = n.add("p", 6, lif({}));
        Dense identity{6, 6, std::vector<float>(36)};
        for (std::size_t i = 0; i < 6; ++i) identity.weights[7 * i] = 2.0F;
        n.connect(InputLines{}, p, identity, 1ms);
        const Run r = run(backend, n,
                          {{at(0ms), ChannelId{1}, Polarity::down},
                           {at(0ms), ChannelId{1}, Polarity::up},
                           {at(5ms), ChannelId{0}, Polarity::up},
                           {at(9ms), ChannelId{2}, Polarity::down}});
        CHECK(r.spikes == std::vector{spike(1ms, 2), spike(1ms, 3), spike(6ms, 0), spike(10ms, 5)});
    });
}

TEST_CASE("what arrives together counts together") {
    with_each_backend([](const Backend& backend) {
        const Network n = one_neuron({0.6F, 0.0F, 0.6F, 0.0F, -1.0F, 0.0F}, {.membrane_us = 1000});
        CHECK(run(backend, n, {up(4ms, 0), up(4ms, 1)}).spikes == std::vector{spike(5ms, 0)});
        CHECK(run(backend, n, {up(4ms, 0), up(6ms, 1)}).spikes.empty());
        CHECK(run(backend, n, {up(4ms, 0), up(4ms, 1), up(4ms, 2)}).spikes.empty());
    });
}

TEST_CASE("what was sent at different instants may arrive together") {
    with_each_backend([](const Backend& backend) {
        Network n(2);
        const auto p = n.add("p", 1, lif({.membrane_us = 1000}));
        n.connect(InputLines{}, p, Dense{4, 1, {0.6F, 0, 0, 0}}, 4ms);
        n.connect(InputLines{}, p, Dense{4, 1, {0, 0, 0.6F, 0}}, 2ms);
        CHECK(run(backend, n, {up(0ms, 0), up(2ms, 1)}).spikes == std::vector{spike(4ms, 0)});
        CHECK(run(backend, n, {up(0ms, 0), up(1ms, 1)}).spikes.empty());
    });
}

TEST_CASE("equal events at one instant are as many arrivals, and one spike at most") {
    with_each_backend([](const Backend& backend) {
        const Network n = one_neuron({0.4F, 0.0F});
        CHECK(run(backend, n, {up(2ms), up(2ms)}).spikes.empty());
        const Run three = run(backend, n, {up(2ms), up(2ms), up(2ms)});
        CHECK(three.spikes == std::vector{spike(3ms, 0)});
        CHECK(three.cost == Cost{.events = 3, .deliveries = 3, .spikes = 1});
        const Run nine = run(backend, n, std::vector<Event>(9, up(2ms)));
        CHECK(nine.spikes == std::vector{spike(3ms, 0)});
    });
}

TEST_CASE("which channel carries what does not matter") {
    with_each_backend([](const Backend& backend) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            INFO("seed " << seed);
            RandomStream random(seed, "relabelling");
            constexpr std::size_t channels = 8, neurons = 40;
            std::vector<std::size_t> place(channels);
            std::iota(place.begin(), place.end(), 0U);
            random.shuffle(std::span<std::size_t>(place));
            Dense given{2 * channels, neurons, std::vector<float>(2 * channels * neurons)};
            Dense moved = given;
            for (std::size_t line = 0; line < 2 * channels; ++line)
                for (std::size_t t = 0; t < neurons; ++t) {
                    // Sixteenths add up exactly, so the order of a sum cannot show.
                    const auto w = static_cast<float>(random.below(33)) / 32.0F - 0.375F;
                    given.weights[line * neurons + t] = w;
                    moved.weights[(2 * place[line / 2] + line % 2) * neurons + t] = w;
                }
            const auto input = random_input(seed, channels, at(50ms));
            auto moved_input = input;
            for (Event& e : moved_input)
                e.channel = static_cast<ChannelId>(place[index(e.channel)]);
            std::ranges::sort(moved_input);
            const auto spikes = [&](const Dense& weights, const std::vector<Event>& events) {
                Network n(channels);
                n.connect(InputLines{}, n.add("p", neurons, lif({.membrane_us = 5000})), weights,
                          1ms);
                return run(backend, n, events).spikes;
            };
            const auto expected = spikes(given, input);
            REQUIRE(expected.size() > 20);
            CHECK(spikes(moved, moved_input) == expected);
        }
    });
}

TEST_CASE("cutting a run anywhere changes nothing") {
    with_each_backend([](const Backend& backend) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            const auto program = backend.compile(random.network);
            const Time end = at(60ms);
            const auto input = random_input(seed, random.network.channels(), at(50ms));
            const Run whole = run(*program, input, end);
            REQUIRE(whole.spikes.size() > 10);

            RandomStream cuts(seed, "cuts");
            std::vector<Time> stops{end, input[input.size() / 2].at, whole.spikes[5].at};
            for (int i = 0; i < 30; ++i) {
                auto ns = static_cast<std::int64_t>(cuts.below(60000000));
                if (i % 2 == 0) ns -= ns % 250000;
                stops.insert(stops.end(), 1 + cuts.below(2), at(Duration{ns}));
            }
            std::ranges::sort(stops);
            const auto session = program->start();
            Run pieces;
            std::span<const Event> rest(input);
            for (const Time stop : stops) {
                const auto count = static_cast<std::size_t>(
                    std::ranges::lower_bound(rest, stop, {}, &Event::at) - rest.begin());
                session->run(rest.first(count), stop, pieces.spikes);
                rest = rest.subspan(count);
                REQUIRE((pieces.spikes.empty() || pieces.spikes.back().at < stop));
            }
            pieces.cost = session->cost();
            CHECK(pieces == whole);
        }
    });
}

TEST_CASE("spikes come in order of time and neuron, once each") {
    with_each_backend([](const Backend& backend) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            const auto input = random_input(seed, random.network.channels(), at(50ms));
            const Run r = run(backend, random.network, input, 60ms);
            REQUIRE(r.spikes.size() > 10);
            CHECK(std::ranges::adjacent_find(r.spikes, std::greater_equal{}) == r.spikes.end());
            CHECK(index(r.spikes.back().neuron) < random.network.neurons());
            CHECK(r.cost.spikes == r.spikes.size());
            CHECK(r.cost.events == input.size());
        }
    });
}

TEST_CASE("a run ends before its end") {
    with_each_backend([](const Backend& backend) {
        const auto session = backend.compile(one_neuron({2.0F, 0.0F}, {}, 2ms))->start();
        std::vector<Spike> spikes;
        session->run(std::vector{up(5ms)}, at(7ms), spikes);
        CHECK(spikes.empty());
        session->run(std::vector{up(7ms)}, at(8ms), spikes);
        CHECK(spikes == std::vector{spike(7ms, 0)});
        session->run({}, at(8ms), spikes);
        session->run({}, at(10ms), spikes);
        CHECK(spikes == std::vector{spike(7ms, 0), spike(9ms, 0)});
    });
}

TEST_CASE("spikes are appended to what is there") {
    with_each_backend([](const Backend& backend) {
        std::vector<Spike> spikes{spike(1ms, 77)};
        backend.compile(one_neuron({2.0F, 0.0F}))
            ->start()
            ->run(std::vector{up(4ms)}, at(9ms), spikes);
        CHECK(spikes == std::vector{spike(1ms, 77), spike(5ms, 0)});
    });
}

TEST_CASE("arrivals within the refractory period are lost, those at its end are not") {
    with_each_backend([](const Backend& backend) {
        const LifSettings settings{.membrane_us = endless_us, .refractory_us = 3000};
        std::vector<Event> train;
        for (int i = 0; i < 8; ++i) train.push_back(up(i * 1ms));
        CHECK(run(backend, one_neuron({1.5F, 0.0F}, settings), train).spikes ==
              std::vector{spike(1ms, 0), spike(4ms, 0), spike(7ms, 0)});
        // Below threshold, they leave no trace either: 0.75 twice spikes, two are lost, twice
        // again.
        CHECK(run(backend, one_neuron({0.75F, 0.0F}, settings), train).spikes ==
              std::vector{spike(2ms, 0), spike(6ms, 0)});
    });
}

TEST_CASE("a negative weight takes away what must then be earned again") {
    with_each_backend([](const Backend& backend) {
        const Network n = one_neuron({0.75F, -0.5F}, {.membrane_us = endless_us});
        const Event down{at(2ms), ChannelId{0}, Polarity::down};
        CHECK(run(backend, n, {up(1ms), up(4ms)}).spikes == std::vector{spike(5ms, 0)});
        CHECK(run(backend, n, {up(1ms), down, up(4ms), up(6ms)}).spikes ==
              std::vector{spike(7ms, 0)});
        CHECK(run(backend, n, {down, down, up(4ms), up(6ms)}).spikes.empty());
    });
}

TEST_CASE("a dense projection equals the same one written sparsely") {
    with_each_backend([](const Backend& backend) {
        std::size_t converted = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            Network sparse(random.network.channels());
            for (const Population& p : random.network.populations())
                sparse.add(p.name, p.size, p.model);
            for (const Projection& p : random.network.projections()) {
                const auto* dense = std::get_if<Dense>(&p.synapses);
                sparse.connect(p.from, p.to, dense == nullptr ? p.synapses : as_sparse(*dense),
                               p.delay);
                if (dense != nullptr) ++converted;
            }
            const auto input = random_input(seed, sparse.channels(), at(50ms));
            const Run expected = run(backend, random.network, input, 60ms);
            REQUIRE(expected.spikes.size() > 10);
            CHECK(run(backend, sparse, input, 60ms) == expected);
        }
        CHECK(converted > 5);
    });
}

TEST_CASE("every projection keeps its own delay") {
    with_each_backend([](const Backend& backend) {
        constexpr unsigned count = 20;
        Network n(1);
        const auto p = n.add("line", count, lif({}));
        std::vector<Spike> expected;
        for (unsigned i = 0; i < count; ++i) {
            Sparse one;
            one.connect(i, 2.0F);
            one.end_row();
            one.end_row();
            n.connect(InputLines{}, p, one, (count - i) * 1ms);
            expected.push_back(spike(3ms + (count - i) * 1ms, i));
        }
        std::ranges::sort(expected);
        CHECK(run(backend, n, {up(3ms)}).spikes == expected);
    });
}

TEST_CASE("a loop goes round at its delay") {
    with_each_backend([](const Backend& backend) {
        Network n = one_neuron({2.0F, 0.0F});
        n.connect(first_population, first_population, Dense{1, 1, {1.0F}}, 5ms);
        const Run r = run(backend, n, {up(0ms)}, 22ms);
        CHECK(r.spikes == std::vector{spike(1ms, 0), spike(6ms, 0), spike(11ms, 0), spike(16ms, 0),
                                      spike(21ms, 0)});
        CHECK(r.cost == Cost{.events = 1, .deliveries = 5, .spikes = 5});
    });
}

TEST_CASE("a run repeats itself, in the same program and in another") {
    with_each_backend([](const Backend& backend) {
        const auto random = random_network(3);
        const auto input = random_input(3, random.network.channels(), at(50ms));
        const auto program = backend.compile(random.network);
        const Run once = run(*program, input, at(60ms));
        REQUIRE(once.spikes.size() > 10);
        CHECK(run(*program, input, at(60ms)) == once);
        CHECK(run(backend, random.network, input, 60ms) == once);
    });
}

TEST_CASE("without input nothing happens") {
    with_each_backend([](const Backend& backend) {
        CHECK(run(backend, random_network(1).network, {}) == Run{});
        CHECK(run(backend, Network(0), {}) == Run{});
        const Run unheard = run(backend, Network(1), {up(1ms)});
        CHECK(unheard.cost == Cost{.events = 1, .deliveries = 0, .spikes = 0});
    });
}

TEST_CASE("bad input is refused and leaves the session as it was") {
    with_each_backend([](const Backend& backend) {
        const auto session = backend.compile(one_neuron({0.6F, 0.6F, 0.6F, 0.6F}))->start();
        std::vector<Spike> spikes;
        session->run(std::vector{up(8ms)}, at(10ms), spikes);
        const auto refusal = [&](const std::vector<Event>& input, Duration until) {
            try {
                session->run(input, at(until), spikes);
            } catch (const Error& e) {
                CHECK(e.fault() == Fault::network);
                return std::string(e.what());
            }
            return std::string("no error");
        };
        using Catch::Contains;
        CHECK_THAT(refusal({up(11ms, 2)}, 20ms), Contains("event 0") && Contains("channel 2"));
        CHECK_THAT(refusal({up(9ms)}, 20ms), Contains("event 0") && Contains("9000000 ns"));
        CHECK_THAT(refusal({up(12ms), up(20ms)}, 20ms),
                   Contains("event 1") && Contains("20000000 ns"));
        CHECK_THAT(refusal({up(12ms), up(11ms)}, 20ms), Contains("event 1") && Contains("order"));
        CHECK_THAT(refusal({up(12ms, 1), up(12ms, 0)}, 20ms), Contains("event 1"));
        CHECK_THAT(refusal({up(12ms), {at(12ms), ChannelId{0}, Polarity::down}}, 20ms),
                   Contains("event 1"));
        CHECK_THAT(refusal({}, 9ms), Contains("9000000 ns") && Contains("past"));
        CHECK(spikes.empty());
        CHECK(session->cost() == Cost{.events = 1, .deliveries = 1, .spikes = 0});
        session->run(std::vector{up(10ms)}, at(20ms), spikes);
        CHECK(spikes == std::vector{spike(11ms, 0)});
    });
}

TEST_CASE("time before zero is in the past") {
    with_each_backend([](const Backend& backend) {
        const auto session = backend.compile(one_neuron({2.0F, 0.0F}))->start();
        std::vector<Spike> spikes;
        CHECK_THAT(message_of([&] { session->run(std::vector{up(-1ms)}, at(5ms), spikes); }),
                   Catch::Contains("event 0"));
        session->run(std::vector{up(0ms)}, at(5ms), spikes);
        CHECK(spikes == std::vector{spike(1ms, 0)});
    });
}

TEST_CASE("the end of time is an end like another") {
    with_each_backend([](const Backend& backend) {
        Network n = one_neuron({2.0F, 0.0F}, {.refractory_us = 4000}, 2ms);
        const auto session = backend.compile(n)->start();
        std::vector<Spike> spikes;
        const Event last{Time::max() - 2500us, ChannelId{0}, Polarity::up};
        const Event too_late{Time::max() - 1ms, ChannelId{0}, Polarity::up};
        session->run(std::vector{up(0ms), last, too_late}, Time::max(), spikes);
        CHECK(spikes == std::vector{spike(2ms, 0), Spike{last.at + 2ms, NeuronId{0}}});
    });
}

TEST_CASE("a program does not hear of later changes to the network") {
    with_each_backend([](const Backend& backend) {
        Network n = one_neuron({2.0F, 0.0F});
        const auto program = backend.compile(n);
        n.connect(first_population, n.add("later", 1, lif({})), Dense{1, 1, {9.0F}}, 1ms);
        n = Network(5);
        CHECK(run(*program, std::vector{up(1ms)}, at(50ms)).spikes == std::vector{spike(2ms, 0)});
        CHECK_FALSE(program->report().empty());
    });
}

TEST_CASE("a session outlives the names of its program and backend") {
    auto session = [] {
        return find(backends(), backends()[0]->name)
            .make(Config{})
            ->compile(one_neuron({2.0F, 0.0F}))
            ->start();
    }();
    std::vector<Spike> spikes;
    session->run(std::vector{up(1ms)}, at(5ms), spikes);
    CHECK(spikes == std::vector{spike(2ms, 0)});
}

TEST_CASE("sessions of one program do not disturb each other, on one thread or on two") {
    with_each_backend([](const Backend& backend) {
        const auto random = random_network(5);
        const auto program = backend.compile(random.network);
        const std::vector inputs{random_input(5, random.network.channels(), at(50ms)),
                                 random_input(6, random.network.channels(), at(50ms))};
        const std::vector expected{run(*program, inputs[0], at(60ms)),
                                   run(*program, inputs[1], at(60ms))};
        REQUIRE(expected[0].spikes.size() > 10);
        REQUIRE(expected[0] != expected[1]);

        const auto a = program->start(), b = program->start();
        std::vector<Spike> spikes_a, spikes_b;
        a->run({}, at(1ns), spikes_a);
        b->run(inputs[1], at(60ms), spikes_b);
        std::vector<Event> rest;
        for (const Event& e : inputs[0])
            if (e.at >= at(1ns)) rest.push_back(e);
        REQUIRE(rest.size() == inputs[0].size());
        a->run(rest, at(60ms), spikes_a);
        CHECK(spikes_a == expected[0].spikes);
        CHECK(spikes_b == expected[1].spikes);

        std::vector<Run> results(2);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            threads.emplace_back([&, i] { results[i] = run(*program, inputs[i], at(60ms)); });
        for (std::thread& t : threads) t.join();
        CHECK(results == expected);
    });
}

TEST_CASE("what cannot be compiled names its population") {
    with_each_backend([](const Backend& backend) {
        const auto refusal = [&](const char* model) {
            Network n(1);
            n.add("sound", 1, lif({}));
            n.add("ill", 1, Config::parse(model, "here"));
            return message_of([&] { (void)backend.compile(n); });
        };
        using Catch::Contains;
        CHECK_THAT(refusal(R"({"type":"no such model"})"), Contains("\"ill\""));
        CHECK_THAT(refusal(R"({"type":"lif","membrane_ms":0})"),
                   Contains("\"ill\"") && Contains("membrane_ms"));
        CHECK_THAT(refusal(R"({"type":"lif","membran_ms":5})"),
                   Contains("\"ill\"") && Contains("did you mean \"membrane_ms\"?"));
        CHECK_THAT(refusal("{}"), Contains("\"ill\"") && Contains("type"));
    });
}

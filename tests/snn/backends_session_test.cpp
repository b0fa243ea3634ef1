// What every backend promises of its sessions. A new backend inherits these tests by being in the
// list.
#include <thread>

#include "tests/snn/each_backend.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

TEST_CASE("cutting a run anywhere changes nothing") {
    with_each_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            const auto program = backend.compile(random.network);
            const Time end = at(60ms);
            const auto input = backend.input(seed, random.network.channels(), at(50ms));
            const Run whole = run(*program, input, end);
            REQUIRE(whole.spikes.size() > 10);
            auto stops = random_stops(seed, end);
            stops.insert(stops.end(), {input[input.size() / 2].at, whole.spikes[5].at});
            std::ranges::sort(stops);
            CHECK(run_cut(*program, input, stops) == whole);
        }
    });
}

TEST_CASE("spikes come in order of time and neuron, once each") {
    with_each_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            const auto input = backend.input(seed, random.network.channels(), at(50ms));
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
    with_each_backend([](const Machine& backend) {
        const auto session = backend.compile(one_neuron({2.0F, 0.0F}, lif({}), 2ms))->start();
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
    with_each_backend([](const Machine& backend) {
        std::vector<Spike> spikes{spike(1ms, 77)};
        backend.compile(one_neuron({2.0F, 0.0F}))
            ->start()
            ->run(std::vector{up(4ms)}, at(9ms), spikes);
        CHECK(spikes == std::vector{spike(1ms, 77), spike(5ms, 0)});
    });
}

TEST_CASE("a run repeats itself, in the same program and in another") {
    with_each_backend([](const Machine& backend) {
        const auto random = random_network(3);
        const auto input = backend.input(3, random.network.channels(), at(50ms));
        const auto program = backend.compile(random.network);
        const Run once = run(*program, input, at(60ms));
        REQUIRE(once.spikes.size() > 10);
        CHECK(run(*program, input, at(60ms)) == once);
        CHECK(run(backend, random.network, input, 60ms) == once);
    });
}

TEST_CASE("without input nothing happens") {
    with_each_backend([](const Machine& backend) {
        CHECK(run(backend, random_network(1).network, {}) == Run{});
        CHECK(run(backend, Network(0), {}) == Run{});
        const Run unheard = run(backend, Network(1), {up(1ms)});
        CHECK(unheard.cost == Cost{.events = 1, .deliveries = 0, .spikes = 0});
    });
}

TEST_CASE("bad input is refused and leaves the session as it was") {
    with_each_backend([](const Machine& backend) {
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
    with_each_backend([](const Machine& backend) {
        const auto session = backend.compile(one_neuron({2.0F, 0.0F}))->start();
        std::vector<Spike> spikes;
        CHECK_THAT(message_of([&] { session->run(std::vector{up(-1ms)}, at(5ms), spikes); }),
                   Catch::Contains("event 0"));
        session->run(std::vector{up(0ms)}, at(5ms), spikes);
        CHECK(spikes == std::vector{spike(1ms, 0)});
    });
}

TEST_CASE("the end of time is an end like another") {
    // By the reference alone: to compute every window up to there takes centuries.
    const auto session = reference(one_neuron({2.0F, 0.0F}, lif({.refractory_us = 4000}), 2ms));
    std::vector<Spike> spikes;
    const Event last{Time::max() - 2500us, ChannelId{0}, Polarity::up};
    const Event too_late{Time::max() - 1ms, ChannelId{0}, Polarity::up};
    session->run(std::vector{up(0ms), last, too_late}, Time::max(), spikes);
    CHECK(spikes == std::vector{spike(2ms, 0), Spike{last.at + 2ms, NeuronId{0}}});
}

TEST_CASE("a program does not hear of later changes to the network") {
    with_each_backend([](const Machine& backend) {
        Network n = one_neuron({2.0F, 0.0F});
        const auto program = backend.compile(n);
        n.connect(PopulationId{0}, n.add("later", 1, lif({})), Dense{1, 1, {9.0F}}, 1ms);
        n = Network(5);
        CHECK(run(*program, std::vector{up(1ms)}, at(50ms)).spikes == std::vector{spike(2ms, 0)});
        CHECK_FALSE(program->report().empty());
    });
}

TEST_CASE("a session outlives the names of its program and backend") {
    REQUIRE_FALSE(backends().empty());
    for (const auto* info : backends()) {
        auto session = Machine(*info).compile(one_neuron({2.0F, 0.0F}))->start();
        std::vector<Spike> spikes;
        session->run(std::vector{up(1ms)}, at(5ms), spikes);
        CHECK(spikes == std::vector{spike(2ms, 0)});
    }
}

TEST_CASE("sessions of one program do not disturb each other, on one thread or on two") {
    with_each_backend([](const Machine& backend) {
        const auto random = random_network(5);
        const auto program = backend.compile(random.network);
        const std::vector inputs{backend.input(5, random.network.channels(), at(50ms)),
                                 backend.input(6, random.network.channels(), at(50ms))};
        const std::vector expected{run(*program, inputs[0], at(60ms)),
                                   run(*program, inputs[1], at(60ms))};
        REQUIRE(expected[0].spikes.size() > 10);
        REQUIRE(expected[0] != expected[1]);

        const auto a = program->start(), b = program->start();
        std::vector<Spike> spikes_a, spikes_b;
        const auto half = std::ranges::lower_bound(inputs[0], at(25ms), {}, &Event::at);
        a->run({inputs[0].begin(), half}, at(25ms), spikes_a);
        b->run(inputs[1], at(60ms), spikes_b);
        a->run({half, inputs[0].end()}, at(60ms), spikes_a);
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
    with_each_backend([](const Machine& backend) {
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

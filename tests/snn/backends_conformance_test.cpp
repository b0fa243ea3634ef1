// What every backend promises of a network. A new backend inherits these tests by being in the
// list.
#include <numeric>

#include "tests/snn/each_backend.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

constexpr PopulationId first_population{0};
constexpr std::int64_t endless_us = 1000000000000;  // a membrane that does not leak in a test

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
    with_each_backend([](const Machine& backend) {
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
    with_each_backend([](const Machine& backend) {
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
    with_each_backend([](const Machine& backend) {
        const Network n =
            one_neuron({0.6F, 0.0F, 0.6F, 0.0F, -1.0F, 0.0F}, lif({.membrane_us = 1000}));
        CHECK(run(backend, n, {up(4ms, 0), up(4ms, 1)}).spikes == std::vector{spike(5ms, 0)});
        CHECK(run(backend, n, {up(4ms, 0), up(6ms, 1)}).spikes.empty());
        CHECK(run(backend, n, {up(4ms, 0), up(4ms, 1), up(4ms, 2)}).spikes.empty());
    });
}

TEST_CASE("what was sent at different instants may arrive together") {
    with_each_backend([](const Machine& backend) {
        Network n(2);
        const auto p = n.add("p", 1, lif({.membrane_us = 1000}));
        n.connect(InputLines{}, p, Dense{4, 1, {0.6F, 0, 0, 0}}, 4ms);
        n.connect(InputLines{}, p, Dense{4, 1, {0, 0, 0.6F, 0}}, 2ms);
        CHECK(run(backend, n, {up(0ms, 0), up(2ms, 1)}).spikes == std::vector{spike(4ms, 0)});
        CHECK(run(backend, n, {up(0ms, 0), up(1ms, 1)}).spikes.empty());
    });
}

TEST_CASE("equal events at one instant are as many arrivals, and one spike at most") {
    with_each_backend([](const Machine& backend) {
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
    with_each_backend([](const Machine& backend) {
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
            const auto input = backend.input(seed, channels, at(50ms));
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

TEST_CASE("arrivals within the refractory period are lost, those at its end are not") {
    with_each_backend([](const Machine& backend) {
        const Config settings = lif({.membrane_us = endless_us, .refractory_us = 3000});
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
    with_each_backend([](const Machine& backend) {
        const Network n = one_neuron({0.72F, -0.5F}, lif({.membrane_us = endless_us}));
        const Event down{at(2ms), ChannelId{0}, Polarity::down};
        CHECK(run(backend, n, {up(1ms), up(4ms)}).spikes == std::vector{spike(5ms, 0)});
        CHECK(run(backend, n, {up(1ms), down, up(4ms), up(6ms)}).spikes ==
              std::vector{spike(7ms, 0)});
        CHECK(run(backend, n, {down, down, up(4ms), up(6ms)}).spikes.empty());
    });
}

TEST_CASE("a dense projection equals the same one written sparsely") {
    with_each_backend([](const Machine& backend) {
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
            const auto input = backend.input(seed, sparse.channels(), at(50ms));
            const Run expected = run(backend, random.network, input, 60ms);
            REQUIRE(expected.spikes.size() > 10);
            CHECK(run(backend, sparse, input, 60ms) == expected);
        }
        CHECK(converted > 5);
    });
}

TEST_CASE("every projection keeps its own delay") {
    with_each_backend([](const Machine& backend) {
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
    with_each_backend([](const Machine& backend) {
        Network n = one_neuron({2.0F, 0.0F});
        n.connect(first_population, first_population, Dense{1, 1, {1.0F}}, 5ms);
        const Run r = run(backend, n, {up(0ms)}, 22ms);
        CHECK(r.spikes == std::vector{spike(1ms, 0), spike(6ms, 0), spike(11ms, 0), spike(16ms, 0),
                                      spike(21ms, 0)});
        CHECK(r.cost == Cost{.events = 1, .deliveries = 5, .spikes = 5});
    });
}

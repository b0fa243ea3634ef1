// Settings that are each neuron's own, from the network to what the neuron does.
#include <catch2/catch.hpp>

#include "snn/dynamics.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/random_model.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

Network three(const char* key, std::vector<double> values) {
    Network n(1);
    const auto p = n.add("p", 3, lif({}));
    n.set(p, key, std::move(values));
    n.connect(InputLines{}, p, Dense{2, 3, {1, 1, 1, 1, 1, 1}}, 1ms);
    return n;
}

}  // namespace

TEST_CASE("a neuron's own values replace those of its population, one by one") {
    Network n = three("threshold", {1.0, 2.0, 3.0});
    n.set(PopulationId{0}, "membrane_ms", {10.0, 20.5, 40.0});
    const auto all = dynamics_of(n.populations()[PopulationId{0}]);
    REQUIRE(all.size() == 3);
    CHECK(all[0].threshold == 1.0);
    CHECK(all[2].threshold == 3.0);
    CHECK(all[1].membrane_ns == 20.5e6);
    CHECK(all[1].refractory_ns == 0.0);
    CHECK(
        dynamics_of(Network(three("threshold", {1, 1, 1})).populations()[PopulationId{0}]).size() ==
        3);
    Network plain(0);
    plain.add("p", 3, lif({}));
    CHECK(dynamics_of(plain.populations()[PopulationId{0}]).size() == 1);
}

TEST_CASE("own values decide when a neuron spikes") {
    with_each_backend([](const Machine& backend) {
        const Network n = three("threshold", {0.9, 1.9, 2.5});
        CHECK(run(backend, n, {up(1ms), up(5ms), up(5ms)}).spikes ==
              std::vector{spike(2ms, 0), spike(6ms, 0), spike(6ms, 1), spike(6ms, 2)});
        const Network held = three("refractory_ms", {0.0, 3.0, 10.0});
        CHECK(run(backend, held, {up(1ms), up(3ms), up(5ms)}).spikes ==
              std::vector{spike(2ms, 0), spike(2ms, 1), spike(2ms, 2), spike(4ms, 0), spike(6ms, 0),
                          spike(6ms, 1)});
    });
}

TEST_CASE("own values that are all the population's change nothing") {
    with_each_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            Network own = random.network;
            for (std::size_t p = 0; p < own.populations().size(); ++p) {
                const double ms = static_cast<double>(random.settings[p].membrane_us) / 1000.0;
                own.set(PopulationId(p), "membrane_ms",
                        std::vector<double>(own.populations()[PopulationId(p)].size, ms));
            }
            const auto input = backend.input(seed, own.channels(), at(50ms));
            const Run expected = run(backend, random.network, input, 60ms);
            REQUIRE(expected.spikes.size() > 10);
            CHECK(run(backend, own, input, 60ms) == expected);
        }
    });
}

TEST_CASE("a neuron whose own value cannot be is named") {
    with_each_backend([](const Machine& backend) {
        const auto refusal = [&](const char* key, std::vector<double> values) {
            return message_of([&] { (void)backend.compile(three(key, std::move(values))); });
        };
        using Catch::Contains;
        CHECK_THAT(refusal("membrane_ms", {1.0, 0.0, 3.0}),
                   Contains("population \"p\", neuron 1") && Contains("membrane_ms") &&
                       Contains("must be above zero, not 0"));
        CHECK_THAT(refusal("threshold", {1.0, 1.0, -1.0}),
                   Contains("population \"p\", neuron 2") && Contains("must be above v_reset"));
        CHECK_THAT(refusal("membran_ms", {1.0, 2.0, 3.0}),
                   Contains("population \"p\"") && Contains("did you mean \"membrane_ms\"?"));
        CHECK_THAT(refusal("reset", {1.0, 2.0, 3.0}), Contains("population \"p\", neuron 0"));
    });
}

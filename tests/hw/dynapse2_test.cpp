// DYNAP-SE2's behaviour: by hand where devices do not differ, by its statistics where they do.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "hw/arithmetic.hpp"
#include "tests/hw/whole_networks.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::hw::test::one_neuron;

namespace {

std::unique_ptr<Arithmetic> dynapse(const std::string& sigma) {
    return make(arithmetics(),
                Config::parse(R"({"type": "dynapse2", "sigma": )" + sigma + "}", "test"));
}

using Values = std::vector<std::int32_t>;

/// Line 0 to `count` readouts, each through a synapse of weight 15.
WholeNetwork fan(std::size_t count) {
    WholeNetwork n{.channels = 1, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "fan",
                             .first = NeuronId{},
                             .size = count,
                             .spikes = false,
                             .membrane = Values(count, 16384),
                             .current = Values(count, 65536)});
    WholeProjection p{.from = snn::InputLines{}, .to = PopulationId{}, .delays = {0}};
    for (std::uint32_t i = 0; i < count; ++i) p.targets.push_back(i);
    p.weights.assign(count, 15);
    p.offsets = {0, static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(count)};
    n.projections.push_back(std::move(p));
    return n;
}

/// Of every neuron after an event and two ticks more: 15 · 256 (3/4)² if none differed.
Values potentials(const Arithmetic& arithmetic, const WholeNetwork& network, std::uint64_t seed) {
    const auto machine = arithmetic.start({}, network, seed);
    std::vector<NeuronId> spikes;
    machine->tick(std::vector<std::uint32_t>{0}, spikes);
    for (int t = 0; t < 2; ++t) machine->tick({}, spikes);
    Values v;
    for (std::uint32_t n = 0; n < network.neurons(); ++n)
        v.push_back(machine->potential(NeuronId{n}));
    return v;
}

}  // namespace

TEST_CASE("a neuron of DYNAP-SE2 whose devices do not differ is computed by hand") {
    WholeNetwork n = one_neuron(
        {.threshold = {1000}, .membrane = {32768}, .current = {32768}, .refractory = {2}}, 2, 0);
    const auto machine = dynapse("0")->start({}, n, 1);
    std::vector<NeuronId> spikes;
    Values v;
    for (const std::size_t events : {1U, 0U, 0U, 1U, 1U, 1U, 0U, 0U}) {
        machine->tick(std::vector<std::uint32_t>(events, 0), spikes);
        v.push_back(machine->potential(NeuronId{}));
    }
    // i: 512, 256, 128, 576, 800, 912, 456, 228.
    CHECK(v == Values{512, 512, 384, 768, 0, 0, 456, 456});
    CHECK(spikes.size() == 1);
    n.projections.front().weights = {-2};
    const auto low = dynapse("0")->start({}, n, 1);
    low->tick(std::vector<std::uint32_t>{0}, spikes);
    CHECK(low->potential(NeuronId{}) == 0);
    CHECK(low->current(NeuronId{}) == -512);
    CHECK(low->work().saturated == 1);
}

TEST_CASE("devices of DYNAP-SE2 differ by their seed, as much as they are said to") {
    const std::size_t count = 400;
    const WholeNetwork n = fan(count);
    const auto chip = dynapse("0.1");
    const Values one = potentials(*chip, n, 1);
    CHECK(one == potentials(*chip, n, 1));
    CHECK(one != potentials(*chip, n, 2));
    const double without = potentials(*dynapse("0"), n, 1).front();
    CHECK(without == 2160);  // 3840 · 9 / 16
    double sum = 0.0, squares = 0.0;
    for (const std::int32_t v : one) {
        sum += v / without;
        squares += std::pow(v / without - 1.0, 2);
    }
    // Of the weight 0.1, of the time constant 2 ln(4/3) · 0.1 = 0.058: together 0.115.
    CHECK(sum / count == Approx(1.0).margin(0.03));
    CHECK(std::sqrt(squares / count) == Approx(0.115).margin(0.02));
}

TEST_CASE("weights of DYNAP-SE2 are sums of the currents that a population chose") {
    WholeNetwork n = fan(3);
    n.projections.front().weights = {0b0101, -0b1000, 0b1111};
    n.populations[PopulationId{}].base_currents = {10, 300, 3000, 7000};
    const auto machine = dynapse("0")->start({}, n, 1);
    std::vector<NeuronId> spikes;
    machine->tick(std::vector<std::uint32_t>{0}, spikes);
    CHECK(machine->current(NeuronId{0}) == 3010);
    CHECK(machine->current(NeuronId{1}) == -7000);
    CHECK(machine->current(NeuronId{2}) == 10310);
    n.populations[PopulationId{}].base_currents = {1, 2, 3};
    CHECK_THAT(efferent::test::message_of([&] { (void)dynapse("0")->start({}, n, 1); }),
               Catch::Contains("population \"fan\": 3 currents"));
}

TEST_CASE("what DYNAP-SE2 cannot hold is refused") {
    const auto refusal = [](const WholeNetwork& n) {
        return efferent::test::message_of([&] { (void)dynapse("0.1")->start({}, n, 1); });
    };
    WholeNetwork heavy = fan(2), fast = fan(2);
    heavy.projections.front().weights = {15, 16};
    fast.populations[PopulationId{}].membrane = {0, 65537};
    CHECK(refusal(fan(2)) == "no error");
    CHECK_THAT(refusal(heavy), Catch::Contains("projection 0: a weight of 16"));
    CHECK_THAT(refusal(fast), Catch::Contains("population \"fan\", neuron 1: a decay of the pot"));
    CHECK_THROWS_WITH(dynapse("0.3"), Catch::Contains("sigma"));
}

// Speck's arithmetic by hand.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "hw/arithmetic.hpp"
#include "tests/hw/whole_networks.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::hw::test::one_neuron;

namespace {

std::unique_ptr<Arithmetic> speck() {
    return make(arithmetics(), Config::parse(R"({"type": "speck"})", "test"));
}

using Spikes = std::vector<NeuronId>;

/// Two layers of one neuron: weight 3 to a threshold of 5, then weight 2 to one of 4.
WholeNetwork two() {
    WholeNetwork n = one_neuron({.threshold = {5}}, 3, 0);
    n.populations.push_back({.name = "two", .first = NeuronId{1}, .size = 1, .threshold = {4}});
    n.projections.push_back({PopulationId{0}, PopulationId{1}, 0, {0, 1}, {0}, {2}, {0}});
    return n;
}

}  // namespace

TEST_CASE("spikes of Speck are passed on at once, in their order, and nothing leaks") {
    const auto machine = speck()->start({}, two(), 1);
    Spikes spikes;
    machine->tick(std::vector<std::uint32_t>{0}, spikes);
    CHECK(machine->potential(NeuronId{0}) == 3);
    for (int t = 0; t < 100; ++t) machine->tick({}, spikes);
    CHECK(machine->potential(NeuronId{0}) == 3);
    CHECK(spikes.empty());
    machine->tick(std::vector<std::uint32_t>(3, 0), spikes);  // 6: a spike; 3; 6: another
    CHECK(spikes == Spikes{NeuronId{0}, NeuronId{0}, NeuronId{1}});
    CHECK(machine->potential(NeuronId{0}) == 0);
    CHECK(machine->potential(NeuronId{1}) == 0);
    CHECK(machine->work().synapses == 6);
    CHECK(machine->work().events == 4);
}

TEST_CASE("a neuron of Speck that subtracts keeps what is above its threshold") {
    WholeNetwork n = two();
    n.populations[PopulationId{0}].subtracts = true;
    const auto machine = speck()->start({}, n, 1);
    Spikes spikes;
    machine->tick(std::vector<std::uint32_t>(3, 0), spikes);  // 3; 6 - 5 = 1; 4
    CHECK(spikes == Spikes{NeuronId{0}});
    CHECK(machine->potential(NeuronId{0}) == 4);
    machine->tick(std::vector<std::uint32_t>{0}, spikes);
    CHECK(spikes.size() == 3);
    CHECK(machine->potential(NeuronId{0}) == 2);
}

TEST_CASE("Speck's states saturate in 16 bits, and events may wait outside") {
    WholeNetwork n = one_neuron({.threshold = {30000}}, -128, 2);
    const auto machine = speck()->start({}, n, 1);
    Spikes spikes;
    machine->tick(std::vector<std::uint32_t>(300, 0), spikes);
    machine->tick({}, spikes);
    CHECK(machine->potential(NeuronId{}) == 0);
    machine->tick({}, spikes);
    CHECK(machine->potential(NeuronId{}) == -32768);
    CHECK(machine->work().saturated == 300 - 256);
}

TEST_CASE("spikes of Speck with a delay go by way of the host, in loops too") {
    WholeNetwork n = two();
    n.projections.back().delays = {2};
    n.projections.push_back({PopulationId{1}, PopulationId{0}, 0, {0, 1}, {0}, {-3}, {1}});
    n.populations[PopulationId{1}].threshold = {2};
    const auto machine = speck()->start({}, n, 1);
    Spikes spikes;
    machine->tick(std::vector<std::uint32_t>(2, 0), spikes);
    CHECK(spikes == Spikes{NeuronId{0}});
    machine->tick({}, spikes);
    CHECK(spikes.size() == 1);
    machine->tick({}, spikes);
    CHECK(spikes == Spikes{NeuronId{0}, NeuronId{1}});
    CHECK(machine->potential(NeuronId{0}) == 0);
    machine->tick({}, spikes);
    CHECK(machine->potential(NeuronId{0}) == -3);
    CHECK(spikes.size() == 2);
}

TEST_CASE("what Speck does not have is refused") {
    const auto refusal = [](const WholeNetwork& n) {
        return efferent::test::message_of([&] { (void)speck()->start({}, n, 1); });
    };
    WholeNetwork loop = two(), leak = two(), late = two(), bias = two();
    loop.projections.push_back({PopulationId{1}, PopulationId{0}, 0, {0, 1}, {0}, {2}, {0}});
    leak.populations[PopulationId{1}].membrane = {7};
    late.projections.back().delays = {255};
    bias.populations[PopulationId{0}].bias = {1};
    CHECK(refusal(two()) == "no error");
    CHECK_THAT(refusal(loop), Catch::Contains("it hears itself within a tick"));
    loop.projections.back().delays = {1};
    CHECK(refusal(loop) == "no error");
    CHECK_THAT(refusal(leak), Catch::Contains("population \"two\", neuron 0: a decay of the pot"));
    CHECK_THAT(refusal(late), Catch::Contains("projection 1: a delay of 255"));
    CHECK_THAT(refusal(bias), Catch::Contains("a bias of 1"));
    snn::Dynamics d;
    d.threshold = 1.0;
    CHECK_NOTHROW(speck()->decays(d, 1ms, 0));
    d.membrane_ns = 20e6;
    CHECK_THROWS_WITH(speck()->decays(d, 1ms, 0), Catch::Contains("do not leak"));
}

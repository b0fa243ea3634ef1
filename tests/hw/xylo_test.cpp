// Xylo's arithmetic by hand.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "hw/arithmetic.hpp"
#include "tests/hw/whole_networks.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::hw::test::one_neuron;

namespace {

std::unique_ptr<Arithmetic> xylo() {
    return make(arithmetics(), Config::parse(R"({"type": "xylo"})", "test"));
}

/// A neuron that subtracts, with dash 2 for its potential and dash 1 for its current.
WholePopulation neuron(std::int32_t threshold) {
    return {.threshold = {threshold}, .membrane = {2}, .current = {1}, .subtracts = true};
}

/// Each tick's events of line 0, then potential, current and spikes of neuron 0.
struct Seen {
    std::vector<std::int32_t> v, i;
    std::vector<std::size_t> spikes;
    Work work;
};
Seen seen(const WholeNetwork& network, const std::vector<std::size_t>& events) {
    const auto machine = xylo()->start({}, network, 1);
    Seen s;
    for (const std::size_t count : events) {
        std::vector<NeuronId> spikes;
        machine->tick(std::vector<std::uint32_t>(count, 0), spikes);
        s.v.push_back(machine->potential(NeuronId{}));
        s.i.push_back(machine->current(NeuronId{}));
        s.spikes.push_back(static_cast<std::size_t>(std::ranges::count(spikes, NeuronId{})));
    }
    s.work = machine->work();
    return s;
}

using Values = std::vector<std::int32_t>;
using Counts = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a neuron of Xylo is computed by hand, small values fall to 0") {
    // i: 20 -> 10, 5, 3 (5 >> 1 = 2), 2, 1, 0 (1 >> 1 = 0, so by 1).
    // v: 10; 8 + 5; 10 + 3; 10 + 2; 9 + 1; 8 + 0; 6; 5; 4; 3; 2; 1; 0 (below 4 by 1).
    const Seen s = seen(one_neuron(neuron(100), 20, 0), {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(s.i == Values{10, 5, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(s.v == Values{10, 13, 13, 12, 10, 8, 6, 5, 4, 3, 2, 1, 0, 0});
}

TEST_CASE("negative values of Xylo fall to 0 by rounding away from it") {
    // -20 >> 1 = -10; -10 -> -5 -> -2 (-5 >> 1 = -3) -> -1 -> 0.
    const Seen s = seen(one_neuron(neuron(100), -20, 0), {1, 0, 0, 0, 0, 0});
    CHECK(s.i == Values{-10, -5, -2, -1, 0, 0});
    CHECK(s.v == Values{-10, -12, -11, -9, -6, -4});
}

TEST_CASE("a hidden neuron of Xylo spikes up to 31 times in a tick, an output once") {
    WholeNetwork n = one_neuron(neuron(10), 50, 0);
    const Seen few = seen(n, {1});
    CHECK(few.spikes == Counts{2});  // 25 / 10
    CHECK(few.v == Values{5});
    const Seen many = seen(n, {14});
    CHECK(many.spikes == Counts{31});  // 350 / 10 = 35
    CHECK(many.v == Values{40});
    WholePopulation out = neuron(10);
    out.name = "out";
    out.first = NeuronId{1};
    out.size = 1;
    n.populations.push_back(out);
    n.projections.push_back({PopulationId{0}, PopulationId{1}, 0, {0, 1}, {0}, {20}, {1}});
    const auto machine = xylo()->start({}, n, 1);
    std::vector<NeuronId> spikes;
    machine->tick(std::vector<std::uint32_t>{0}, spikes);
    CHECK(spikes == std::vector<NeuronId>(2, NeuronId{0}));
    spikes.clear();
    machine->tick({}, spikes);  // two spikes, 40, halved
    CHECK(std::ranges::count(spikes, NeuronId{1}) == 1);
    CHECK(machine->potential(NeuronId{1}) == 10);
}

TEST_CASE("Xylo takes 15 events of a line in a tick and drops the rest, counted") {
    const Seen s = seen(one_neuron(neuron(30000), 2, 0), {20, 3});
    CHECK(s.i == Values{15, 11});  // 30 / 2; (15 + 6) - 10
    CHECK(s.work.events == 23);
    CHECK(s.work.dropped == 5);
    CHECK(s.work.synapses == 18);
}

TEST_CASE("Xylo's states saturate in 16 bits, counted") {
    WholeNetwork n = one_neuron(neuron(32767), 127, 0);
    n.projections.front().exponent = 7;
    n.populations[PopulationId{}].spikes = false;
    const Seen s = seen(n, {3, 3});
    CHECK(s.i == Values{16384, 16384});  // 32767 - 16383, twice
    CHECK(s.v == Values{16384, 12288 + 16384});
    CHECK(s.work.saturated == 2);
    n.populations[PopulationId{}].bias = {30000};
    CHECK(seen(n, {3}).v == Values{32767});
}

TEST_CASE("what Xylo cannot hold is refused") {
    const auto refusal = [](const WholeNetwork& n) {
        return efferent::test::message_of([&] { (void)xylo()->start({}, n, 1); });
    };
    WholeNetwork n = one_neuron(neuron(10), 127);
    CHECK(refusal(n) == "no error");
    n.projections.push_back(n.projections.front());
    n.projections.back().exponent = 1;
    CHECK_THAT(refusal(n), Catch::Contains("projection 1: an exponent of 1 beside one of 0"));
    n = one_neuron(neuron(0), 1);
    CHECK_THAT(refusal(n), Catch::Contains("a threshold of 0, where the chip holds 1 to 32767"));
    n = one_neuron(neuron(1), 128);
    CHECK_THAT(refusal(n), Catch::Contains("projection 0: a weight of 128"));
    n = one_neuron(neuron(1), 1);
    n.populations[PopulationId{}].subtracts = false;
    CHECK_THAT(refusal(n), Catch::Contains("no reset to zero"));
}

TEST_CASE("Xylo's dashes are rounded logarithms of time constants") {
    snn::Dynamics d;
    d.membrane_ns = 20e6;
    d.threshold = 1.0;
    d.reset = snn::Reset::by_subtraction;
    d.input = snn::Input::current;
    d.excitatory_ns = d.inhibitory_ns = 5e6;
    const Decays held = xylo()->decays(d, 1ms, 0);
    CHECK(held.membrane == 4);  // log2 20 = 4.3
    CHECK(held.current == 2);   // log2 5 = 2.3
    CHECK(held.keeps_membrane == 0.9375);
    CHECK(held.gain == 0.75);
    d.membrane_ns = snn::Dynamics::never;
    CHECK_THROWS_AS(xylo()->decays(d, 1ms, 0), Error);
}

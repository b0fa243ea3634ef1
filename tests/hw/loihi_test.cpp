// Loihi's arithmetic: hand-computed ticks, and a published run of 200 inputs and 256 neurons.
#include "snn/loihi.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "hw/arithmetic.hpp"
#include "tests/hw/npy.hpp"
#include "tests/hw/whole_networks.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::hw::test::one_neuron;

namespace {

std::unique_ptr<Arithmetic> loihi() {
    return make(arithmetics(), Config::parse(R"({"type": "loihi"})", "test"));
}

/// Potentials after each tick; an event of line 0 in each tick whose character is '1'.
std::vector<std::int32_t> potentials(const WholeNetwork& network, std::string_view events,
                                     std::vector<std::size_t>* spiked = nullptr) {
    const auto machine = loihi()->start({}, network, 1);
    std::vector<std::int32_t> v;
    std::vector<NeuronId> spikes;
    const std::uint32_t line = 0;
    for (std::size_t t = 0; t < events.size(); ++t) {
        spikes.clear();
        machine->tick({&line, events[t] == '1' ? 1U : 0U}, spikes);
        if (spiked != nullptr && !spikes.empty()) spiked->push_back(t);
        v.push_back(machine->potential(NeuronId{}));
    }
    return v;
}

using Values = std::vector<std::int32_t>;
using Ticks = std::vector<std::size_t>;

}  // namespace

TEST_CASE("Loihi's registers fall towards zero from either side") {
    CHECK(snn::loihi_decayed(4096, 415) == 3681);
    CHECK(snn::loihi_decayed(-4096, 415) == -3681);
    CHECK(snn::loihi_decayed(9, 1) == 8);  // 9 4095/4096 = 8.998
    CHECK(snn::loihi_decayed(-9, 1) == -8);
    CHECK(snn::loihi_decayed(123, 4096) == 0);
}

TEST_CASE("a neuron of Loihi is computed by hand") {
    // w = 4: u = 256. du = 2047 halves u; dv = 1024 leaves three quarters of v; bias 1 is 64.
    const WholePopulation p{.threshold = {100}, .membrane = {1024}, .current = {2047}, .bias = {1}};
    CHECK(potentials(one_neuron(p, 4), "1000") ==
          Values{64, 48 + 256 + 64, 276 + 128 + 64, 351 + 64 + 64});
}

TEST_CASE("a spike of Loihi is above the threshold, resets to 0 and holds the potential") {
    const WholePopulation p{
        .threshold = {4}, .membrane = {0}, .current = {4095}, .bias = {}, .refractory = {2}};
    Ticks spiked;
    CHECK(potentials(one_neuron(p, 2), "1111111", &spiked) == Values{0, 128, 256, 0, 0, 128, 256});
    CHECK(spiked == Ticks{3});  // at 256 = 4 · 64 not yet
}

TEST_CASE("events reach a neuron of Loihi after their delay, several add up") {
    const WholePopulation p{.threshold = {1000}, .membrane = {0}, .current = {4095}};
    WholeNetwork n = one_neuron(p, 1, 3);
    CHECK(potentials(n, "10000") == Values{0, 0, 0, 64, 64});
    n.projections.front().targets = {0, 0};
    n.projections.front().offsets = {0, 2, 2};
    n.projections.front().weights = {1, 2};
    n.projections.front().delays = {63, 0};
    CHECK(potentials(n, std::string(1, '1') + std::string(63, '0')).front() == 128);
    CHECK(potentials(n, std::string(1, '1') + std::string(63, '0')).back() == 192);
}

TEST_CASE("an exponent of Loihi scales weights, a negative one loses bits downwards") {
    const WholePopulation p{.threshold = {1000}, .membrane = {0}, .current = {4095}};
    WholeNetwork n = one_neuron(p, 5, 0);
    n.projections.front().exponent = 3;
    CHECK(potentials(n, "1") == Values{5 * 8 * 64});
    n.projections.front().exponent = -2;
    CHECK(potentials(n, "1") == Values{64});
    n.projections.front().weights = {-5};
    CHECK(potentials(n, "1") == Values{-128});
}

TEST_CASE("Loihi's current wraps in 24 bits and its potential stays at their end") {
    const WholePopulation p{.spikes = false, .membrane = {0}, .current = {0}};
    WholeNetwork n = one_neuron(p, 255, 0);
    n.projections.front().exponent = 7;
    const auto machine = loihi()->start({}, n, 1);
    std::vector<NeuronId> spikes;
    const std::vector<std::uint32_t> events(5, 0);
    machine->tick(events, spikes);
    CHECK(machine->current(NeuronId{}) == 5 * 255 * 8192 - (1 << 24));
    CHECK(machine->work().saturated == 1);
    CHECK(machine->work().synapses == 5);
    const std::vector<std::uint32_t> four(4, 0);
    const auto other = loihi()->start({}, n, 1);
    for (int t = 0; t < 3; ++t) other->tick(t == 0 ? four : std::vector<std::uint32_t>{}, spikes);
    CHECK(other->potential(NeuronId{}) == (1 << 23) - 1);
    CHECK(other->work().saturated == 2);
}

TEST_CASE("what Loihi's registers cannot hold is refused") {
    const WholePopulation p{.threshold = {9}, .membrane = {0}, .current = {0}};
    const auto refusal = [&](const WholeNetwork& n) {
        return efferent::test::message_of([&] { (void)loihi()->start({}, n, 1); });
    };
    WholeNetwork n = one_neuron(p, 255);
    CHECK(refusal(n) == "no error");
    n.projections.front() = {snn::InputLines{}, {}, 0, {0, 1, 2}, {0, 0}, {3, -2}, {1}};
    CHECK_THAT(refusal(n), Catch::Contains("projection 0: a weight of 3 among weights of both"));
    n.projections.front().weights = {-256, 254};
    CHECK(refusal(n) == "no error");
    n.projections.push_back({PopulationId{}, PopulationId{}, 0, {0, 1}, {0}, {2}, {64}});
    CHECK_THAT(refusal(n), Catch::Contains("a delay of 64, where the chip holds 1 to 63"));
    n = one_neuron(p, 1);
    n.populations[PopulationId{}].membrane = {4096};
    CHECK_THAT(refusal(n), Catch::Contains("population \"one\", neuron 0: a decay of the pot"));
    n.populations[PopulationId{}].membrane = {};
    CHECK_THAT(refusal(n), Catch::Contains("is not given"));
    n = one_neuron(p, 1);
    n.populations[PopulationId{}].subtracts = true;
    CHECK_THAT(refusal(n), Catch::Contains("no reset by subtraction"));
}

TEST_CASE("Loihi's registers of a neuron's time constants say what they keep") {
    snn::Dynamics d;
    d.membrane_ns = 20e6;
    d.threshold = 1.0;
    const Decays without = loihi()->decays(d, 1ms, 0);
    CHECK(without.membrane == 200);  // 4096 (1 − e^(−1/20)) = 199.8
    CHECK(without.keeps_membrane == Approx(3896.0 / 4096.0));
    CHECK(without.current == 4095);
    CHECK(without.keeps_current == 0.0);
    d.input = snn::Input::current;
    d.excitatory_ns = d.inhibitory_ns = 5e6;
    CHECK(loihi()->decays(d, 1ms, 0).current == 741);  // 742.5 − 1, rounded
    CHECK(loihi()->decays(d, 1ms, 0).keeps_current == Approx(std::exp(-0.2)).margin(2e-4));
    d.inhibitory_ns = 6e6;
    CHECK_THROWS_AS(loihi()->decays(d, 1ms, 0), Error);
}

TEST_CASE("recordings: Loihi's dense layer of 200 to 256 neurons is met in all 2000 ticks") {
    const auto folder = efferent::test::shared_data("nir/loihi_dense");
    if (!folder) return;
    constexpr std::size_t inputs = 200, neurons = 256, ticks = 2000;
    const auto in = efferent::test::npy<double>(*folder / "in.npy", inputs * ticks);
    const auto out = efferent::test::npy<double>(*folder / "out.npy", neurons * ticks);
    const auto current = efferent::test::npy<double>(*folder / "current.npy", neurons * ticks);
    const auto weight = efferent::test::npy<std::int64_t>(*folder / "weight.npy", neurons * inputs);
    WholeNetwork n{.channels = inputs / 2, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "dense",
                             .first = NeuronId{},
                             .size = neurons,
                             .threshold = Values(neurons, 6),
                             .membrane = Values(neurons, 415),
                             .current = Values(neurons, 4095)});
    WholeProjection dense{.from = snn::InputLines{}, .to = {}, .delays = {1}};
    for (std::uint32_t i = 0; i < inputs; ++i) {
        for (std::uint32_t o = 0; o < neurons; ++o) {
            dense.targets.push_back(o);
            dense.weights.push_back(static_cast<std::int16_t>(weight[o * inputs + i]));
        }
        dense.offsets.push_back(static_cast<std::uint32_t>(dense.targets.size()));
    }
    n.projections.push_back(std::move(dense));
    const auto machine = loihi()->start({}, n, 1);
    std::size_t wrong_currents = 0, wrong_spikes = 0;
    std::vector<std::uint32_t> lines;
    std::vector<NeuronId> spikes;
    for (std::size_t t = 0; t < ticks; ++t) {
        lines.clear();
        spikes.clear();
        for (std::uint32_t i = 0; i < inputs; ++i)
            if (in[i * ticks + t] != 0.0) lines.push_back(i);
        machine->tick(lines, spikes);
        std::vector<bool> fired(neurons, false);
        for (const NeuronId s : spikes) fired[index(s)] = true;
        for (std::uint32_t o = 0; o < neurons; ++o) {
            wrong_currents += machine->current(NeuronId{o}) != 64.0 * current[o * ticks + t];
            wrong_spikes += fired[o] != (out[o * ticks + t] != 0.0);
        }
    }
    CHECK(machine->work().spikes == 1826);
    CHECK(wrong_currents == 0);
    CHECK(wrong_spikes == 0);
}

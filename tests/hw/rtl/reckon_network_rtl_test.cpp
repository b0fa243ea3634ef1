// A network on a ReckOn: the files that program it and say what its host sends, played to the RTL,
// against the machine that backends run.
#include <catch2/catch.hpp>
#include <iostream>

#include "hw/odin/bits.hpp"
#include "hw/odin/boards.hpp"
#include "hw/odin/reckon_board.hpp"
#include "tests/hw/rtl/random_network.hpp"
#include "tests/hw/rtl/reckon_host.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

constexpr std::size_t lines = 8, ticks = 30;
constexpr std::uint32_t hidden = 31, readouts = 5;
constexpr std::uint32_t reads_outputs = 10U << 28U;

/// All pairs, any weight.
WholeProjection projection(snn::Origin from, std::uint16_t to, std::size_t sources,
                           std::size_t targets, RandomStream& random, int exponent,
                           std::uint8_t delay) {
    WholeProjection p = test::random_projection(
        {.from = from, .to = PopulationId{to}, .exponent = exponent}, sources, targets, [&] {
            return test::Synapse{test::from_to(random, -128, 127), delay};
        });
    p.delays = {delay};
    return p;
}

/// An odd number of neurons of two thresholds, readouts, and lines that speak several times a tick.
WholeNetwork random_network() {
    RandomStream random(11, "network");
    WholeNetwork n{.channels = lines / 2, .tick = 1ms, .populations = {}, .projections = {}};
    WholePopulation fires{.name = "fires", .first = NeuronId{0}, .size = hidden};
    for (std::size_t i = 0; i < hidden; ++i) {
        fires.threshold.push_back(i % 3 == 0 ? 300 : 500);
        fires.membrane.push_back(0x7A00);
    }
    n.populations.push_back(fires);
    n.populations.push_back({.name = "reads",
                             .first = NeuronId{hidden},
                             .size = readouts,
                             .spikes = false,
                             .membrane = std::vector<std::int32_t>(readouts, 120)});
    n.projections.push_back(projection(snn::InputLines{}, 0, lines, hidden, random, 1, 0));
    n.projections.push_back(projection(PopulationId{0}, 0, hidden, hidden, random, 0, 1));
    n.projections.push_back(projection(PopulationId{0}, 1, hidden, readouts, random, 2, 1));
    return n;
}

}  // namespace

TEST_CASE("a network's programming files make ReckOn's RTL do what its machine does") {
    const Chip chip = find_chip("reckon");
    const WholeNetwork network = random_network();
    const auto arithmetic = make(arithmetics(), chip.arithmetic);
    const auto machine = arithmetic->start(chip, network, 0);
    RandomStream random(5, "events");
    std::vector<std::vector<std::uint32_t>> input(ticks);
    for (auto& tick : input)
        for (std::uint32_t line = 0; line < lines; ++line)
            for (std::uint64_t i = random.below(3); i > 0; --i) tick.push_back(line);
    const auto programs = odin::programs(chip, network, input);
    const auto board = odin::reckon_board(network, arithmetic->registers(chip), {});

    test::ReckonHost host;
    host.write(programs[0].words);
    host.begin_sample();
    auto event = programs[0].events.begin();
    std::size_t spikes = 0, mismatches = 0;
    for (std::size_t t = 0; t <= ticks; ++t) {
        for (; event != programs[0].events.end() && event->tick == t; ++event)
            host.send(static_cast<std::uint8_t>(event->address));
        if (t == 0) {
            host.tick();  // takes the first inputs in; the next one steps
            continue;
        }
        std::vector<NeuronId> modelled, real;
        machine->tick(input[t - 1], modelled);
        for (const std::uint8_t at : host.tick_and_stop()) real.push_back(board.spiking[at]);
        spikes += real.size();
        mismatches += real == modelled ? 0U : 1U;
        for (std::uint32_t k = 0; k < readouts; ++k) {
            const auto o = odin::as_signed(host.read(reads_outputs | k, 1).front(), 16);
            mismatches += o == machine->potential(NeuronId{hidden + k}) ? 0U : 1U;
        }
        host.go_on();
    }
    std::cout << "reckon: a network of " << network.neurons() << " neurons, " << network.synapses()
              << " synapses, " << ticks << " ticks: " << programs[0].events.size() << " events, "
              << spikes << " spikes, " << mismatches << " mismatches; " << host.clocks()
              << " clocks\n";
    CHECK(machine->work().dropped == 0);
    CHECK(spikes > 100);
    CHECK(mismatches == 0);
}

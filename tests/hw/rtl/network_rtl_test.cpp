// A network on a tinyODIN: the files that program it and say what its host sends, played to the
// RTL, against the machine that backends run.
#include <catch2/catch.hpp>
#include <iostream>

#include "hw/odin/boards.hpp"
#include "hw/odin/crossbar.hpp"
#include "tests/hw/rtl/odin_host.hpp"
#include "tests/hw/rtl/random_network.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

constexpr std::size_t lines = 12, hidden = 70, counted = 10, ticks = 40;

/// Half of all pairs, weights from -`least` to 7, delays below `delays`.
WholeProjection projection(snn::Origin from, std::uint16_t to, std::size_t sources,
                           std::size_t targets, RandomStream& random, std::int32_t least,
                           std::uint64_t delays) {
    return test::random_projection(
        {.from = from, .to = PopulationId{to}}, sources, targets,
        [&]() -> std::optional<test::Synapse> {
            if (random.below(2) == 0) return std::nullopt;
            return test::Synapse{test::from_to(random, -least, 7), random.below(delays)};
        });
}

/// Spikes that come back at once, and after 1 or 2 ticks; leaks of two intervals; readouts.
WholeNetwork random_network() {
    RandomStream random(11, "network");
    WholeNetwork n{.channels = lines / 2, .tick = 1ms, .populations = {}, .projections = {}};
    WholePopulation fires{.name = "fires", .first = NeuronId{0}, .size = hidden};
    for (std::size_t i = 0; i < hidden; ++i) {
        fires.threshold.push_back(static_cast<std::int32_t>(8 + random.below(20)));
        fires.membrane.push_back(odin::register_of({1, i % 2 == 0 ? 1 : 3}));
    }
    n.populations.push_back(fires);
    n.populations.push_back({.name = "counts",
                             .first = NeuronId{hidden},
                             .size = counted,
                             .spikes = false,
                             .threshold = std::vector<std::int32_t>(counted, 0)});
    n.projections.push_back(projection(snn::InputLines{}, 0, lines, hidden, random, 4, 3));
    n.projections.push_back(projection(PopulationId{0}, 0, hidden, hidden, random, 8, 3));
    n.projections.push_back(projection(PopulationId{0}, 1, hidden, counted, random, 8, 2));
    return n;
}

}  // namespace

TEST_CASE("a network's programming files make the RTL do what its machine does") {
    const Chip chip = find_chip("tinyodin");
    const WholeNetwork network = random_network();
    const auto machine = make(arithmetics(), chip.arithmetic)->start(chip, network, 0);
    RandomStream random(5, "events");
    std::vector<std::vector<std::uint32_t>> input(ticks);
    std::vector<std::vector<NeuronId>> modelled(ticks);
    for (std::size_t t = 0; t < ticks; ++t) {
        for (std::uint32_t line = 0; line < lines; ++line)
            if (random.below(4) == 0) input[t].push_back(line);
        machine->tick(input[t], modelled[t]);
    }

    const auto programs = odin::programs(chip, network, input);
    REQUIRE(programs.size() == 1);
    const auto words =
        odin::read_spi(odin::spi_text(programs[0].words, "tinyodin"), "", "tinyodin");
    const auto events =
        odin::read_aer(odin::aer_text(programs[0].events, "tinyodin"), "", "tinyodin");
    test::OdinHost host(hidden + counted);
    host.write(words);
    std::vector<std::vector<NeuronId>> real(ticks);
    std::size_t spikes = 0;
    for (const odin::AerWord& e : events)
        for (const std::uint8_t neuron : host.send(e.address)) {
            real[e.tick].push_back(NeuronId{neuron});
            ++spikes;
        }
    CHECK(real == modelled);

    odin::TinyOdinImage image = odin::tinyodin_image(words, "");
    for (std::uint32_t n = 0; n < hidden + counted; ++n) {
        odin::LifNeuron neuron = image.neuron(n);
        neuron.potential = machine->potential(NeuronId{n});
        image.set_neuron(n, neuron);
    }
    const auto after = odin::spi_words(image);
    host.write(std::span(after).first(2));
    std::size_t mismatches = 0;
    for (const odin::SpiWord& back : odin::read_backs(after, "tinyodin"))
        mismatches += host.read(back.address) == back.data ? 0U : 1U;
    std::cout << "tinyodin: a network of " << network.neurons() << " neurons, "
              << network.synapses() << " synapses, " << ticks << " ticks: " << events.size()
              << " events, " << spikes << " spikes, " << machine->work().dropped << " dropped, "
              << mismatches << " bytes of memory that differ; " << host.clocks() << " clocks\n";
    CHECK(spikes > 100);
    CHECK(mismatches == 0);
}

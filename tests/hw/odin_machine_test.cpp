// Networks on boards of tinyODIN and ODIN, and on a ReckOn: loops, delays, several cores, refusals.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/file.hpp"
#include "hw/odin/boards.hpp"
#include "hw/odin/crossbar.hpp"
#include "hw/odin/reckon_board.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

WholePopulation population(const char* name, std::uint32_t first, std::size_t size,
                           std::int32_t threshold, bool spikes = true) {
    return {.name = name,
            .first = NeuronId{first},
            .size = size,
            .spikes = spikes,
            .threshold = std::vector(size, threshold)};
}

WholeProjection dense(snn::Origin from, std::uint16_t to, std::size_t sources, std::size_t targets,
                      std::int16_t weight, std::uint8_t delay) {
    WholeProjection p{.from = from, .to = PopulationId{to}};
    for (std::size_t s = 0; s < sources; ++s) {
        for (std::uint32_t t = 0; t < targets; ++t) p.targets.push_back(t);
        p.offsets.push_back(static_cast<std::uint32_t>(p.targets.size()));
    }
    p.weights.assign(p.targets.size(), weight);
    p.delays = {delay};
    return p;
}

/// Two lines to `size` neurons that fire at once, and these to one that counts, `delay` later.
WholeNetwork counting(std::size_t size, std::uint8_t delay) {
    WholeNetwork n{.channels = 1, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back(population("fires", 0, size, 7));
    n.populations.push_back(population("counts", static_cast<std::uint32_t>(size), 1, 0, false));
    n.projections.push_back(dense(snn::InputLines{}, 0, 2, size, 7, 0));
    n.projections.push_back(dense(PopulationId{0}, 1, size, 1, 1, delay));
    return n;
}

std::unique_ptr<Machine> start(const char* chip, const WholeNetwork& network,
                               const char* settings = nullptr) {
    Chip c = find_chip(chip);
    if (settings != nullptr) c.arithmetic = Config::parse(settings, "test");
    return make(arithmetics(), c.arithmetic)->start(c, network, 0);
}

std::size_t tick(Machine& machine, const std::vector<std::uint32_t>& lines) {
    std::vector<NeuronId> spikes;
    machine.tick(lines, spikes);
    return spikes.size();
}

std::string refusal(const char* chip, const WholeNetwork& network, const char* settings = nullptr) {
    try {
        (void)start(chip, network, settings);
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::capacity);
        return e.what();
    }
    return "taken";
}

const NeuronId counter{200};

}  // namespace

TEST_CASE("a network's burst loses in tinyODIN's own loop what the queue has no room for") {
    const auto loop = start("tinyodin", counting(200, 0));
    CHECK(tick(*loop, {0}) == 200);
    CHECK(loop->potential(counter) == 127);
    CHECK(loop->work().dropped == 73);

    Chip endless = find_chip("tinyodin");
    endless.limits.queue.reset();
    const auto whole = make(arithmetics(), endless.arithmetic)->start(endless, counting(200, 0), 0);
    CHECK(tick(*whole, {0}) == 200);
    CHECK(whole->potential(counter) == 200);

    // Carried by the host nothing is lost, and it arrives when it is due.
    const auto carried = start("tinyodin", counting(200, 2));
    CHECK(tick(*carried, {0}) == 200);
    CHECK(tick(*carried, {}) == 0);
    CHECK(carried->potential(counter) == 0);
    tick(*carried, {});
    CHECK(carried->potential(counter) == 200);
    CHECK(carried->work().dropped == 0);
}

TEST_CASE("a network on several cores computes as on one") {
    WholeNetwork n = counting(200, 1);
    n.populations[PopulationId{0}].membrane.assign(200, 1);
    const auto one = start("tinyodin", n);
    // 400 neurons on three cores are the same 200 twice, and a counter that hears all.
    WholeNetwork twice = counting(400, 1);
    twice.projections[1].weights.assign(400, 0);
    for (std::size_t k = 0; k < 200; ++k) twice.projections[1].weights[2 * k] = 1;
    twice.populations[PopulationId{0}].membrane.assign(400, 1);
    const auto three = start("tinyodin", twice, R"({"type": "tinyodin", "cores": 3})");
    for (const std::vector<std::uint32_t>& lines :
         {std::vector<std::uint32_t>{0, 1}, {}, {1}, {0}, {}}) {
        CHECK(2 * tick(*one, lines) == tick(*three, lines));
        CHECK(one->potential(counter) == three->potential(NeuronId{400}));
    }
    CHECK(one->potential(counter) > 500);
    CHECK_THAT(refusal("tinyodin", twice), Catch::Contains("population \"counts\", core") &&
                                               Catch::Contains("needs 2 cores, 1 more than the 1"));
}

TEST_CASE("time references come first in a tick") {
    WholeNetwork n = counting(1, 1);
    n.populations[PopulationId{0}].threshold = {9};
    n.populations[PopulationId{0}].membrane = {5};
    const auto machine = start("tinyodin", n);
    CHECK(tick(*machine, {0}) == 0);
    CHECK(machine->potential(NeuronId{0}) == 7);
    CHECK(tick(*machine, {0}) == 1);  // 7 − 5 + 7
}

TEST_CASE("neurons that leak less than a step a tick are told of time less often") {
    WholeNetwork n = counting(2, 1);
    n.populations[PopulationId{0}].threshold = {100, 100};
    n.populations[PopulationId{0}].membrane = {odin::register_of({1, 3}),
                                               odin::register_of({2, 1})};
    const auto machine = start("tinyodin", n);
    const std::int32_t first[] = {7, 7, 7, 6}, second[] = {7, 5, 3, 1};
    for (std::size_t t = 0; t < 4; ++t) {
        tick(*machine, t == 0 ? std::vector<std::uint32_t>{0} : std::vector<std::uint32_t>{});
        CHECK(machine->potential(NeuronId{0}) == first[t]);
        CHECK(machine->potential(NeuronId{1}) == second[t]);
    }
    CHECK(machine->work().updates == 3 + 1 + 1 + 3);  // all of a core at once, or one
}

TEST_CASE("what a board cannot hold is refused with population, core, limit and excess") {
    CHECK_THAT(refusal("tinyodin", counting(257, 1), R"({"type": "tinyodin", "cores": 4})"),
               Catch::Contains("population \"counts\", core 2") &&
                   Catch::Contains("257 sources, 1 more than the 256 rows"));
    WholeNetwork apart = counting(200, 1);
    apart.populations[PopulationId{1}] = population("counts", 200, 100, 0, false);
    apart.projections[1] = dense(PopulationId{0}, 1, 200, 100, 1, 0);
    CHECK_THAT(
        refusal("tinyodin", apart, R"({"type": "tinyodin", "cores": 2})"),
        Catch::Contains("population \"fires\", core 0: a spike that must arrive in its own") &&
            Catch::Contains("\"counts\" in core 1"));
    WholeNetwork doubled = counting(3, 1);
    doubled.projections.push_back(doubled.projections[1]);
    CHECK_THAT(refusal("tinyodin", doubled), Catch::Contains("two weights from one source"));
}

TEST_CASE("ODIN gives a source two rows where its weights have both signs") {
    WholeNetwork n = counting(40, 1);
    for (std::size_t k = 0; k < 40; ++k) n.projections[0].weights[k] = k % 2 == 0 ? 7 : -7;
    const auto machine = start("odin", n);
    CHECK(tick(*machine, {0}) == 20);
    CHECK(tick(*machine, {1}) == 40);
    WholeNetwork loop = counting(40, 0);
    loop.populations[PopulationId{1}] = population("counts", 40, 2, 0, false);
    loop.projections[1] = dense(PopulationId{0}, 1, 40, 2, 1, 0);
    loop.projections[1].weights[1] = -1;
    CHECK_THAT(refusal("odin", loop), Catch::Contains("weights of both signs"));
}

TEST_CASE("a leak that subtracts loses at half threshold what the exponential one does") {
    const Chip chip = find_chip("tinyodin");
    const auto arithmetic = make(arithmetics(), chip.arithmetic);
    snn::Dynamics d{.membrane_ns = 20e6, .threshold = 1.0};
    const Decays held = arithmetic->decays(d, 1ms, 400);
    CHECK(held.membrane == 10);  // 200 (1 − e^(−1/20)) = 9.75
    CHECK(held.keeps_membrane == Approx(0.95));
    const odin::Leak slow = odin::leak_of(arithmetic->decays(d, 1ms, 14).membrane);
    CHECK(slow.steps == 1);  // 7 (1 − e^(−1/20)) = 0.341 of a step a tick
    CHECK(slow.every == 3);
    CHECK(arithmetic->decays(d, 1ms, 0).keeps_membrane == Approx(std::exp(-0.05)));
    d.threshold = snn::Dynamics::never;
    CHECK(arithmetic->decays(d, 1ms, 2047).membrane == 3);  // half of readout_level, not of 2047
    d.membrane_ns = 1e5;
    d.threshold = 1.0;
    CHECK_THROWS_WITH(arithmetic->decays(d, 1ms, 2000), Catch::Contains("at most 127"));
    d.input = snn::Input::current;
    d.excitatory_ns = d.inhibitory_ns = 1e6;
    CHECK_THROWS_WITH(arithmetic->decays(d, 1ms, 400), Catch::Contains("no synaptic current"));
}

TEST_CASE("a network on a ReckOn: neurons, then readouts a tick later") {
    WholeNetwork n = counting(4, 1);
    n.populations[PopulationId{0}].membrane = {0x8000, 0x8000, 0x7800, 0x7800};
    n.populations[PopulationId{1}].membrane = {64};
    n.projections[1].exponent = 3;
    const auto machine = start("reckon", n);
    CHECK(tick(*machine, {0, 0}) == 4);
    CHECK(machine->potential(NeuronId{4}) == 0);
    CHECK(tick(*machine, {}) == 0);
    CHECK(machine->potential(NeuronId{4}) == 16);  // 4 spikes of 8, after the leak
    CHECK(machine->work().synapses == 12);

    WholeNetwork many = counting(257, 1);
    many.populations[PopulationId{0}].membrane.assign(257, 0x8000);
    many.populations[PopulationId{1}].membrane = {64};
    CHECK_THAT(refusal("reckon", many), Catch::Contains("population \"fires\", core 0") &&
                                            Catch::Contains("1 of the population are too many"));
    n.projections[1].delays = {2};
    CHECK_THAT(refusal("reckon", n), Catch::Contains("projection 1"));
}

TEST_CASE("programs of a network are written and say what was sent") {
    const Chip chip = find_chip("tinyodin");
    const std::vector<std::vector<std::uint32_t>> lines{{0}, {}, {1}};
    const auto programs = odin::programs(chip, counting(2, 1), lines);
    REQUIRE(programs.size() == 1);
    // Rows: line 0, line 1, neuron 0, neuron 1.
    const std::vector<odin::AerWord> expected{{0, 0}, {1, 2}, {1, 3}, {2, 1}};
    CHECK(programs[0].events == expected);
    CHECK(odin::tinyodin_image(programs[0].words, "").weight(3, 2) == 1);
    const test::TemporaryFolder folder;
    const auto names = odin::write_programs(folder.path(), chip, programs);
    CHECK(names == std::vector<std::string>{"core0.spi", "core0.aer"});
    CHECK(odin::read_spi(read_file(folder.path() / "core0.spi"), "core0.spi", "tinyodin") ==
          programs[0].words);
    folder.write("core1.spi", "of another program");
    CHECK_THAT(test::message_of([&] { odin::write_programs(folder.path(), chip, programs); }),
               Catch::Contains("core1.spi: is of a program for more cores"));
    CHECK_THROWS_AS(odin::programs(find_chip("loihi"), counting(2, 1), lines), Error);
}

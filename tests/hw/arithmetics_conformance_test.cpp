// What every chip's arithmetic must do, those not written yet too.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/arithmetic.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

/// Of the first chip that computes so; an empty one if none does.
Chip chip_of(std::string_view arithmetic) {
    for (const Chip& chip : known_chips())
        if (chip.arithmetic.present() && chip.arithmetic.type() == arithmetic) return chip;
    return {};
}

struct Subject {
    std::string name;
    std::unique_ptr<Arithmetic> arithmetic;
    Chip chip;
    Registers registers;
};

std::vector<Subject> subjects() {
    std::vector<Subject> all;
    for (const PartInfo<Arithmetic>* info : arithmetics()) {
        Subject s{std::string(info->name),
                  info->make(Config::parse("{}", "test")),
                  chip_of(info->name),
                  {}};
        s.registers = s.arithmetic->registers(s.chip);
        all.push_back(std::move(s));
    }
    REQUIRE(!all.empty());
    return all;
}

/// The first of some dynamics that the chip has.
Decays held(const Subject& s) {
    for (const bool leaks : {true, false})
        for (const snn::Input input : {snn::Input::current, snn::Input::potential}) {
            snn::Dynamics d;
            d.threshold = 1.0;
            if (!s.registers.resets_to_zero) d.reset = snn::Reset::by_subtraction;
            if (leaks) d.membrane_ns = 20e6;
            d.input = input;
            if (d.has_current()) d.excitatory_ns = d.inhibitory_ns = 5e6;
            try {
                return s.arithmetic->decays(d, 1ms, s.registers.threshold.most / 2);
            } catch (const Error& e) {
                REQUIRE(e.fault() == Fault::unsupported);
            }
        }
    FAIL(s.name + " has no neuron");
    return {};
}

WholePopulation population(const Subject& s, const char* name, std::uint32_t first,
                           std::size_t size, std::int64_t threshold) {
    const Decays decays = held(s);
    return {.name = name,
            .first = NeuronId{first},
            .size = size,
            .threshold = std::vector(size, static_cast<std::int32_t>(threshold)),
            .membrane = std::vector(size, decays.membrane),
            .current = std::vector(size, decays.current),
            .subtracts = !s.registers.resets_to_zero};
}

/// Every source to every target, all with one weight.
WholeProjection dense(snn::Origin from, PopulationId to, std::size_t sources, std::size_t targets,
                      std::int64_t weight, std::int64_t delay) {
    WholeProjection p{.from = from, .to = to};
    for (std::size_t i = 0; i < sources; ++i) {
        for (std::uint32_t t = 0; t < targets; ++t) p.targets.push_back(t);
        p.offsets.push_back(static_cast<std::uint32_t>(p.targets.size()));
    }
    p.weights.assign(p.targets.size(), static_cast<std::int16_t>(weight));
    p.delays = {static_cast<std::uint8_t>(delay)};
    return p;
}

constexpr std::size_t first_size = 6, second_size = 4, lines = 4;

/// Four lines to six neurons to four, with the heaviest weights and thresholds of twice as much.
WholeNetwork two_layers(const Subject& s) {
    const Registers& r = s.registers;
    const std::int64_t step = r.weight_step, weight = r.weight.most / step * step;
    const std::int64_t twice = std::max<std::int64_t>(
        r.threshold.least, (2 * weight << r.potential_shift) >> r.threshold_shift);
    WholeNetwork n{.channels = lines / 2, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back(population(s, "first", 0, first_size, twice));
    n.populations.push_back(population(s, "second", first_size, second_size, twice));
    n.projections.push_back(
        dense(snn::InputLines{}, PopulationId{0}, lines, first_size, weight, 0));
    n.projections.push_back(
        dense(PopulationId{0}, PopulationId{1}, first_size, second_size, weight, r.delay.least));
    return n;
}

struct Run {
    std::vector<std::vector<NeuronId>> spikes;  // of each tick
    std::vector<std::int32_t> potentials;       // in the end
    Work work;
    friend bool operator==(const Run& a, const Run& b) {
        return a.spikes == b.spikes && a.potentials == b.potentials;
    }
};

/// `most` events a tick from random lines, then silence.
Run run(Machine& machine, std::size_t ticks, std::uint64_t most) {
    RandomStream random(7, "conformance");
    Run result;
    for (std::size_t t = 0; t < ticks + 20; ++t) {
        std::vector<std::uint32_t> events(t < ticks && most > 0 ? random.below(most + 1) : 0);
        for (std::uint32_t& line : events) line = static_cast<std::uint32_t>(random.below(lines));
        machine.tick(events, result.spikes.emplace_back());
    }
    for (std::uint32_t n = 0; n < first_size + second_size; ++n)
        result.potentials.push_back(machine.potential(NeuronId{n}));
    result.work = machine.work();
    return result;
}

std::string refusal(const Subject& s, const WholeNetwork& network) {
    try {
        (void)s.arithmetic->start(s.chip, network, 1);
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::capacity);
        return e.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("every arithmetic: the same network, input and seed give the same spikes") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        const WholeNetwork network = two_layers(s);
        auto gone = std::make_unique<WholeNetwork>(network);
        const auto first = s.arithmetic->start(s.chip, *gone, 3);
        gone.reset();  // a machine has what it needs
        const auto second = s.arithmetic->start(s.chip, network, 3);
        const Run once = run(*first, 60, 3), again = run(*second, 60, 3);
        CHECK(once == again);
        CHECK(once.work.spikes > 0);
    }
}

TEST_CASE("every arithmetic: nothing happens without input and bias") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        const auto machine = s.arithmetic->start(s.chip, two_layers(s), 1);
        const Run quiet = run(*machine, 60, 0);
        CHECK(quiet.work.spikes == 0);
        CHECK(quiet.work.synapses == 0);
        CHECK(quiet.work.events == 0);
        CHECK(std::ranges::count(quiet.potentials, 0) == first_size + second_size);
    }
}

TEST_CASE("every arithmetic: a refractory period is the time to the next spike") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        if (s.registers.refractory_most < 30) continue;
        WholeNetwork n = two_layers(s);
        WholePopulation& p = n.populations[PopulationId{0}];
        p.refractory.assign(first_size, 30);
        p.threshold.assign(first_size, static_cast<std::int32_t>(
                                           std::max<std::int64_t>(1, s.registers.threshold.least)));
        const auto machine = s.arithmetic->start(s.chip, n, 1);
        std::vector<std::size_t> at;
        for (std::size_t t = 0; t < 200; ++t) {
            std::vector<NeuronId> spikes;
            machine->tick(std::vector<std::uint32_t>{0}, spikes);
            if (std::ranges::find(spikes, NeuronId{0}) != spikes.end()) at.push_back(t);
        }
        REQUIRE(at.size() > 3);
        const double mean =
            static_cast<double>(at.back() - at.front()) / static_cast<double>(at.size() - 1);
        CHECK(mean == Approx(30.0).epsilon(s.name == "dynapse2" ? 0.3 : 1e-9));  // devices differ
    }
}

TEST_CASE("every arithmetic: what it counts is what was done") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        const auto machine = s.arithmetic->start(s.chip, two_layers(s), 1);
        const Run busy = run(*machine, 60, 3);
        std::uint64_t spikes = 0, of_first = 0;
        for (const auto& tick : busy.spikes) {
            spikes += tick.size();
            for (const NeuronId n : tick) of_first += index(n) < first_size ? 1U : 0U;
        }
        CHECK(busy.work.events > 0);
        CHECK(busy.work.spikes == spikes);
        CHECK(busy.work.dropped == 0);
        CHECK(busy.work.synapses == busy.work.events * first_size + of_first * second_size);
    }
}

TEST_CASE("every arithmetic: a register's end is met and counted") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        const Registers& r = s.registers;
        if (r.weight.least >= 0) continue;
        WholeNetwork n = two_layers(s);
        n.projections.front() = dense(snn::InputLines{}, PopulationId{0}, lines, first_size,
                                      r.weight.least / r.weight_step * r.weight_step, 0);
        n.projections.front().exponent = static_cast<int>(r.exponent.most);
        const auto machine = s.arithmetic->start(s.chip, n, 1);
        const Run low = run(*machine, 100, 15);
        CHECK(low.work.saturated > 0);
    }
}

TEST_CASE("every arithmetic: what its registers cannot hold is refused by name") {
    for (const Subject& s : subjects()) {
        INFO(s.name);
        const Registers& r = s.registers;
        REQUIRE(refusal(s, two_layers(s)) == "taken");
        WholeNetwork weight = two_layers(s), threshold = weight, delay = weight;
        weight.projections[1].weights.back() = static_cast<std::int16_t>(
            r.weight.most / r.weight_step * r.weight_step + 2 * r.weight_step);
        threshold.populations[PopulationId{1}].threshold.back() =
            static_cast<std::int32_t>(r.threshold.most + 1);
        delay.projections[1].delays = {static_cast<std::uint8_t>(r.delay.most + 1)};
        CHECK_THAT(refusal(s, weight), Catch::Contains("projection 1"));
        CHECK_THAT(refusal(s, threshold), Catch::Contains("population \"second\""));
        CHECK_THAT(refusal(s, delay), Catch::Contains("projection 1"));
    }
}

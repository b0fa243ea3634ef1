// Fit reports: hand-made chips with one limit each, and a chip that is added by writing a file.
#include "hw/fit.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "hw/backends.hpp"
#include "hw/map/partition.hpp"
#include "hw/repair.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using snn::InputLines;
using snn::Network;

namespace {

/// Two channels to 10 hidden neurons to 3 outputs, all to all; delays of `delay`.
Network small(Duration delay = 1ms) {
    const Config lif = Config::parse(R"({"type": "lif", "refractory_ms": 2})", "lif");
    Network n(2);
    const auto hidden = n.add("hidden", 10, lif), out = n.add("out", 3, lif);
    snn::Dense in{4, 10, std::vector<float>(40, 0.5F)};
    std::fill(in.weights.begin(), in.weights.begin() + 10, 0.0F);  // the first line says nothing
    n.connect(InputLines{}, hidden, in, 1ms);
    n.connect(hidden, out, snn::Dense{10, 3, std::vector<float>(30, 0.5F)}, delay);
    return n;
}

Known figure(double value) { return Figure{value, "a page"}; }

/// Takes `small` exactly, but for what a test changes.
Chip roomy() {
    Chip c{.name = "toy",
           .title = "Toy",
           .about = "a toy.",
           .arithmetic = {},
           .limits = {},
           .fabric = {},
           .costs = {}};
    c.arithmetic = Config::parse("\"loihi\"", "toy");
    Limits& l = c.limits;
    l.cores = figure(1);
    l.neurons_per_core = figure(13);
    l.inputs = figure(3);
    l.outputs = figure(3);
    l.hidden = figure(10);
    l.fan_in = figure(10);
    l.fan_out = figure(3);
    l.destinations = figure(1);
    l.in_axons_per_core = figure(13);
    l.out_axons_per_core = figure(10);
    l.synapses_per_core = figure(60);
    l.weight_bits = figure(8);
    l.delay_ticks = figure(2);
    l.refractory_ticks = figure(2);
    return c;
}

const Finding* worst(const Fit& fit, const std::string& limit) {
    const Finding* found = nullptr;
    for (const Finding& f : fit.findings)
        if (f.limit == limit && (found == nullptr || f.outcome != Outcome::met)) found = &f;
    return found;
}

}  // namespace

TEST_CASE("a network fits a chip that has exactly what it needs") {
    const Fit f = fit(small(), roomy(), 1ms);
    for (const Finding& finding : f.findings) {
        INFO(finding.limit << " at " << finding.where);
        CHECK(finding.outcome == Outcome::met);
        CHECK(finding.sentence.empty());
    }
    CHECK(f.verdict == Verdict::fits);
    CHECK(worst(f, "inputs")->needed == 3.0);
    CHECK(worst(f, "synapses_per_core")->needed == 60.0);
    CHECK(worst(f, "fan_in")->where == "population \"out\", neuron 0");
}

TEST_CASE("each limit that is one too small is found, with its source, and what to do") {
    struct Case {
        const char* limit;
        Known Limits::*figure;
        Outcome outcome;
    };
    const std::vector<Case> cases{
        {"inputs", &Limits::inputs, Outcome::broken},
        {"outputs", &Limits::outputs, Outcome::broken},
        {"hidden", &Limits::hidden, Outcome::broken},
        {"neurons_per_core", &Limits::neurons_per_core, Outcome::broken},
        {"synapses_per_core", &Limits::synapses_per_core, Outcome::broken},
        {"in_axons_per_core", &Limits::in_axons_per_core, Outcome::broken},
        {"out_axons_per_core", &Limits::out_axons_per_core, Outcome::broken},
        {"refractory_ticks", &Limits::refractory_ticks, Outcome::broken},
        {"fan_in", &Limits::fan_in, Outcome::repairable},
        {"fan_out", &Limits::fan_out, Outcome::repairable},
        {"delay_ticks", &Limits::delay_ticks, Outcome::repairable},
    };
    for (const Case& c : cases) {
        INFO(c.limit);
        Chip chip = roomy();
        ((chip.limits.*c.figure))->value -= 1.0;
        const Fit f = fit(small(2ms), chip, 1ms);
        const Finding* finding = worst(f, c.limit);
        REQUIRE(finding != nullptr);
        CHECK(finding->outcome == c.outcome);
        CHECK(finding->needed == *finding->available + 1.0);
        CHECK(finding->source == "a page");
        CHECK_FALSE(finding->sentence.empty());
        CHECK(f.verdict ==
              (c.outcome == Outcome::broken ? Verdict::does_not_fit : Verdict::fits_after_repair));
        // A limit that nobody knows is not met.
        (chip.limits.*c.figure).reset();
        // Most chips tell no hidden neurons apart, and of delays the arithmetic can tell.
        if (c.limit == std::string("hidden") || c.limit == std::string("delay_ticks")) continue;
        CHECK(worst(fit(small(2ms), chip, 1ms), c.limit)->outcome == Outcome::unknown);
    }
}

TEST_CASE("what is repaired is found to fit, or said not to") {
    Chip chip = roomy();
    chip.limits.fan_out = figure(2);
    // The duplicates of 10 neurons need room.
    CHECK(fit_with_repairs(small(), chip, 1ms).verdict == Verdict::does_not_fit);
    chip.limits.neurons_per_core = figure(23);
    chip.limits.hidden = figure(20);
    chip.limits.synapses_per_core = figure(90);
    chip.limits.in_axons_per_core = figure(23);
    chip.limits.out_axons_per_core = figure(20);
    const Fit f = fit_with_repairs(small(), chip, 1ms);
    CHECK(f.verdict == Verdict::fits_after_repair);
    CHECK(f.changes.size() == 10);
    CHECK(fit(repair(small(), chip, 1ms).network, chip, 1ms).verdict == Verdict::fits);

    Chip pruned = roomy();
    pruned.limits.fan_in = figure(4);
    CHECK(fit(repair(small(), pruned, 1ms).network, pruned, 1ms).verdict == Verdict::fits);
    Chip quick = roomy();
    quick.limits.delay_ticks = figure(1);
    CHECK(fit_with_repairs(small(1500us), quick, 1ms).verdict == Verdict::does_not_fit);
}

TEST_CASE("models that a chip lacks, and chips that nothing here computes as") {
    Network adapting(1);
    const auto a = adapting.add("slow", 1, Config::parse("\"alif\"", "x"));
    adapting.connect(InputLines{}, a, snn::Dense{2, 1, {1.0F, 1.0F}}, 1ms);
    const Fit f = fit(adapting, roomy(), 1ms);
    CHECK(f.verdict == Verdict::does_not_fit);
    CHECK_THAT(worst(f, "model")->sentence, Catch::Contains("population \"slow\": "));
    Chip unknown = roomy();
    unknown.arithmetic = {};
    CHECK(fit(small(), unknown, 1ms).verdict == Verdict::cannot_be_said);
}

TEST_CASE("limits of cores are met where neurons filled in in their order meet them") {
    Chip chip = roomy();
    chip.limits.cores = figure(4);
    chip.limits.neurons_per_core = figure(5);
    chip.limits.in_axons_per_core = figure(10);
    chip.limits.destinations = figure(1);
    const Fit f = fit(small(), chip, 1ms);  // 5 + 5 hidden, 3 outputs that hear both
    CHECK(f.verdict == Verdict::fits);
    CHECK(worst(f, "cores")->needed == 3.0);
    CHECK(worst(f, "in_axons_per_core")->needed == 10.0);
    chip.limits.neurons_per_core = figure(6);  // 6, 4 + 2 outputs, the last
    chip.limits.in_axons_per_core = figure(13);
    chip.limits.out_axons_per_core = figure(12);
    const Fit spread = fit(small(), chip, 1ms);
    CHECK(spread.verdict == Verdict::cannot_be_said);
    CHECK(worst(spread, "destinations")->outcome == Outcome::unknown);
}

TEST_CASE("a chip that is added by writing one JSON file takes part in the report") {
    const test::TemporaryFolder folder;
    const auto file = folder.write("tiny.json", R"({
        "title": "Tiny", "about": "two neurons.", "arithmetic": "loihi",
        "limits": {"cores": {"value": 1, "source": "p. 1"},
                   "neurons_per_core": {"value": 2, "source": "p. 2"}}})");
    const Chip tiny = find_chip(file.string());
    std::vector<Fit> fits{fit_with_repairs(small(), tiny, 1ms)};
    fits.push_back(fit_with_repairs(small(), find_chip("loihi"), 1ms));
    CHECK(fits[0].verdict == Verdict::does_not_fit);
    CHECK(fits[1].verdict == Verdict::fits);
    const std::string table = fit_table(fits);
    CHECK_THAT(table,
               Catch::Contains("tiny   does not fit       neurons_per_core: needs 13, has 2"));
    CHECK_THAT(table, Catch::Contains("loihi  fits\n"));
    CHECK_THAT(table, Catch::Contains("[p. 2]"));
    // It is mapped onto as any other: too few cores are said so, enough are filled.
    const Traffic traffic = traffic_of(small(), Recorded{.tick = 1ms});
    const Config in_order = Config::parse("\"sequential\"", "x");
    CHECK_THAT(test::message_of([&] { (void)partition(traffic, tiny, in_order); }),
               Catch::Contains("7 cores needed, 6 above the limit of 1"));
    Chip larger = tiny;
    larger.limits.cores = figure(8);
    CHECK(partition(traffic, larger, in_order).cores == 7);
    const std::string json = fit_json(fits);
    CHECK_THAT(json, Catch::Contains("\"verdict\": \"does not fit\""));
    CHECK(json == fit_json(fits));
}

TEST_CASE("a report over every chip gives each a verdict") {
    for (const Chip& chip : known_chips()) {
        INFO(chip.name);
        const Fit f = fit_with_repairs(small(), chip, 1ms);
        CHECK(f.findings.size() > 8);
        if (f.verdict != Verdict::fits) CHECK_FALSE(fit_table(std::vector{f}).empty());
    }
}

TEST_CASE("what is said to fit is taken by the chip's own backend, as it is or repaired") {
    std::size_t taken = 0;
    for (const char* model : {R"({"type": "lif"})", R"({"type": "lif", "reset": "by_subtraction"})",
                              R"({"type": "cuba_lif", "reset": "by_subtraction"})",
                              R"({"type": "lif", "refractory_ms": 2})", R"({"type": "if"})",
                              R"({"type": "if", "reset": "by_subtraction"})"}) {
        Network n(2);
        const auto hidden = n.add("hidden", 10, Config::parse(model, "model"));
        const auto out = n.add("out", 3, Config::parse(model, "model"));
        n.connect(InputLines{}, hidden, snn::Dense{4, 10, std::vector<float>(40, 0.5F)}, 1ms);
        n.connect(hidden, out, snn::Dense{10, 3, std::vector<float>(30, 0.25F)}, 3ms);
        for (const Chip& chip : known_chips()) {
            INFO(chip.name << " with " << model);
            const Fit f = fit_with_repairs(n, chip, 1ms);
            if (f.verdict != Verdict::fits && f.verdict != Verdict::fits_after_repair) continue;
            const auto backend = find(chip_backends(), "chip")
                                     .make(Config::parse("{\"chip\": \"" + chip.name + "\"}", "x"));
            CHECK_NOTHROW(backend->compile(repair(n, chip, 1ms).network)->start());
            ++taken;
        }
    }
    CHECK(taken >= 8);
}

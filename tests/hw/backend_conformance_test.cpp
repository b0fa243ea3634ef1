// What the backend of chips promises of its sessions, for every chip that computes: a chip file
// that names an arithmetic inherits these tests.
#include <catch2/catch.hpp>
#include <functional>
#include <tuple>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/backends.hpp"
#include "hw/chip.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using Catch::Contains;
using efferent::test::message_of;

namespace {

constexpr Time end{80ms};

Config parse(const std::string& text) { return Config::parse(text, "test"); }

/// Two channels, six neurons of the model, three more; no loop, so that every chip takes it.
snn::Network network(const char* model) {
    snn::Network n(2);
    const PopulationId a = n.add("first", 6, parse(model)), b = n.add("second", 3, parse(model));
    n.connect(snn::InputLines{}, a, snn::Dense{4, 6, std::vector<float>(24, 0.6F)}, 1ms);
    n.connect(a, b, snn::Dense{6, 3, std::vector<float>(18, 0.3F)}, 1ms);
    return n;
}

std::unique_ptr<snn::Backend> backend(const Chip& chip) {
    return make(backends(), parse(R"({"type": "chip", "chip": ")" + chip.name + "\"}"));
}

/// Of the first neuron that the chip has.
std::shared_ptr<const snn::Program> program(const Chip& chip) {
    std::string refusals;
    for (const char* model : {R"({"type": "lif", "threshold": 1})",
                              R"({"type": "lif", "threshold": 1, "reset": "by_subtraction"})",
                              R"({"type": "if", "threshold": 1})"}) {
        try {
            return backend(chip)->compile(network(model));
        } catch (const Error& e) {
            REQUIRE(e.fault() == Fault::unsupported);
            refusals += std::string("\n") + e.what();
        }
    }
    FAIL(chip.name + " takes none of the neurons:" + refusals);
    return {};
}

void with_each_chip(const std::function<void(const snn::Program&)>& test) {
    std::size_t seen = 0;
    for (const Chip& chip : known_chips()) {
        if (!chip.arithmetic.present()) continue;
        ++seen;
        DYNAMIC_SECTION("chip " << chip.name) { test(*program(chip)); }
    }
    REQUIRE(seen >= 8);
}

Event up(Duration at, std::uint16_t channel = 0) {
    return {Time{at}, ChannelId{channel}, Polarity::up};
}

/// On ticks and between them.
std::vector<Event> random_input() {
    RandomStream random(5, "events of chips");
    std::vector<Event> all;
    for (Duration at{}; at < 70ms; at += 250us)
        for (std::uint16_t c = 0; c < 2; ++c)
            if (random.below(6) == 0) all.push_back(up(at, c));
    return all;
}

struct Run {
    std::vector<Spike> spikes;
    std::vector<snn::Sample> samples;
    std::vector<snn::Cost> costs;
    friend bool operator==(const Run& a, const Run& b) {
        const auto values = [](const snn::Sample& s) {
            return std::tuple(s.at, s.neuron, s.v, s.current);
        };
        return a.spikes == b.spikes && a.costs == b.costs &&
               std::ranges::equal(a.samples, b.samples, {}, values, values);
    }
};

/// Cut at `stops`, ascending, the last of them its end.
Run run(const snn::Program& program, std::span<const Time> stops) {
    const std::vector<Event> input = random_input();
    std::span<const Event> rest = input;
    Run r;
    const auto session =
        program.start({.probes = {NeuronId{7}, NeuronId{2}}, .samples = &r.samples});
    for (const Time stop : stops) {
        std::size_t count = 0;
        while (count < rest.size() && rest[count].at < stop) ++count;
        session->run(rest.first(count), stop, r.spikes);
        rest = rest.subspan(count);
    }
    r.costs = {session->cost(), session->cost(PopulationId{0}), session->cost(PopulationId{1})};
    return r;
}

}  // namespace

TEST_CASE("every chip that computes: cutting a run anywhere changes nothing") {
    with_each_chip([](const snn::Program& program) {
        const Run whole = run(program, std::vector{end});
        REQUIRE(whole.spikes.size() > 10);
        CHECK(whole.spikes.back().at < end);
        CHECK(std::ranges::is_sorted(whole.spikes));
        CHECK(whole.costs.front().spikes == whole.spikes.size());
        CHECK(whole.costs.front().events == random_input().size());
        std::vector<Time> stops;  // on ticks, between them, and one of them twice
        for (Duration at = 700us; at < 80ms; at += 1300us) stops.emplace_back(at);
        stops.insert(stops.end(), {Time{79900us}, Time{79900us}, end});
        CHECK(run(program, stops) == whole);
    });
}

TEST_CASE("every chip that computes: probes are sampled at every tick, by their number") {
    with_each_chip([](const snn::Program& program) {
        const Run r = run(program, std::vector{end});
        REQUIRE(r.samples.size() == 160);
        for (std::size_t i = 0; i < r.samples.size(); ++i) {
            CHECK(r.samples[i].at == Time{static_cast<std::int64_t>(i / 2) * 1ms});
            CHECK(r.samples[i].neuron == NeuronId{i % 2 == 0 ? 2U : 7U});
        }
        CHECK(std::ranges::any_of(r.samples, [](const snn::Sample& s) { return s.v != 0.0; }));
        CHECK_THAT(message_of([&] { (void)program.start({.probes = {NeuronId{9}}}); }),
                   Contains("probe: neuron 9 is unknown; there are 9"));
    });
}

TEST_CASE("every chip that computes: bad input is refused and leaves the session as it was") {
    with_each_chip([](const snn::Program& program) {
        std::vector<Spike> spikes, wanted;
        const auto session = program.start(), untouched = program.start();
        session->run(std::vector{up(8ms)}, Time{10ms}, spikes);
        const auto refusal = [&](const std::vector<Event>& input, Duration until) {
            return message_of([&] { session->run(input, Time{until}, spikes); });
        };
        CHECK_THAT(refusal({up(11ms, 2)}, 20ms), Contains("event 0") && Contains("channel 2"));
        CHECK_THAT(refusal({up(9ms)}, 20ms), Contains("event 0") && Contains("9000000 ns"));
        CHECK_THAT(refusal({up(12ms), up(20ms)}, 20ms), Contains("event 1"));
        CHECK_THAT(refusal({up(12ms), up(11ms)}, 20ms), Contains("event 1") && Contains("order"));
        CHECK_THAT(refusal({}, 9ms), Contains("past"));
        CHECK(session->cost().events == 1);
        const std::vector<Event> more{up(10ms), up(10ms, 1), up(11ms), up(11ms, 1)};
        session->run(more, Time{20ms}, spikes);
        untouched->run(std::vector{up(8ms)}, Time{10ms}, wanted);
        untouched->run(more, Time{20ms}, wanted);
        CHECK(wanted.size() > 5);
        CHECK(spikes == wanted);
    });
}

TEST_CASE("every chip that computes: a run that is cancelled ends, and for good") {
    with_each_chip([](const snn::Program& program) {
        Monitor monitor;
        const auto session = program.start({.monitor = &monitor});
        std::vector<Spike> spikes;
        session->run({}, Time{10ms}, spikes);
        monitor.cancel();
        CHECK_THAT(message_of([&] { session->run({}, Time{90ms}, spikes); }), Contains("stopped"));
        CHECK_THAT(message_of([&] { session->run({}, Time{90ms}, spikes); }), Contains("stopped"));
    });
}

TEST_CASE("every chip that computes: without input nothing happens") {
    with_each_chip([](const snn::Program& program) {
        std::vector<Spike> spikes;
        const auto session = program.start();
        session->run({}, end, spikes);
        CHECK(spikes.empty());
        CHECK(session->cost().deliveries == 0);
    });
}

TEST_CASE("chips that nothing here computes as are refused as backends by name") {
    std::size_t seen = 0;
    for (const Chip& chip : known_chips()) {
        if (chip.arithmetic.present()) continue;
        ++seen;
        CHECK_THAT(message_of([&] { (void)backend(chip); }),
                   Contains(chip.name) && Contains("nothing here computes as it does"));
    }
    CHECK(seen > 0);
}

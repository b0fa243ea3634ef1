// From a network to the cores of a chip: hand-made cases with known results, and random ones.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/map/mapping.hpp"
#include "hw/map/refine.hpp"
#include "tests/hw/hand_made_traffic.hpp"

using namespace efferent;
using namespace efferent::hw;
using namespace efferent::hw::test;

namespace {

Config strategy(const char* name) { return Config::of(NoParams{}, name); }
/// Sources and targets at random, more of them near.
Traffic random_traffic(std::uint64_t seed, std::uint32_t neurons) {
    RandomStream random(seed, "test map");
    std::vector<std::vector<std::uint32_t>> targets(neurons);
    std::vector<std::uint64_t> spikes(neurons);
    for (std::uint32_t s = 0; s < neurons; ++s) {
        spikes[s] = random.below(20);
        for (std::uint32_t n = 0; n < neurons; ++n)
            if (random.uniform() < ((s ^ n) % 3 == 0 ? 0.15 : 0.02)) targets[s].push_back(n);
    }
    return traffic(targets, spikes);
}

std::string refusal(const Traffic& t, const Chip& chip, const char* name) {
    try {
        partition(t, chip, strategy(name));
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::capacity);
        return e.what();
    }
    return "taken";
}

snn::Network two_populations() {
    snn::Network n(1);
    const auto noise =
        n.add("noise", 1, Config::parse(R"({"type":"poisson","rate_hz":1})", "test"));
    const auto a = n.add("a", 3, Config::parse(R"({"type":"lif"})", "test"));
    n.connect(snn::InputLines{}, a, snn::Dense{2, 3, {1, 0, 1, 0, 0, 2}}, 1ms);
    n.connect(noise, a, snn::Dense{1, 3, {1, 1, 0}}, 1ms);
    snn::Sparse twice;
    twice.connect(1, 1.0F);
    twice.connect(1, 2.0F);
    twice.end_row();
    twice.end_row();
    twice.connect(0, 1.0F);
    twice.end_row();
    n.connect(a, a, twice, 1ms);
    return n;
}

}  // namespace

TEST_CASE("the traffic of a network is its distinct targets and what was recorded, tick by tick") {
    const std::vector<Spike> spikes{
        {Time{1ms}, NeuronId{1}}, {Time{1500us}, NeuronId{0}}, {Time{7ms}, NeuronId{1}}};
    const std::vector<Event> events{{Time{1200us}, ChannelId{}, Polarity::down}};
    const Traffic t = traffic_of(two_populations(), {spikes, events, 1ms, {}});
    CHECK(t.nets() == 6);
    CHECK(t.outside(0));
    CHECK_FALSE(t.outside(1));
    CHECK(t.outside(4));
    // Neurons: noise, a0, a1, a2; then the lines. A weight of 0 is no synapse.
    CHECK(t.offsets == std::vector<std::size_t>{0, 2, 3, 3, 4, 6, 7});
    CHECK(t.pins == std::vector<Pin>{{1, 1}, {2, 1}, {2, 2}, {1, 1}, {1, 1}, {3, 1}, {3, 1}});
    CHECK(t.fan_in == std::vector<std::uint32_t>{0, 3, 3, 2});
    CHECK(t.spikes == std::vector<std::uint64_t>{1, 2, 0, 0, 0, 1});
    CHECK(t.ticks == 8);
    CHECK(t.bursts == std::vector<Burst>{{1, 0}, {7, 3}});
    CHECK(t.sent == std::vector<std::uint32_t>{5, 1, 0, 1});
    CHECK(t.name_of(3) == "population \"a\", neuron 2");
}

TEST_CASE("a network of whole numbers has the same traffic") {
    WholeNetwork n{.channels = 1, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "a", .first = NeuronId{}, .size = 3, .threshold = {1, 1, 1}});
    n.projections.push_back({.from = snn::InputLines{},
                             .to = PopulationId{},
                             .exponent = 0,
                             .offsets = {0, 2, 3},
                             .targets = {0, 1, 2},
                             .weights = {1, 0, 2},
                             .delays = {0}});
    const Traffic t = traffic_of(n, {{}, {}, 1ms, 10ms});
    CHECK(t.ticks == 10);
    CHECK(t.pins == std::vector<Pin>{{0, 1}, {2, 1}});
    CHECK(t.offsets == std::vector<std::size_t>{0, 0, 0, 0, 1, 2});
    const std::vector<Spike> stray{{Time{1ms}, NeuronId{3}}}, late{{Time{10ms}, NeuronId{1}}};
    CHECK_THROWS_WITH(traffic_of(n, {stray, {}, 1ms, {}}), Catch::Contains("neuron 3"));
    CHECK_THROWS_WITH(traffic_of(n, {late, {}, 1ms, 10ms}), Catch::Contains("end"));
}

TEST_CASE("a spike is one message for each other core that hears it, however many targets there") {
    const Traffic t = traffic({{1, 2, 3, 4}, {}, {}, {}, {0}}, {10, 0, 0, 0, 3});
    const Partition p{{0, 0, 1, 1, 2}, 3};
    CHECK(messages_of(t, p) == Messages{10 * 2 + 3, 0});
    CHECK(core_messages_of(t, p) == std::vector<CoreMessages>{{0, 1, 10}, {0, 2, 10}, {2, 0, 3}});
    const std::vector<Fill> fill = fill_of(t, p);
    CHECK(fill[0] == Fill{2, 2, 2, 3, 1});
    CHECK(fill[2] == Fill{1, 1, 1, 1, 1});
}

TEST_CASE("groups that only a bridge joins come to be a core each") {
    // Even neurons hear each other and so do odd ones; neuron 0 also reaches neuron 1.
    std::vector<std::vector<std::uint32_t>> targets(16);
    for (std::uint32_t s = 0; s < 16; ++s)
        for (std::uint32_t n = 0; n < 16; ++n)
            if ((s != n && s % 2 == n % 2) || (s == 0 && n == 1)) targets[s].push_back(n);
    const Traffic t = traffic(targets, std::vector<std::uint64_t>(16, 5));
    Chip chip;
    chip.limits.neurons_per_core = known(8);
    const Partition sequential = partition(t, chip, strategy("sequential"));
    const Partition ours = partition(t, chip, strategy("multilevel"));
    CHECK(messages_of(t, sequential).between_cores == 16 * 5);
    CHECK(messages_of(t, ours).between_cores == 5);
    CHECK(ours.cores == 2);
    CHECK(ours == partition(t, chip, strategy("multilevel")));
}

TEST_CASE("every strategy keeps to the limits and none is worse than filling in order") {
    REQUIRE_FALSE(partitioners().empty());
    std::size_t better = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        const Traffic t = random_traffic(seed, 90);
        Chip chip;
        chip.limits.neurons_per_core = known(20 + static_cast<double>(seed));
        if (seed % 2 == 0) chip.limits.in_axons_per_core = known(84);
        if (seed % 3 == 0) chip.limits.out_axons_per_core = known(105);
        if (seed == 4) chip.limits.synapses_per_core = known(150);
        const Room room = room_of(chip.limits);
        const std::uint64_t in_order =
            messages_of(t, partition(t, chip, strategy("sequential"))).between_cores;
        for (const auto* info : partitioners()) {
            INFO(info->name);
            const Partition p = partition(t, chip, strategy(std::string(info->name).c_str()));
            CHECK_NOTHROW(require_fit(t, p, room));
            const std::uint64_t messages = messages_of(t, p).between_cores;
            CHECK(messages <= in_order);
            better += messages < in_order ? 1U : 0U;
        }
    }
    CHECK(better >= 6);
}

TEST_CASE("what moves keep up to date is what counting anew gives, and moves never make it worse") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        INFO("seed " << seed);
        std::vector<std::uint32_t> neuron;
        const Hypergraph g = hypergraph_of(random_traffic(seed, 80), neuron);
        RandomStream random(seed, "test moves");
        std::vector<std::uint32_t> core(80);
        for (std::uint32_t& c : core) c = static_cast<std::uint32_t>(random.below(4));
        Room room;
        room.neurons = 21;
        room.in_axons = 70;
        room.out_axons = 75;
        room.destinations = 3;
        const Assignment before(g, core, 4, room);
        Assignment moved(g, core, 4, room);
        moved.refine();
        const Assignment anew(g, moved.core(), 4, room);
        CHECK(moved.core() != core);
        CHECK(moved.cost() == anew.cost());
        CHECK(moved.excess() == anew.excess());
        CHECK(moved.excess() <= before.excess());
        if (moved.excess() == before.excess()) CHECK(moved.cost() <= before.cost());
        room = {};
        room.neurons = 40;
        Assignment free(g, core, 4, room);
        const std::int64_t random_cost = free.cost();
        free.refine();
        CHECK(free.excess() == 0);
        CHECK(free.cost() < random_cost);
    }
}

TEST_CASE("what cannot fit is refused with its population, core, limit and excess") {
    const Traffic t = random_traffic(9, 30);
    Chip chip = small_chip();
    CHECK(
        refusal(t, chip, "sequential") ==
        "does not fit chip small: population \"all\", neuron 8 finds no room, 15 cores needed, 11 "
        "above the limit of 4; core 3 with it: 3 neurons, 1 above the limit of 2");
    CHECK_THAT(refusal(t, chip, "multilevel"), Catch::Contains("11 above the limit of 4"));
    chip.limits = {};
    chip.limits.synapses_per_core = known(1);
    CHECK_THAT(refusal(t, chip, "sequential"), Catch::Contains("population \"all\", neuron") &&
                                                   Catch::Contains("above the limit of 1"));
    chip.limits = {};
    chip.limits.fan_in = known(1);
    CHECK_THAT(refusal(t, chip, "multilevel"), Catch::Contains("synapses into it"));
}

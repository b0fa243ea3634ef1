// From a network to the cores of a chip: hand-made cases with known results, and random ones.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/map/mapping.hpp"
#include "hw/map/refine.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

Config strategy(const char* name) { return Config::of(NoParams{}, name); }
Known known(double value) { return Figure{value, "by hand"}; }

/// Net after net its targets; neurons without input lines, one population. One tick, in which each
/// source sends as often as `spikes` says.
Traffic traffic(const std::vector<std::vector<std::uint32_t>>& targets,
                const std::vector<std::uint64_t>& spikes) {
    Traffic t;
    t.neurons = targets.size();
    t.groups = {{"all", 0, t.neurons, false}};
    t.fan_in.assign(t.neurons, 0);
    t.tick = 1ms;
    t.ticks = 1;
    t.bursts = {{0, 0}};
    t.spikes = spikes;
    for (std::size_t s = 0; s < targets.size(); ++s) {
        for (const std::uint32_t n : targets[s]) {
            t.pins.push_back({n, 1});
            ++t.fan_in[n];
        }
        t.offsets.push_back(t.pins.size());
        t.sent.insert(t.sent.end(), spikes[s], static_cast<std::uint32_t>(s));
    }
    return t;
}

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

/// 2 x 2 tiles of one core of two neurons each.
Chip small_chip() {
    Chip chip;
    chip.name = "small";
    chip.limits.cores = known(4);
    chip.limits.neurons_per_core = known(2);
    chip.fabric = {known(2), known(2), known(1)};
    return chip;
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

TEST_CASE("cores that talk are put side by side") {
    // A ring of four, listed so that the order of numbers is not that of the ring.
    const Grid grid{2, 2, 1};
    const std::vector<CoreMessages> ring{{0, 2, 9}, {1, 0, 9}, {2, 3, 9}, {3, 1, 9}};
    const auto tile = place(ring, 4, grid);
    CHECK(message_hops(ring, tile, grid) == 36);
    const std::vector<std::uint32_t> in_order{0, 1, 2, 3};
    CHECK(message_hops(ring, in_order, grid) == 9 * (1 + 1 + 1 + 1));
    // A line of six in which the ends talk most fits neither side without exchanges.
    const std::vector<CoreMessages> pairs{{0, 5, 50}, {1, 4, 40}, {2, 3, 30}, {0, 1, 1}};
    const Grid row{6, 1, 1};
    CHECK(message_hops(pairs, place(pairs, 6, row), row) <= 120 + 3);
    CHECK_THROWS_WITH(place(pairs, 6, grid), Catch::Contains("room for 4 cores, 2 fewer"));
}

TEST_CASE("routes go along x, then y, and the loads of links add up to hops") {
    const Grid grid{4, 3, 2};
    CHECK(way(grid, 1, 11) == std::vector<std::uint32_t>{1, 2, 3, 7, 11});
    CHECK(way(grid, 10, 0) == std::vector<std::uint32_t>{10, 9, 8, 4, 0});
    RandomStream random(3, "test routes");
    std::vector<CoreMessages> all;
    for (std::uint32_t from = 0; from < 20; ++from)
        for (std::uint32_t to = 0; to < 20; ++to)
            if (from != to && random.uniform() < 0.3)
                all.push_back({from, to, random.below(9) + 1});
    REQUIRE(all.size() > 50);
    const auto tile = place(all, 20, grid);
    const Routes r = route(all, tile, grid);
    std::uint64_t load = 0;
    for (const FabricLink& l : r.links) {
        load += l.messages;
        const Hops h = hops_between(grid, l.from, l.to);
        CHECK(h.x + h.y == 1);
    }
    CHECK(load == r.hops_x + r.hops_y);
    CHECK(load == message_hops(all, tile, grid));
    CHECK(r.mean_hops() == Approx(static_cast<double>(load) / static_cast<double>(r.messages)));
    CHECK(r.most_hops <= 5);
}

TEST_CASE("the cost of a case computed by hand") {
    // Neuron 0 (core 0) reaches 1 (own core), 2 and 3 (core 1, one link along x).
    Traffic t = traffic({{1, 2, 3}, {}, {}, {}}, {2, 0, 0, 1});
    t.ticks = 10;
    Chip chip = small_chip();
    chip.costs.synapse = {known(10), known(100)};
    chip.costs.update = {known(1), known(5)};
    chip.costs.spike = {known(20), known(7)};
    chip.costs.axon_out = {known(30), known(11)};
    chip.costs.axon_in = {known(4), known(13)};
    chip.costs.hop_x = {known(2), known(17)};
    chip.costs.tick = {known(0), known(50)};
    chip.costs.static_mw = known(1e-6);
    chip.costs.error = known(0.12);
    const Mapping m = map_onto(t, chip, strategy("sequential"));
    REQUIRE(m.partition.core == std::vector<std::uint32_t>{0, 0, 1, 1});
    CHECK(m.messages == Messages{2, 0});
    // 6 weights, 40 updates, 3 spikes, 2 messages out and in, 2 links; 1 nW for 10 ms.
    CHECK(*m.cost.energy_pj.value == Approx(60 + 40 + 60 + 60 + 8 + 4 + 10));
    CHECK(m.cost.energy_pj.missing.empty());
    CHECK(*m.cost.error == 0.12);
    // Core 1: 4 weights, 2 updates, 1 spike, 2 messages in; then one link and the tick.
    CHECK(*m.cost.slowest.ns.value == Approx(4 * 100 + 2 * 5 + 7 + 2 * 13 + 17 + 50));
    CHECK(m.cost.slowest.core == 1);
    CHECK(m.cost.slowest.messages == 2);
    CHECK(m.cost.real_time == RealTime::meets);
    t.tick = 400ns;
    CHECK(map_onto(t, chip, strategy("sequential")).cost.real_time == RealTime::misses);
}

TEST_CASE("figures that nobody published stay unknown, and what needs them says so") {
    const Traffic t = traffic({{1, 2, 3}, {}, {}, {}}, {2, 0, 0, 1});
    Chip chip = small_chip();
    const MappedCost none = map_onto(t, chip, strategy("sequential")).cost;
    CHECK_FALSE(none.energy_pj.value);
    CHECK_FALSE(none.slowest.ns.value);
    CHECK(none.real_time == RealTime::unknown);
    CHECK_FALSE(none.lost);
    CHECK_FALSE(none.error);
    chip.costs.synapse = {known(10), known(100)};
    chip.fabric = {};
    const Mapping some = map_onto(t, chip, strategy("sequential"));
    CHECK_FALSE(some.grid);
    CHECK(*some.cost.energy_pj.value == 60);
    const auto& missing = some.cost.energy_pj.missing;
    CHECK(std::ranges::count(missing, "links along x") == 1);
    CHECK(std::ranges::count(missing, "weights added") == 0);
    CHECK(some.cost.real_time == RealTime::meets_by_what_is_known);
}

TEST_CASE("of 200 spikes that one event makes a queue of 128 loses 73") {
    // The spikes come back to neuron 200; the event of the one input line has made them.
    std::vector<std::vector<std::uint32_t>> targets(201, {200});
    std::vector<std::uint64_t> spikes(201, 1);
    targets[200].clear();
    spikes[200] = 0;
    Traffic t = traffic(targets, spikes);
    t.lines = 1;
    for (std::uint32_t n = 0; n < 200; ++n) t.pins.push_back({n, 1});
    t.offsets.push_back(t.pins.size());
    t.spikes.push_back(1);
    t.sent.push_back(201);
    Chip chip;
    chip.limits.queue = known(128);
    CHECK(map_onto(t, chip, strategy("multilevel")).cost.lost == QueueLoss{73, 73, 0, 200, 127});
    t.spikes.back() = 2;  // or some come later, when others have left
    t.sent.push_back(201);
    CHECK(map_onto(t, chip, strategy("multilevel")).cost.lost == QueueLoss{0, 73, 0, 200, 127});
    t.sent.resize(127);
    CHECK(map_onto(t, chip, strategy("multilevel")).cost.lost == QueueLoss{});
}

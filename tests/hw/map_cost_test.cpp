// From cores to tiles, routes and what they cost: hand-made cases with known results.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "hw/map/mapping.hpp"
#include "tests/hw/hand_made_traffic.hpp"

using namespace efferent;
using namespace efferent::hw;
using namespace efferent::hw::test;

namespace {

Config strategy(const char* name) { return Config::of(NoParams{}, name); }

}  // namespace

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

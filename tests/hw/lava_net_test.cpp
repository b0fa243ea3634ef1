// lava-dl's files: what is written is read back, and what they cannot say is refused.
#include "hw/lava_net.hpp"

#include <catch2/catch.hpp>

#include "hw/arithmetic.hpp"
#include "hw/lava_layers.hpp"
#include "tests/hw/npy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::test::message_of;

namespace {

/// Three lines (of four) to two neurons to three; the second layer hears its sources after 1 and 4
/// ticks.
WholeNetwork chain() {
    WholeNetwork n{.channels = 2, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "layer 0",
                             .first = NeuronId{0},
                             .size = 2,
                             .threshold = {40, 50},
                             .membrane = {100, 200},
                             .current = {4095, 4095},
                             .bias = {0, -3},
                             .refractory = {1, 1}});
    n.populations.push_back({.name = "layer 1",
                             .first = NeuronId{2},
                             .size = 3,
                             .threshold = {9, 9, 9},
                             .membrane = {7, 7, 7},
                             .current = {500, 500, 500},
                             .bias = {0, 0, 0},
                             .refractory = {2, 2, 2}});
    n.projections.push_back({.from = snn::InputLines{},
                             .to = PopulationId{0},
                             .exponent = 0,
                             .offsets = {0, 1, 2, 3, 3},
                             .targets = {0, 1, 0},
                             .weights = {2, -4, 254},
                             .delays = {1}});
    n.projections.push_back({.from = PopulationId{0},
                             .to = PopulationId{1},
                             .exponent = -1,  // odd weights of both signs
                             .offsets = {0, 2, 4},
                             .targets = {0, 2, 1, 2},
                             .weights = {2, -6, 10, 4},
                             .delays = {1, 1, 4, 4}});
    return n;
}

/// What writing says of it.
std::string refusal(const std::filesystem::path& folder, const WholeNetwork& network) {
    return message_of([&] { write_lava_net(folder / "x.net", network); });
}

}  // namespace

TEST_CASE("a chain of layers is the same after a lava-dl file") {
    const efferent::test::TemporaryFolder folder;
    write_lava_net(folder.path() / "a.net", chain());
    CHECK(read_lava_net(folder.path() / "a.net", 1ms) == chain());
}

TEST_CASE("what a lava-dl file cannot say is refused and nothing is written") {
    const efferent::test::TemporaryFolder folder;
    WholeNetwork loop = chain(), readout = chain(), part = chain(), late = chain(), two = chain();
    loop.projections.push_back(loop.projections.back());
    loop.projections.back().from = PopulationId{1};
    loop.projections.back().offsets = {0, 2, 4, 4};
    readout.populations[PopulationId{1}].spikes = false;
    part.projections.back().weights = {1, -6, 10, 4};
    late.projections.front().delays = {2};
    two.projections.back().targets = {2, 2, 1, 2};
    CHECK_THAT(refusal(folder.path(), loop), Catch::Contains("population \"layer 1\""));
    CHECK_THAT(refusal(folder.path(), readout), Catch::Contains("does not spike"));
    CHECK_THAT(refusal(folder.path(), part), Catch::Contains("no whole number"));
    CHECK_THAT(refusal(folder.path(), late), Catch::Contains("input lines"));
    WholeNetwork heavy = chain();
    heavy.projections.front().exponent = 1;  // 508, which lava-dl clips to 254
    CHECK_THAT(refusal(folder.path(), heavy), Catch::Contains("8 bits"));
    WholeNetwork high = chain();
    high.populations[PopulationId{0}].threshold = {40, 1 << 17};
    CHECK_THAT(refusal(folder.path(), high), Catch::Contains("a threshold of 131072"));
    CHECK_THAT(refusal(folder.path(), two), Catch::Contains("two synapses of one pair"));
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("lava-dl files with layers that are not dense, or none, are refused by name") {
    const efferent::test::TemporaryFolder folder;
    const LavaLayer layer{.inputs = 1,
                          .neurons = 1,
                          .weight = {3.0},
                          .current_decay = {4096},
                          .potential_decay = {0},
                          .threshold = {1},
                          .refractory_delay = {1},
                          .bias = {0},
                          .delay = {0}};
    const auto says = [&](const std::string& bytes) {
        const auto path = folder.write("x.net", bytes);
        return message_of([&] { (void)read_lava_net(path); });
    };
    std::string bytes = lava_image({layer});
    CHECK(says(bytes) == "no error");
    std::string other = bytes;
    REQUIRE(other.find("dense") != std::string::npos);
    other.replace(other.find("dense"), 5, "convT");
    CHECK_THAT(says(other), Catch::Contains("layer/0: layers of type \"convT\""));
    other = bytes;
    other.replace(other.find("CUBA"), 4, "SDNN");
    CHECK_THAT(says(other), Catch::Contains("neurons of type \"SDNN\""));
    CHECK_THAT(says("PK torch"), Catch::Contains("no HDF5 file"));
    LavaLayer odd = layer;
    odd.neurons = 2;
    odd.weight = {129.0, -1.0};
    for (auto* c : {&odd.current_decay, &odd.potential_decay, &odd.threshold, &odd.refractory_delay,
                    &odd.bias, &odd.delay})
        c->resize(2, c->front());
    CHECK_THAT(says(lava_image({odd})), Catch::Contains("no whole numbers of 8 bits"));
    CHECK_THAT(says(lava_image({odd, layer})), Catch::Contains("does not take what comes before"));
}

TEST_CASE("recordings: lava-dl's Oxford network is read, runs, and is the same when written") {
    const auto folder = efferent::test::shared_data("nir/loihi_dense");
    if (!folder) return;
    const efferent::test::TemporaryFolder out;
    const WholeNetwork n = read_lava_net(*folder / "oxford_network.net");
    REQUIRE(n.populations.size() == 2);
    CHECK(n.channels == 100);
    CHECK(n.populations[PopulationId{0}].size == 256);
    CHECK(n.populations[PopulationId{1}].size == 200);
    CHECK(n.populations[PopulationId{0}].membrane.front() == 414);
    CHECK(n.populations[PopulationId{1}].membrane.front() == 409);
    CHECK(n.populations[PopulationId{0}].current.front() == 4095);
    write_lava_net(out.path() / "again.net", n);
    CHECK(read_lava_net(out.path() / "again.net") == n);
    const auto machine =
        make(arithmetics(), Config::parse(R"({"type": "loihi"})", "test"))->start({}, n, 1);
    const auto in = efferent::test::npy<double>(*folder / "in.npy", 200 * 2000);
    std::vector<NeuronId> spikes;
    for (std::size_t t = 0; t < 2000; ++t) {
        std::vector<std::uint32_t> lines;
        for (std::uint32_t i = 0; i < 200; ++i)
            if (in[i * 2000 + t] != 0.0) lines.push_back(i);
        machine->tick(lines, spikes);
    }
    CHECK(machine->work().spikes == spikes.size());
    CHECK(!spikes.empty());
}

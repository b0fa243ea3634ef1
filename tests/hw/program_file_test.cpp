// Readable programming files: the same network after reading, and no key or number passed over.
#include "hw/program_file.hpp"

#include <catch2/catch.hpp>

#include "core/file.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;
using efferent::test::message_of;

namespace {

WholeNetwork network() {
    WholeNetwork n{.channels = 1, .tick = 1500us, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "hidden",
                             .first = NeuronId{0},
                             .size = 2,
                             .threshold = {200, 300},
                             .membrane = {4, 5},
                             .current = {1, 2},
                             .bias = {-3, 0},
                             .subtracts = true,
                             .unit = {0.1, 1.0 / 3.0}});
    n.populations.push_back({.name = "out",
                             .first = NeuronId{2},
                             .size = 1,
                             .spikes = false,
                             .membrane = {6},
                             .current = {3}});
    n.projections.push_back(
        {snn::InputLines{}, PopulationId{0}, 2, {0, 2, 3}, {0, 1, 1}, {-128, 127, 5}, {0}});
    n.projections.push_back({PopulationId{0}, PopulationId{1}, 0, {0, 1, 2}, {0, 0}, {7, -7}, {1}});
    return n;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    REQUIRE(text.find(what) != std::string::npos);
    return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("a programming file holds the network that was written") {
    const efferent::test::TemporaryFolder folder;
    const Chip chip = find_chip("xylo_a2");
    const auto path = folder.path() / "x.json";
    write_program_file(path, chip, network());
    CHECK(read_program_file(path, chip) == network());
    CHECK(std::ranges::count(read_file(path), '\n') == 7);  // a line each, readable
}

TEST_CASE("a programming file with one mistake is refused in words") {
    const efferent::test::TemporaryFolder folder;
    const Chip chip = find_chip("xylo_a2");
    write_program_file(folder.path() / "x.json", chip, network());
    const std::string text = read_file(folder.path() / "x.json");
    const auto says = [&](const std::string& what, const std::string& by) {
        const auto path = folder.write("y.json", replaced(text, what, by));
        return message_of([&] { (void)read_program_file(path, chip); });
    };
    CHECK(says("-128", "-127") == "no error");
    CHECK_THAT(says("-128", "-129"), Catch::Contains("projection 0: a weight of -129"));
    CHECK_THAT(says("-128", "99999"), Catch::Contains("projections/0/weights: 99999 is beyond"));
    CHECK_THAT(says("\"bias\"", "\"bais\""), Catch::Contains("did you mean \"bias\""));
    CHECK_THAT(says("\"weights\"", "\"weight\""), Catch::Contains("unknown key"));
    CHECK_THAT(says("[200,300]", "[200]"), Catch::Contains("not one value a neuron"));
    CHECK_THAT(says("[200,300]", "[0,300]"), Catch::Contains("a threshold of 0"));
    CHECK_THAT(says("\"to\":\"hidden\"", "\"to\":\"hiden\""), Catch::Contains("hiden"));
    CHECK_THAT(says("chip program 1", "chip program 2"), Catch::Contains("format"));
    CHECK_THAT(says("xylo_a2", "speck"), Catch::Contains("it is for \"speck\""));
}

TEST_CASE("what a chip cannot hold is not written") {
    const efferent::test::TemporaryFolder folder;
    WholeNetwork heavy = network(), twins = network();
    heavy.projections.front().weights.front() = 128;
    twins.populations[PopulationId{1}].name = "hidden";
    const auto says = [&](const WholeNetwork& n, const char* chip) {
        return message_of(
            [&] { write_program_file(folder.path() / "x.json", find_chip(chip), n); });
    };
    CHECK_THAT(says(heavy, "xylo_a2"), Catch::Contains("a weight of 128"));
    CHECK_THAT(says(twins, "xylo_a2"), Catch::Contains("two populations \"hidden\""));
    CHECK_THAT(says(network(), "truenorth"), Catch::Contains("nothing here computes as it does"));
    CHECK(std::filesystem::is_empty(folder.path()));
}

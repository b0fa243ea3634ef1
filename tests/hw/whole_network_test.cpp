// What a network of whole numbers must be like before a machine takes it.
#include "hw/whole_network.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

/// One channel, two neurons: the up line reaches both, the down line the second.
WholeNetwork small() {
    WholeNetwork n{.channels = 1, .tick = 1ms, .populations = {}, .projections = {}};
    n.populations.push_back({.name = "a", .first = NeuronId{}, .size = 2, .threshold = {3, 3}});
    n.projections.push_back({.from = snn::InputLines{},
                             .to = PopulationId{},
                             .exponent = 0,
                             .offsets = {0, 2, 3},
                             .targets = {0, 1, 1},
                             .weights = {1, -1, 2},
                             .delays = {0}});
    return n;
}

}  // namespace

TEST_CASE("a sound network of whole numbers is taken and counted") {
    const WholeNetwork n = small();
    CHECK_NOTHROW(require_sound(n));
    CHECK(n.neurons() == 2);
    CHECK(n.synapses() == 3);
}

TEST_CASE("a network of whole numbers with one mistake is refused by name") {
    const auto refused = [](const WholeNetwork& n) -> std::string {
        try {
            require_sound(n);
        } catch (const Error& e) {
            return e.what();
        }
        return "taken";
    };
    WholeNetwork column = small(), row = small(), end = small(), delay = small();
    column.populations[PopulationId{}].threshold.pop_back();
    row.projections.front().targets = {1, 0, 1};
    end.projections.front().targets.back() = 2;
    delay.projections.front().delays = {1, 1};
    CHECK_THAT(refused(column), Catch::Contains("population \"a\""));
    CHECK_THAT(refused(row), Catch::Contains("row 0"));
    CHECK_THAT(refused(end), Catch::Contains("row 1"));
    CHECK_THAT(refused(delay), Catch::Contains("one delay"));
}

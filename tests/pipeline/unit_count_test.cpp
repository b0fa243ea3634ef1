// Units that fall silent in what is tested.
#include "pipeline/unit_count.hpp"

#include <catch2/catch.hpp>

#include "pipeline/table_text.hpp"

namespace efferent {

TEST_CASE(
    "a unit with a quarter of its usual discharges is silent, if enough were to be expected") {
    FrontEndProfile before, after;
    before.seconds = 100.0;
    after.seconds = 110.0;
    after.usual = {10.0, 10.0, 10.0, 1.0, 0.9};
    before.discharges = {1000, 1000, 1000, 100, 90};
    after.discharges = {1100, 1025, 1026, 102, 90};
    const UnitCount count = units_between(before, after);
    CHECK(count.found == 5.0);
    CHECK(count.silent == 2.0);  // the second and the fourth
    CHECK(units_between(before, before).silent == 0.0);
    CHECK(units_between({}, {}).found == 0.0);
}

TEST_CASE("silent units are told of in a sentence, others are not") {
    CHECK(silent_units_note("a", {40.0, 0.0}).empty());
    CHECK_THAT(silent_units_note("a", {40.5, 2.25}),
               Catch::StartsWith("a: of 40.5 motor units, 2.2") && Catch::Contains("a quarter"));
    Results results;
    results.methods.resize(2);
    results.methods[0].name = "still";
    results.methods[1].name = "slid";
    results.methods[1].units = {40.0, 3.0};
    const std::string table = table_text(results, {});
    CHECK_THAT(table,
               Catch::Contains("slid: of 40.0 motor units, 3.0") && !Catch::Contains("still: of"));
}

}  // namespace efferent

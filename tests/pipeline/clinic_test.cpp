// The simulated clinic: a table that others can read, of trains whose condition is known.
#include "pipeline/clinic.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/parallel.hpp"
#include "tests/support/support.hpp"

namespace efferent {

TEST_CASE("a clinic is the same on any number of threads, and its table tells bags and truth") {
    ClinicParams p;
    p.muscles = 1;
    p.trains_low = 3;
    p.trains_high = 6;
    p.units = 40;
    p.half_x_mm = 2.5;
    p.half_y_mm = 1.5;
    p.duration_s = 2.0;
    p.sites = 6;
    p.rate_hz = 5000.0;
    Monitor monitor;
    const auto clinic = simulate_clinic(p, monitor);
    REQUIRE(clinic.size() == 3);
    for (const ClinicMuscle& m : clinic) {
        CHECK((m.trains.size() >= 3 && m.trains.size() <= 6));
        std::vector<std::size_t> units;
        for (const ClinicTrain& t : m.trains) {
            CHECK(!(m.condition == emg::Condition::normal && t.affected));
            CHECK((t.discharges >= 10 && t.fibres > 0));
            CHECK((t.features.amplitude_uv > 20.0 && t.features.amplitude_uv < 2e4));
            CHECK((t.features.duration_ms > 1.0 && t.features.phases >= 1));
            units.push_back(t.unit);
        }
        std::ranges::sort(units);
        CHECK(std::ranges::adjacent_find(units) == units.end());
    }
    const std::string table = instances_csv(clinic);
    CHECK_THAT(table, Catch::StartsWith("bag,label,truth,simulated,amplitude_uv,duration_ms,"));
    CHECK_THAT(table, Catch::Contains("\nmuscle1,normal,normal,") &&
                          Catch::Contains("\nmuscle2,myopathic,") &&
                          Catch::Contains("\nmuscle3,neurogenic,"));
    CHECK_THAT(trains_tsv(clinic), Catch::StartsWith("bag\tsite\tunit\tfibres\tdischarges\n"));
    {
        const ThreadLimit one(1);
        CHECK(instances_csv(simulate_clinic(p, monitor)) == table);
    }
    p.trains_low = p.trains_high = 200;
    CHECK_THROWS_WITH(simulate_clinic(p, monitor), Catch::Contains("muscle1 (normal) gave only") &&
                                                       Catch::Contains("allow more sites"));
}

}  // namespace efferent

// Fluctuations of discharge rates that units share: against made trains.
#include "decoders/drives/fluctuations.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numbers>

namespace efferent::drives {
namespace {

/// Discharges for 10 s at a rate that changes with time, the first after `phase` of an interval.
motor_units::Train train(const std::string& name, double phase,
                         const std::function<double(double)>& hz) {
    motor_units::Train t{name, {}};
    constexpr double step_s = 1e-4;
    double count = 1.0 - phase;
    for (std::int64_t i = 0; i < 100'000; ++i) {
        count += step_s * hz(step_s * static_cast<double>(i));
        if (count < 1.0) continue;
        count -= 1.0;
        t.discharges.push_back(Time{Duration{i * 100'000}});
    }
    return t;
}

double wave(double t) { return std::sin(2.0 * std::numbers::pi * 0.5 * t); }
double other_wave(double t) { return std::sin(2.0 * std::numbers::pi * 0.9 * t); }

const std::vector<TaskInterval> held{{"a", Time{1s}, Time{5s}}, {"b", Time{5s}, Time{9s}}};

TEST_CASE("units that fluctuate together are near, whatever their rates and trends") {
    const std::vector trains{
        train("fast", 0.2, [](double t) { return 25.0 + 8.0 * wave(t); }),
        train("slow", 0.7, [](double t) { return 15.0 + 3.0 * wave(t); }),
        train("rises", 0.5, [](double t) { return 12.0 + t + 6.0 * other_wave(t); }),
        train("falls", 0.1, [](double t) { return 24.0 - t + 6.0 * other_wave(t); }),
        train("against", 0.4, [](double t) { return 25.0 - 8.0 * wave(t); }),
    };
    const Distances d = fluctuation_distances(trains, held, {});
    REQUIRE(d.count == 5);
    CHECK(d.at(0, 1) < 0.15);
    CHECK(d.at(2, 3) < 0.15);
    CHECK(d.at(0, 2) == Approx(1.0).margin(0.3));
    CHECK(d.at(1, 3) == Approx(1.0).margin(0.3));
    CHECK(d.at(0, 4) > 1.9);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(d.at(i, i) == 0.0);
        for (std::size_t j = 0; j < 5; ++j) CHECK(d.at(i, j) == d.at(j, i));
    }
}

TEST_CASE("only intervals in which both units are fast enough say something") {
    const auto until_5_s = [](double t) { return t < 5.0 ? 20.0 + 8.0 * wave(t) : 0.0; };
    const auto from_5_s = [](double t) { return t < 5.0 ? 0.0 : 20.0 + 8.0 * wave(t); };
    const auto against_then_with = [](double t) { return 20.0 + (t < 5.0 ? -8.0 : 8.0) * wave(t); };
    const std::vector trains{train("a", 0.3, until_5_s), train("b", 0.6, from_5_s),
                             train("both", 0.1, against_then_with),
                             train("slow", 0.0, [](double) { return 2.0; })};
    const Distances d = fluctuation_distances(trains, held, {});
    CHECK(d.at(0, 1) == 1.0);  // never together
    CHECK(d.at(0, 2) > 1.9);   // in the first interval alone
    CHECK(d.at(1, 2) < 0.15);  // in the second alone
    for (std::size_t i = 0; i < 3; ++i) CHECK(d.at(i, 3) == 1.0);
    CHECK(fluctuation_distances(trains, held, {.least_hz = 1.0}).at(2, 3) != 1.0);
}

TEST_CASE("intervals of two values say nothing, and windows without time are refused") {
    const std::vector trains{train("a", 0.2, [](double t) { return 20.0 + 8.0 * wave(t); }),
                             train("b", 0.7, [](double t) { return 20.0 + 8.0 * wave(t); })};
    const std::vector<TaskInterval> brief{{"a", Time{1s}, Time{1160ms}}};
    CHECK(fluctuation_distances(trains, brief, {}).at(0, 1) == 1.0);
    CHECK(fluctuation_distances(trains, brief, {.step = 40ms}).at(0, 1) != 1.0);
    CHECK_THROWS_WITH(fluctuation_distances(trains, held, {.window = 0ms}),
                      Catch::Contains("above zero"));
    CHECK_THROWS_WITH(fluctuation_distances(trains, held, {.step = -1ms}),
                      Catch::Contains("above zero"));
}

}  // namespace
}  // namespace efferent::drives

// Neural drives of one muscle: rates, the score of clusters and their drives against values by
// hand.
#include <catch2/catch.hpp>
#include <numeric>

#include "core/error.hpp"
#include "core/random.hpp"
#include "decoders/drives/cumulative_drive.hpp"
#include "decoders/drives/rand_index.hpp"
#include "decoders/drives/rates.hpp"

namespace efferent::drives {
namespace {

using namespace efferent::literals;
using Groups = std::vector<std::size_t>;

motor_units::Train train(std::string unit, std::vector<double> at_s) {
    motor_units::Train t{std::move(unit), {}};
    for (const double s : at_s) t.discharges.push_back(Time{Duration{std::llround(s * 1e9)}});
    return t;
}

TEST_CASE("rates are discharges within a task's intervals over their length") {
    const std::vector trains{train("a", {0.0, 0.5, 1.0, 2.5, 4.0}), train("b", {})};
    const std::vector<TaskInterval> intervals{
        {"fist", Time{0s}, Time{1s}}, {"point", Time{2s}, Time{4s}}, {"fist", Time{4s}, Time{5s}}};
    const TaskRates rates = task_rates(trains, intervals);
    CHECK(rates.tasks == std::vector<std::string>{"fist", "point"});
    CHECK(rates.units == std::vector<std::string>{"a", "b"});
    CHECK(rates.hz == std::vector<double>{1.5, 0.5, 0.0, 0.0});
}

TEST_CASE("rates refuse no units, no tasks and a task without time") {
    const std::vector trains{train("a", {0.5})};
    const std::vector<TaskInterval> good{{"fist", Time{0s}, Time{1s}}};
    const std::vector<TaskInterval> empty{{"fist", Time{1s}, Time{1s}}};
    CHECK_THROWS_WITH(task_rates({}, good), Catch::Contains("no motor units"));
    CHECK_THROWS_WITH(task_rates(trains, {}), Catch::Contains("no tasks"));
    CHECK_THROWS_WITH(task_rates(trains, empty), Catch::Contains("\"fist\" has no time in it"));
}

TEST_CASE("adjusted Rand index by hand") {
    CHECK(adjusted_rand_index(Groups{0, 0, 1, 1}, Groups{7, 7, 3, 3}) == 1.0);
    // 1 pair together in both of 2 and 1, 1/3 expected: (1 - 1/3)/(3/2 - 1/3).
    CHECK(adjusted_rand_index(Groups{0, 0, 1, 1}, Groups{0, 0, 1, 2}) == Approx(4.0 / 7.0));
    CHECK(adjusted_rand_index(Groups{0, 0, 1, 1}, Groups{0, 1, 0, 1}) == Approx(-0.5));
    CHECK(adjusted_rand_index(Groups{0, 0, 0, 0}, Groups{0, 1, 2, 3}) == 0.0);
    // The contingency table 1 1 0 / 1 2 1 / 0 0 4: 7 pairs in both, of 13 and 14 of 45.
    const Groups rows{0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, columns{0, 1, 0, 1, 1, 2, 2, 2, 2, 2};
    const double expected = 13.0 * 14.0 / 45.0;
    CHECK(adjusted_rand_index(rows, columns) == Approx((7.0 - expected) / (13.5 - expected)));
    CHECK(adjusted_rand_index(columns, rows) == adjusted_rand_index(rows, columns));
}

TEST_CASE("adjusted Rand index of chance is 0 on average, and odd input is told of") {
    RandomStream random(3, "chance groups of the test");
    double sum = 0.0;
    for (int i = 0; i < 400; ++i) {
        Groups a(20), b(20);
        for (auto& g : a) g = random.below(3);
        for (auto& g : b) g = random.below(4);
        sum += adjusted_rand_index(a, b) / 400.0;
    }
    CHECK(std::abs(sum) < 0.02);
    CHECK(adjusted_rand_index(Groups{0, 0, 0}, Groups{5, 5, 5}) == 1.0);
    CHECK_THROWS_WITH(adjusted_rand_index(Groups{0, 1}, Groups{0, 1, 2}),
                      Catch::Contains("2 and of 3 units"));
    CHECK_THROWS_AS(adjusted_rand_index(Groups{0}, Groups{0}), Error);
}

TEST_CASE("a drive is each discharge's window over the units of its group") {
    const std::vector trains{train("a", {1.0}), train("b", {}), train("c", {1.0, 1.2})};
    const Groups group{0, 0, 1};
    const DriveParams params{.window = 400ms, .step = 100ms};
    const auto drives = cumulative_drives(trains, group, 2, Time{900ms}, Time{1600ms}, params);
    REQUIRE(drives.size() == 2);
    // At ages of 100, 200 and 300 ms (1 - cos)/0.4 s is 2.5, 5 and 2.5 a second.
    const std::vector<double> one{0, 0, 1.25, 2.5, 1.25, 0, 0, 0};
    const std::vector<double> two{0, 0, 2.5, 5, 5, 5, 2.5, 0};
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(drives[0][i] == Approx(one[i]).margin(1e-9));
        CHECK(drives[1][i] == Approx(two[i]).margin(1e-9));
    }
}

TEST_CASE("a drive is causal, and of steady discharges it is their rate") {
    std::vector<double> at;
    for (int i = 0; i < 60; ++i) at.push_back(0.05 * i);  // 20 a second until 2.95 s
    const Groups group{0};
    const std::vector whole{train("a", at)};
    at.resize(40);  // until 1.95 s
    const std::vector half{train("a", at)};
    const auto all = cumulative_drives(whole, group, 1, Time{0s}, Time{3s}, {});
    const auto cut = cumulative_drives(half, group, 1, Time{0s}, Time{3s}, {});
    REQUIRE(all[0].size() == 301);
    CHECK(all[0][150] == Approx(20.0).epsilon(0.01));
    for (std::size_t i = 0; i <= 200; ++i) CHECK(all[0][i] == cut[0][i]);
    CHECK(all[0][220] > cut[0][220]);
}

TEST_CASE("drives refuse groups that do not fit") {
    const std::vector trains{train("a", {1.0}), train("b", {1.0})};
    const auto drives = [&](const Groups& group, std::size_t groups, DriveParams params = {}) {
        return cumulative_drives(trains, group, groups, Time{0s}, Time{1s}, params);
    };
    CHECK_THROWS_WITH(drives({0}, 1), Catch::Contains("give one for each unit"));
    CHECK_THROWS_WITH(drives({0, 2}, 2), Catch::Contains("group 2 of 2"));
    CHECK_THROWS_WITH(drives({1, 1}, 2), Catch::Contains("group 0 has no motor unit"));
    CHECK_THROWS_WITH(drives({0, 0}, 1, {.window = 0ms}), Catch::Contains("above zero"));
    CHECK_THROWS_WITH(cumulative_drives(trains, Groups{0, 0}, 1, Time{1s}, Time{0s}, {}),
                      Catch::Contains("end is before the start"));
}

}  // namespace
}  // namespace efferent::drives

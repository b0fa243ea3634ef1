// Which trains are put together as one unit, and which instants are unusual.
#include "decoders/motor_units/fragments.hpp"

#include <catch2/catch.hpp>

#include "decoders/motor_units/seeds.hpp"

namespace efferent::motor_units {
namespace {

using Samples = std::vector<std::size_t>;

constexpr Hertz rate{1000.0};

/// Every 100 samples, or every so many of these.
Samples regular(std::size_t begin, std::size_t count, std::size_t interval = 100) {
    Samples pulses;
    for (std::size_t i = 0; i < count; ++i) pulses.push_back(begin + i * interval);
    return pulses;
}

Likeness never(std::size_t, std::size_t) {
    FAIL("intervals already speak against it");
    return {};
}

}  // namespace

TEST_CASE("a train that is contained in another is part of its unit, whatever the lag") {
    const Samples unit = regular(50, 40);
    Samples part;
    for (std::size_t i = 0; i < 40; i += 4) part.push_back(unit[i] + 3);
    part[9] += 20;  // one is not the unit's
    const auto united = unite({part, unit}, rate, {}, never);
    REQUIRE(united.size() == 1);
    CHECK(united[0].parts == Samples{1, 0});
    CHECK(united[0].pulses.size() == 41);
    CHECK(std::ranges::includes(united[0].pulses, unit));
}

TEST_CASE("trains that fill each other's gaps are one unit if their potentials are alike") {
    const Samples all = regular(50, 40);
    Samples odd, even;
    for (std::size_t i = 0; i < 40; ++i) (i % 3 == 0 ? odd : even).push_back(all[i]);
    for (std::size_t& t : odd) t += 2;  // marked later
    const auto with = [&](double there, double back) {
        return unite({odd, even}, rate, {}, [=](std::size_t a, std::size_t) {
            return a == 1 ? Likeness{there, 2} : Likeness{back, -2};
        });
    };
    const auto united = with(0.8, 0.7);
    REQUIRE(united.size() == 1);
    CHECK(united[0].parts == Samples{1, 0});
    CHECK(united[0].pulses == all);
    CHECK(with(0.8, 0.2).size() == 2);  // a small one beside a great one of another shape
    CHECK(with(0.2, 0.8).size() == 2);
}

TEST_CASE("trains that discharge side by side are two units, however alike they look") {
    const Samples slow = regular(50, 30, 130), fast = regular(57, 40);
    const auto alike = [](std::size_t, std::size_t) { return Likeness{1.0, 0}; };
    CHECK(unite({slow, fast}, rate, {}, alike).size() == 2);
    CHECK(unite({}, rate, {}, alike).empty());
}

TEST_CASE("a train is among others if it shares enough of the longer one") {
    const Samples unit = regular(50, 40);
    const Samples part(unit.begin(), unit.begin() + 10);
    CHECK(is_among(part, {regular(7, 5, 777), unit}, rate, 0.25));
    CHECK_FALSE(is_among(part, {unit}, rate, 0.3));
    CHECK_FALSE(is_among(part, {}, rate, 0.3));
}

TEST_CASE("activity counts by how unusual it is so long after a known pulse") {
    // mean 3; after the pulses at 2 and 6 there are 8 and 4
    const std::vector<float> activity{1, 1, 1, 8, 1, 1, 1, 4, 9, 3};
    const auto plain = unusual(activity, {}, 1);
    for (std::size_t t = 0; t < activity.size(); ++t) CHECK(plain[t] == Approx(activity[t] / 3.0F));
    const auto known = unusual(activity, {{2, 6}}, 1);
    CHECK(known[3] == Approx(8.0F / 6.0F));
    CHECK(known[7] == Approx(4.0F / 6.0F));
    CHECK(known[8] == Approx(3.0F));  // beyond the reach
    CHECK(known[2] == Approx(1.0F / 3.0F));
    CHECK(unusual(activity, {{0, 9}}, 3).size() == 10);  // cut at both ends
}

}  // namespace efferent::motor_units

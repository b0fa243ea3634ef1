// One needle channel with known units, overlaps included, and signals without any.
#include "decoders/needle/decomposition.hpp"

#include <catch2/catch.hpp>

#include "core/parallel.hpp"
#include "decoders/motor_units/score.hpp"
#include "tests/needle/toy_needle.hpp"
#include "tests/support/support.hpp"

namespace efferent::needle {
namespace {

std::vector<motor_units::Train> trains(const NeedleDecomposition& d) {
    std::vector<motor_units::Train> all;
    for (const NeedleUnit& u : d.units) {
        all.push_back({std::to_string(all.size()), {}});
        for (const std::int64_t t : u.discharges)
            all.back().discharges.push_back(sample_time(d.fine_rate, t));
    }
    return all;
}

/// Pairs of discharges of different units within 2 ms.
std::size_t overlaps(const std::vector<motor_units::Train>& truth) {
    std::size_t count = 0;
    for (const auto& a : truth)
        for (const auto& b : truth)
            for (const Time t : a.discharges)
                for (const Time s : b.discharges)
                    count += a.unit < b.unit && std::chrono::abs(t - s) < 2ms;
    return count;
}

}  // namespace

TEST_CASE("three units of a needle are found with their overlaps, on any number of threads") {
    const auto r = toy::recording({});
    REQUIRE(overlaps(r.truth) >= 5);
    Monitor monitor;
    const auto found = decompose(r.signal(), {}, monitor);
    const auto score = motor_units::score(trains(found), r.truth, {});
    CHECK(score.good == 3);
    CHECK(found.units.size() == 3);
    std::size_t shared = 0, all = 0;
    for (const auto& u : score.units) shared += u.at_roa.shared;
    for (const auto& t : r.truth) all += t.discharges.size();
    INFO(shared << " of " << all);
    CHECK(static_cast<double>(shared) >= 0.96 * static_cast<double>(all));
    CHECK(found.explained > 0.9);
    CHECK(found.noise == Approx(4.0).epsilon(0.15));
    for (std::size_t u = 0; u < 3; ++u) {
        const std::size_t truth = *score.units[u].truth;
        CHECK(found.units[u].rate_hz ==
              Approx(1.0 / (0.07 * (1.0 + 0.13 * static_cast<double>(truth)))).epsilon(0.08));
        // Instants are finer than samples: a quarter of one, after the unit's own lag.
        const auto near = motor_units::agree(trains(found)[u].discharges, r.truth[truth].discharges,
                                             {60us, 30ms});
        CHECK(near.recall() > 0.8);
    }

    const ThreadLimit one(1);
    const auto again = decompose(r.signal(), {}, monitor);
    REQUIRE(again.units.size() == found.units.size());
    for (std::size_t u = 0; u < found.units.size(); ++u) {
        CHECK(again.units[u].discharges == found.units[u].discharges);
        CHECK(again.units[u].shape == found.units[u].shape);
    }
}

TEST_CASE("noise has no unit, and shapes that come by chance are none") {
    Monitor monitor;
    CHECK(decompose(toy::recording({0, 3.0, 4.0}).signal(), {}, monitor).units.empty());

    // One shape at chance instants: intervals of 20 ms and an exponential.
    auto r = toy::recording({0, 4.0, 4.0});
    RandomStream random(3, "chance");
    std::size_t count = 0;
    for (double at = 0.03; at < 3.9; at += 0.02 - 0.05 * std::log(1.0 - random.uniform())) {
        const auto first = static_cast<std::size_t>((at - 5e-3) * r.rate.value);
        for (std::size_t i = first; i < first + 80; ++i)
            r.samples[i] +=
                static_cast<float>(toy::shape(0, static_cast<double>(i) / r.rate.value - at));
        ++count;
    }
    REQUIRE(count > 30);
    CHECK(decompose(r.signal(), {}, monitor).units.empty());
}

TEST_CASE("units are found where there is no noise at all") {
    const auto r = toy::recording({3, 3.0, 0.0});
    Monitor monitor;
    const auto found = decompose(r.signal(), {}, monitor);
    const auto score = motor_units::score(trains(found), r.truth, {});
    CHECK(score.good == 3);
    CHECK(score.false_units == 0);
}

TEST_CASE("what is no needle channel is refused in one sentence") {
    Monitor monitor;
    const std::vector<float> flat(16000, 1.0F), two(4000, 0.0F);
    CHECK_THROWS_WITH(decompose({Hertz{8000.0}, 0, 1, flat}, {}, monitor),
                      "needle: the channel is constant");
    CHECK_THROWS_WITH(decompose({Hertz{8000.0}, 0, 2, flat}, {}, monitor),
                      Catch::Contains("takes one channel, not 2"));
    CHECK_THROWS_WITH(decompose({Hertz{8000.0}, 0, 1, two}, {}, monitor),
                      Catch::Contains("at least one second, not 4000 samples"));
    CHECK_THROWS_WITH(decompose({Hertz{1000.0}, 0, 1, two}, {}, monitor),
                      Catch::Contains("1000 Hz is too low"));
}

}  // namespace efferent::needle

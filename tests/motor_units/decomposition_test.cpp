// Decomposition of signals whose truth is known.
#include "decoders/motor_units/decomposition.hpp"

#include <catch2/catch.hpp>

#include "core/config.hpp"
#include "core/parallel.hpp"
#include "decoders/motor_units/inverse.hpp"
#include "decoders/motor_units/oracle.hpp"
#include "decoders/motor_units/score.hpp"
#include "decoders/motor_units/search.hpp"
#include "tests/motor_units/toy_muscle.hpp"
#include "tests/support/support.hpp"

namespace efferent::motor_units {

using namespace efferent::literals;

namespace {

DecompositionParams small() {
    DecompositionParams p;
    p.extension = 8;
    p.min_silhouette = 0.8;
    return p;
}

Decomposition decomposed(const toy::Muscle& m, const DecompositionParams& params) {
    Monitor monitor;
    return decompose(m.signal(), params, monitor);
}

}  // namespace

TEST_CASE("all units of a small muscle are found, and nothing else") {
    const toy::Muscle m = toy::muscle({});
    const Decomposition d = decomposed(m, small());
    const Score s = score(trains(d, m.rate), m.truth, {});
    REQUIRE(s.true_units == 3);
    CHECK(s.good == 3);
    CHECK(s.false_units == 0);
    CHECK(s.duplicates == 0);
    for (const MotorUnit& u : d.units) {
        CHECK(u.silhouette >= 0.8);
        CHECK(u.pulse_to_noise_db > 15.0);
        CHECK(u.source.size() == 12000);
        CHECK(u.interval_variation.value_or(1.0) < 0.3);
        CHECK(u.online.pulses.size() >= 10);
    }
    CHECK(d.explained > 0.7);
}

TEST_CASE("the fast form finds what the reference form finds") {
    const toy::Muscle m = toy::muscle({6, 2, 6000, 0.1});
    DecompositionParams p = small();
    const Decomposition fast = decomposed(m, p);
    p.form = "reference";
    const Decomposition reference = decomposed(m, p);
    REQUIRE(fast.units.size() == 2);
    REQUIRE(reference.units.size() == 2);
    for (std::size_t u = 0; u < 2; ++u) {
        CHECK(fast.units[u].pulses == reference.units[u].pulses);
        CHECK(fast.units[u].silhouette == Approx(reference.units[u].silhouette).epsilon(1e-3));
    }
}

TEST_CASE("a unit whose potential varies is one unit, not one for each form") {
    for (const std::uint64_t seed : {1U, 5U, 6U}) {
        INFO("seed " << seed);
        const toy::Muscle m = toy::muscle({8, 3, 12000, 0.05, 0.3}, seed);
        const Decomposition d = decomposed(m, small());
        const Score s = score(trains(d, m.rate), m.truth, {});
        CHECK(s.good == 3);
        CHECK(s.false_units == 0);
        CHECK(s.duplicates == 0);
        CHECK(d.fragments > 0);
    }
}

TEST_CASE("a search ends after as many seeds without a unit as its patience says") {
    const toy::Muscle noise = toy::muscle({8, 0, 4000, 1.0});
    DecompositionParams p = small();
    p.seeds = 3;
    p.patience = 10;
    const Decomposition none = decomposed(noise, p);
    CHECK(none.units.empty());
    CHECK(none.rounds == 1);
    CHECK(none.seeds == 10);

    // One seed a round: a round without a unit does not end the search.
    const toy::Muscle m = toy::muscle({});
    p.seeds = 1;
    p.patience = 12;
    const Decomposition d = decomposed(m, p);
    CHECK(score(trains(d, m.rate), m.truth, {}).good == 3);
    CHECK(d.seeds >= d.rounds - 1 + 12);

    CHECK_THAT(test::message_of([&] {
                   Config::parse(R"({"seeds": 20, "patience": 12})", "x").as<DecompositionParams>();
               }),
               Catch::Contains("patience: must be at least seeds"));
}

TEST_CASE("exponents are searched together") {
    const toy::Muscle m = toy::muscle({});
    DecompositionParams p = small();
    p.exponents = {2.0, 3.0, 4.5};
    CHECK(score(trains(decomposed(m, p), m.rate), m.truth, {}).good == 3);
}

TEST_CASE("decomposition gives the same bytes on one thread and on several threads") {
    const toy::Muscle m = toy::muscle({});
    const Decomposition several = decomposed(m, small());
    const ThreadLimit limit(1);
    const Decomposition one = decomposed(m, small());
    REQUIRE(one.units.size() == several.units.size());
    REQUIRE_FALSE(one.units.empty());
    for (std::size_t u = 0; u < one.units.size(); ++u) {
        CHECK(one.units[u].pulses == several.units[u].pulses);
        CHECK(one.units[u].filter == several.units[u].filter);
        CHECK(one.units[u].source == several.units[u].source);
    }
}

TEST_CASE("noise has no motor units, and filters that learned it by heart are told apart") {
    const toy::Muscle m = toy::muscle({8, 0, 4000, 1.0});
    DecompositionParams p = small();
    p.min_silhouette = 0.6;
    p.min_pulses = 4;
    const Decomposition d = decomposed(m, p);
    CHECK(d.units.empty());

    const auto signal = extend(m.signal(), 8);
    const Inverse inverse(signal->covariance(), 1e-4);
    const Filters filters(*signal, inverse);
    CHECK(filters.own_share({100, 900, 2000, 3500}) > 0.8);
}

TEST_CASE("a signal that cannot be decomposed is refused in one sentence") {
    toy::Muscle m = toy::muscle({4, 1, 120, 0.1});
    CHECK_THAT(test::message_of([&] { decomposed(m, small()); }),
               Catch::Contains("4 channels need at least 128 samples, not 120"));
    m = toy::muscle({4, 1, 1000, 0.1});
    for (std::size_t t = 0; t < 1000; ++t) m.samples[t * 4 + 2] = 7.0F;
    CHECK(test::message_of([&] { decomposed(m, small()); }) ==
          "channel 3 is constant; leave it out, with --skip-channel 3");
    for (std::size_t t = 0; t < 1000; ++t) m.samples[t * 4 + 2] = m.samples[t * 4];
    DecompositionParams p = small();
    p.regularisation = 0.0;
    CHECK_THAT(test::message_of([&] { decomposed(m, p); }), Catch::Contains("has no inverse"));
    Monitor monitor;
    monitor.cancel();
    const toy::Muscle whole = toy::muscle({});
    CHECK_THAT(test::message_of([&] { decompose(whole.signal(), small(), monitor); }),
               Catch::Contains("stopped on request"));
}

TEST_CASE("filters from the truth find the units, and none that is not there") {
    const toy::Muscle m = toy::muscle({});
    std::vector<std::vector<std::size_t>> pulses;
    for (const Train& train : m.truth) {
        pulses.emplace_back();
        for (const Time t : train.discharges)
            pulses.back().push_back(
                static_cast<std::size_t>(std::llround(seconds(t) * m.rate.value)));
    }
    pulses.push_back({100, 900, 2700, 4100, 5900, 7000, 8800, 11000});  // of no unit
    const auto agreements = oracle(m.signal(), pulses, small(), {500us, 30ms});
    REQUIRE(agreements.size() == 4);
    for (std::size_t u = 0; u < 3; ++u) CHECK(agreements[u].rate() > 0.9);
    CHECK(agreements[3].rate() < 0.3);
}

TEST_CASE("the inverse of a covariance, and the activity of samples") {
    Table c(2, 2);
    c.row(0)[0] = 4.0, c.row(0)[1] = c.row(1)[0] = 2.0, c.row(1)[1] = 3.0;
    Table x(1, 2);
    x.row(0)[0] = 1.0, x.row(0)[1] = 0.0;
    const Table y = Inverse(c, 0.0).times(x);
    CHECK(y.row(0)[0] == Approx(3.0 / 8.0));
    CHECK(y.row(0)[1] == Approx(-2.0 / 8.0));
    // Uncorrelated channels of power 1 and 4: every row has its squares over these.
    const std::vector<float> samples{1, 2, -1, 2, 1, -2, -1, -2};
    for (const float a : activity(samples, 2, 0.0)) CHECK(a == Approx(2.0F));
}

TEST_CASE("peeling shares out what overlaps, and leaves nothing of a noiseless signal") {
    // Unit 0 has the shape 1 2 1, unit 1 has -3 in the middle; they overlap at sample 21.
    std::vector<float> x(100);
    const std::vector<std::vector<std::size_t>> pulses{{20, 50, 80}, {22, 60}};
    for (const std::size_t t : pulses[0]) x[t - 1] += 1, x[t] += 2, x[t + 1] += 1;
    for (const std::size_t t : pulses[1]) x[t - 1] += 1, x[t] -= 3, x[t + 1] += 1;
    const Peeled p = peel({{1000.0}, 0, 1, x}, pulses, 2, 40);
    REQUIRE(p.templates.size() == 2);
    const std::vector<float> first{0, 1, 2, 1, 0}, second{0, 1, -3, 1, 0};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(p.templates[0].values[i] == Approx(first[i]).margin(1e-3));
        CHECK(p.templates[1].values[i] == Approx(second[i]).margin(1e-3));
    }
    for (const float r : p.rest) CHECK(r == Approx(0.0F).margin(1e-3));
    CHECK(peel({{1000.0}, 0, 1, x}, {{0, 99}}, 2, 1).rest.size() == 100);  // cut at both ends
}

}  // namespace efferent::motor_units

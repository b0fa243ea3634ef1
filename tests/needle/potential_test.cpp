// Measures of potentials by hand.
#include "decoders/needle/potential.hpp"

#include <catch2/catch.hpp>

#include "tests/support/support.hpp"

namespace efferent::needle {

TEST_CASE("a potential of straight lines has the measures that a ruler gives") {
    // Up to 400 uV, down to -200, up to 100 and back, at 10 samples a millisecond.
    AveragedPotential p{10'000.0, std::vector<double>(200, 0.0), 0.0};
    const auto line = [&p](std::size_t from, std::size_t to, double a, double b) {
        for (std::size_t i = from; i < to; ++i)
            p.values_uv[i] =
                a + (b - a) * static_cast<double>(i - from) / static_cast<double>(to - from);
    };
    line(80, 90, 0.0, 400.0);
    line(90, 105, 400.0, -200.0);
    line(105, 110, -200.0, 0.0);
    line(110, 115, 0.0, 100.0);
    line(115, 120, 100.0, 0.0);
    const PotentialFeatures f = shape_features(p);
    CHECK(f.amplitude_uv == Approx(600.0));
    // The limit of 20 uV is reached by the samples from 81 to 118; that at 119 is just on it.
    CHECK(f.duration_ms == Approx(3.8));
    // Triangles: 400 x 2 ms / 2, 200 x 1 ms / 2, 100 x 1 ms / 2.
    CHECK(f.area_uv_ms == Approx(400.0 + 100.0 + 50.0).epsilon(0.01));
    CHECK(f.thickness_ms == Approx(f.area_uv_ms / 600.0));
    CHECK(f.size_index == Approx(2.0 * std::log10(0.6) + f.thickness_ms));
    CHECK(f.phases == 3);
    CHECK(f.turns == 3);

    // A notch of 60 uV on the way down makes two more turns and no phase; one of 10 uV nothing.
    for (const double depth : {60.0, 10.0}) {
        AveragedPotential notched = p;
        for (std::size_t i = 92; i < 95; ++i) notched.values_uv[i] = notched.values_uv[91] - 10.0;
        notched.values_uv[93] = notched.values_uv[91] - 10.0 - depth;
        for (std::size_t i = 95; i < 97; ++i) notched.values_uv[i] = notched.values_uv[94] - 5.0;
        const PotentialFeatures n = shape_features(notched);
        CHECK(n.phases == 3);
        CHECK(n.turns == (depth > 30.0 ? 5U : 3U));
    }
    const PotentialFeatures none = shape_features({10'000.0, std::vector<double>(200, 1.0), 0.0});
    CHECK((none.amplitude_uv == 0.0 && none.duration_ms == 0.0 && none.phases == 0));
}

TEST_CASE("near fibres: amplitude, duration, dispersion and turns of two spikes by hand") {
    // 100 uV for a sample, and again 4 ms later; and 5 uV between them, below the limit.
    AveragedPotential p{10'000.0, std::vector<double>(200, 0.0), 0.0};
    p.values_uv[80] = p.values_uv[120] = 100.0;
    for (std::size_t i = 81; i < 120; ++i) p.values_uv[i] = 5.0;
    const auto near = near_fibres(p);
    REQUIRE(near);
    CHECK(near->amplitude_uv == 100.0);
    CHECK(near->duration_ms == Approx(4.1));
    CHECK(near->thickness_ms == Approx((200.0 + 39.0 * 5.0) * 0.1 / 100.0));
    // Half the weight 2 ms before the middle and half behind it.
    CHECK(near->dispersion_ms == Approx(2.0).epsilon(0.05));
    CHECK(near->turns == 3);
    CHECK(!near_fibres({10'000.0, std::vector<double>(200, 9.0), 0.0}));
}

TEST_CASE("a train's average is the median, and its rate, variation and jiggle are as made") {
    constexpr std::size_t half = 50;
    std::vector<float> samples(12'000, 0.0F);
    std::vector<std::int64_t> train;
    // Intervals 900, 1100, 900, ... samples; every other potential a tenth larger.
    std::int64_t at = 500;
    for (int k = 0; k < 11; ++k, at += k % 2 == 1 ? 900 : 1100) {
        train.push_back(at);
        const float size = k % 2 == 0 ? 100.0F : 110.0F;
        for (int i = -5; i <= 5; ++i)
            samples[static_cast<std::size_t>(at + i)] =
                size * (1.0F - static_cast<float>(std::abs(i)) / 6.0F);
    }
    samples[static_cast<std::size_t>(train[3] + 20)] = 5000.0F;  // another unit's, once
    const auto average = average_potential(samples, 10'000.0, train, half);
    REQUIRE(average);
    CHECK(average->values_uv[half] == Approx(100.0));
    CHECK(average->values_uv[half + 20] == 0.0);
    const PotentialFeatures f = train_features(*average, samples, train);
    REQUIRE((f.rate_hz && f.rate_variation && f.jiggle));
    CHECK(*f.rate_hz == Approx(10'000.0 / 1100.0));
    CHECK(*f.rate_variation == Approx(0.1));  // 100 over 1000
    CHECK(*f.jiggle == Approx(0.1).epsilon(0.01));
    CHECK(f.amplitude_uv == Approx(100.0));
    REQUIRE(f.near_fibres);
    CHECK(f.near_fibres->amplitude_uv == Approx(100.0));
    CHECK(feature_values(f).size() == feature_names().size());

    const std::vector<std::int64_t> two(train.begin(), train.begin() + 2);
    CHECK(!average_potential(samples, 10'000.0, two, half));
}

}  // namespace efferent::needle

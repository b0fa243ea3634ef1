// Peaks, classes and measures of quality on numbers that a person can check.
#include "decoders/motor_units/pulses.hpp"

#include <catch2/catch.hpp>

namespace efferent::motor_units {

using Samples = std::vector<std::size_t>;

TEST_CASE("peaks are local maxima above zero, the greater of two that are too near") {
    const std::vector<float> s{0, 1, 0, -5, -1, -5, 0, 2, 2, 0, 3, 0, 0, 0, 2, 0};
    CHECK(peaks(s, 1) == Samples{1, 7, 10, 14});
    CHECK(peaks(s, 4) == Samples{1, 10, 14});
    CHECK(peaks(s, 5) == Samples{1, 10});
    CHECK(peaks(s, 1, 2.0F) == Samples{10});
    CHECK(peaks(s, 4, 1.5F) == Samples{10, 14});
    CHECK(peaks(std::vector<float>{}, 3).empty());
    CHECK(peaks(std::vector<float>{9, 1, 9}, 3).empty());  // an end has one neighbour only
}

TEST_CASE("peaks of a long source are those that a plain look finds") {
    std::vector<float> s;
    std::uint32_t state = 7;
    for (std::size_t t = 0; t < 5000; ++t) {
        state = state * 1664525U + 1013904223U;
        s.push_back(static_cast<float>(state >> 28U) - 6.0F);  // few values, so that many are equal
    }
    Samples plain;
    for (std::size_t t = 1; t + 1 < s.size(); ++t) {
        if (!(s[t] > 2.0F && s[t] > s[t - 1] && s[t] >= s[t + 1])) continue;
        if (plain.empty() || t - plain.back() >= 20)
            plain.push_back(t);
        else if (s[t] > s[plain.back()])
            plain.back() = t;
    }
    REQUIRE(plain.size() > 100);
    CHECK(peaks(s, 20, 2.0F) == plain);
}

TEST_CASE("classes divide squares, and the silhouette is (B - W) / max") {
    const std::vector<float> s{1, 2, 1, 10, 1, 11};
    const Classes c = classify(s, Samples{0, 1, 2, 3, 4, 5});
    CHECK(c.pulses == Samples{3, 5});
    CHECK(c.low == Approx((1.0 + 4.0 + 1.0 + 1.0) / 4.0));
    CHECK(c.high == Approx(110.5));
    const double within = 2 * 10.5, between = (100.0 - 1.75) + (121.0 - 1.75);
    CHECK(c.silhouette == Approx((between - within) / between));
    CHECK(classify(s, Samples{}).pulses.empty());
    CHECK(classify(s, Samples{0, 2}).pulses.empty());  // all alike
}

TEST_CASE("classes of known pulses have the means of these and of the other peaks") {
    const std::vector<float> s{0, 3, 0, 1, 0, 5, 0, 1, 0};
    const Classes c = classify_known(s, Samples{1, 3, 5, 7}, Samples{0, 6});
    CHECK(c.pulses == Samples{1, 5, 7});  // 7 is within two samples of 6 as well
    CHECK(c.high == Approx(35.0 / 3.0));
    CHECK(c.low == 1.0);
    CHECK(classify_known(s, Samples{1, 3}, Samples{}).pulses.empty());
}

TEST_CASE("pulse-to-noise ratio and the variation of intervals") {
    const std::vector<float> s{1, -1, 10, 1, -1, 10};
    CHECK(pulse_to_noise_db(s, Samples{2, 5}) == Approx(20.0));
    CHECK_FALSE(pulse_to_noise_db(s, Samples{}));
    CHECK(interval_variation(Samples{0, 100, 200, 300}) == Approx(0.0));
    CHECK(interval_variation(Samples{0, 90, 200}) == Approx(std::sqrt(200.0) / 100.0));
    CHECK(interval_variation(Samples{0, 90, 200, 5000}) == Approx(std::sqrt(200.0) / 100.0));
    CHECK_FALSE(interval_variation(Samples{0, 100}));
}

}  // namespace efferent::motor_units

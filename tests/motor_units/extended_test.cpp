// The extended signal without its matrix equals the one with it.
#include "decoders/motor_units/extended.hpp"

#include <catch2/catch.hpp>

#include "core/random.hpp"

namespace efferent::motor_units {
namespace {

std::vector<float> noise(std::size_t count) {
    RandomStream random(5, "signal of the test");
    std::vector<float> x(count);
    for (float& v : x) v = static_cast<float>(random.normal());
    return x;
}

}  // namespace

TEST_CASE("covariance, projection and sums are those of the explicit matrix") {
    struct Case {
        std::size_t channels, extension, length;
    };
    for (const Case c : {Case{1, 1, 40}, {3, 4, 1037}, {17, 3, 600}, {5, 6, 3}, {2, 9, 2000}}) {
        CAPTURE(c.channels, c.extension, c.length);
        const std::vector<float> x = noise(c.channels * c.length);
        const SignalView signal({1000.0}, 0, c.channels, x);
        const auto fast = extend(signal, c.extension);
        const auto reference = extend_reference(signal, c.extension);
        REQUIRE(fast->dimensions() == c.channels * c.extension);
        REQUIRE(fast->length() == c.length);

        const Table a = fast->covariance(), b = reference->covariance();
        REQUIRE(a.values().size() == b.values().size());
        for (std::size_t i = 0; i < a.values().size(); ++i)
            REQUIRE(a.values()[i] == Approx(b.values()[i]).margin(1e-5));

        std::vector<std::vector<float>> filters(3, noise(fast->dimensions()));
        filters[1].front() += 1.0F;
        filters[2].back() -= 2.0F;
        const auto s = fast->project(filters), expected = reference->project(filters);
        REQUIRE(s.size() == 3);
        for (std::size_t k = 0; k < 3; ++k) {
            REQUIRE(s[k].size() == c.length);
            for (std::size_t t = 0; t < c.length; ++t)
                REQUIRE(s[k][t] == Approx(expected[k][t]).margin(1e-4));
        }

        const std::vector<std::size_t> times{0, c.length / 2, c.length - 1};
        const std::vector<double> weights{1.0, -0.5, 3.0};
        const auto sum = fast->sum(times, weights), sum_expected = reference->sum(times, weights);
        for (std::size_t i = 0; i < sum.size(); ++i)
            REQUIRE(sum[i] == Approx(sum_expected[i]).margin(1e-9));
    }
}

TEST_CASE("a filter that is projected beside another gives the same bytes as alone") {
    const std::vector<float> x = noise(7 * 900);
    const auto e = extend({{1000.0}, 0, 7, x}, 5);
    std::vector<std::vector<float>> filters(3, noise(e->dimensions()));
    filters[1].front() += 1.0F;
    const auto together = e->project(filters);
    for (std::size_t k = 0; k < 3; ++k) CHECK(e->project({filters[k]}).front() == together[k]);
}

}  // namespace efferent::motor_units

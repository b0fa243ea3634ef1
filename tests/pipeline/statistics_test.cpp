#include "pipeline/statistics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"

using namespace efferent;

TEST_CASE("Wilcoxon's p by counting all sign patterns") {
    // n = 5, all positive: 2 of 32 patterns are as extreme.
    CHECK(wilcoxon(std::vector<double>{1, 2, 3, 4, 5}) == Approx(2.0 / 32.0).epsilon(1e-12));
    // Ranks 1..6 with the 1 and the 2 negative: W = 3; patterns with sum <= 3: {}, 1, 2, 3, 1+2
    // = 5.
    CHECK(wilcoxon(std::vector<double>{-1, -2, 3, 4, 5, 6}) ==
          Approx(2.0 * 5.0 / 64.0).epsilon(1e-12));
    // Zeros are dropped; ties share rank 1.5: W = 1.5, patterns with doubled sum <= 3: {}, and each
    // tied one.
    CHECK(wilcoxon(std::vector<double>{0, -1, 1, 2}) ==
          Approx(std::min(1.0, 2.0 * 3.0 / 8.0)).epsilon(1e-12));
    CHECK(wilcoxon(std::vector<double>{0, 0}) == 1.0);
}

TEST_CASE("Wilcoxon's exact p equals the count over all sign patterns") {
    // Ranks of |d|: 1, 2.5, 2.5, 4, ..., 12 with one tie; every pattern of signs is as likely.
    const std::vector<double> rank{1, 2.5, 2.5, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const std::vector<double> differences{1, -2, 2, 3, 4, -5, 6, 7, -8, 9, 10, 11};
    const double w = 2.5 + 6 + 9;
    int as_extreme = 0;
    for (unsigned signs = 0; signs < 1U << 12U; ++signs) {
        double sum = 0.0;
        for (unsigned i = 0; i < 12; ++i) sum += (signs >> i & 1U) != 0U ? rank[i] : 0.0;
        as_extreme += sum <= w;
    }
    REQUIRE(as_extreme > 10);
    CHECK(wilcoxon(differences) == Approx(2.0 * as_extreme / 4096.0).epsilon(1e-12));
}

TEST_CASE("Wilcoxon's p of many people is the normal one") {
    std::vector<double> differences;
    double negative = 0.0;
    constexpr int n = 51;
    for (int i = 1; i <= n; ++i) {
        differences.push_back(i % 3 == 0 ? -i : i);
        negative += i % 3 == 0 ? i : 0;
    }
    const double mean = n * (n + 1) / 4.0, sd = std::sqrt(n * (n + 1) * (2 * n + 1) / 24.0);
    CHECK(wilcoxon(differences) ==
          Approx(std::erfc((mean - negative - 0.5) / sd / std::sqrt(2.0))).epsilon(1e-12));
}

TEST_CASE("Friedman's p against a worked example") {
    // Four people rank three methods; ranks 1,2,3 for all: chi-square = 12/(4·3·4)·(16+64+144) −
    // 3·4·4 = 8, df 2.
    Table same(4, 3);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            same.row(i)[j] = static_cast<double>(j) + 0.1 * static_cast<double>(i);
    CHECK(friedman(same) ==
          Approx(std::exp(-4.0)).epsilon(1e-10));  // chi-square with df 2: p = exp(−x/2)
    Table tied(4, 3);
    CHECK(friedman(tied) == 1.0);
}

TEST_CASE("Holm's correction against a worked example") {
    const auto p = holm(std::vector<double>{0.01, 0.04, 0.03, 0.005});
    CHECK(p[3] == Approx(0.02));
    CHECK(p[0] == Approx(0.03));
    CHECK(p[2] == Approx(0.06));
    CHECK(p[1] == Approx(0.06));
}

TEST_CASE("a summary's interval covers the mean of normal people about 95 times in 100") {
    int covered = 0;
    constexpr int runs = 200;
    for (int run = 0; run < runs; ++run) {
        RandomStream random(11, "people", static_cast<std::uint64_t>(run));
        std::vector<double> people;
        for (int i = 0; i < 20; ++i) people.push_back(0.8 + 0.05 * random.normal());
        const Summary s = summarise(people, static_cast<std::uint64_t>(run));
        REQUIRE(s.low < s.mean);
        REQUIRE(s.mean < s.high);
        covered += s.low <= 0.8 && 0.8 <= s.high;
    }
    CHECK(covered >= 176);  // percentile bootstrap of 20 covers about 92 to 94 %
    CHECK(covered <= 199);
}

TEST_CASE("one person has no spread") {
    const Summary s = summarise(std::vector<double>{0.7}, 1);
    CHECK(s.mean == 0.7);
    CHECK(std::isnan(s.sd));
    CHECK(std::isnan(s.low));
}

TEST_CASE("McNemar's test counts coins") {
    CHECK(mcnemar(0, 0) == 1.0);
    CHECK(mcnemar(5, 0) == Approx(2.0 / 32.0));
    CHECK(mcnemar(1, 5) == Approx(2.0 * 7.0 / 64.0));
    CHECK(mcnemar(5, 1) == mcnemar(1, 5));
    CHECK(mcnemar(3, 3) == 1.0);
}

// Logistic regression against cases solved by hand, and against differences of what it minimises.
#include "snn/learning/logistic_regression.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

using Columns = std::vector<std::vector<std::size_t>>;

/// What is minimised, written as its definition.
double value(const LogisticProblem& p, const Table& weights) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t n = 0; n < p.rows.rows(); ++n) {
        double all = 0.0, own = 0.0;
        for (std::size_t k = 0; k < weights.rows(); ++k) {
            double score = 0.0;
            for (std::size_t c = 0; c < weights.columns(); ++c)
                score += weights.row(k)[c] * p.rows.row(n)[c];
            all += std::exp(score);
            if (k == p.labels[n]) own = score;
        }
        sum += std::log(all) - own;
    }
    for (const double w : weights.values()) squares += w * w;
    return sum / static_cast<double>(p.rows.rows()) + 0.5 * p.penalty * squares;
}

double largest_slope(const LogisticProblem& p, const Table& at) {
    double largest = 0.0;
    for (std::size_t k = 0; k < at.rows(); ++k)
        for (const std::size_t c : p.columns[k]) {
            Table up = at, down = at;
            up.row(k)[c] += 1e-5;
            down.row(k)[c] -= 1e-5;
            largest = std::max(largest, std::abs(value(p, up) - value(p, down)) / 2e-5);
        }
    return largest;
}

}  // namespace

TEST_CASE("logistic regression of one column and two classes is the solution by hand") {
    // Three rows of 1 are of class 0, one of class 1. With weights (w, −w) the probability of
    // class 0 is q = 1 / (1 + e^(−2w)), and the derivative is zero where 3/4 − q = penalty · w.
    Table rows(1);
    for (int i = 0; i < 4; ++i) rows.push_back(std::vector<double>{1.0});
    const std::vector<std::size_t> labels{0, 0, 1, 0};
    const Columns columns{{0}, {0}};
    const auto solved = solve({rows, labels, columns, 0.05}, 1e-12, 100, nullptr);
    const double w = solved.weights.row(0)[0];
    CHECK(solved.weights.row(1)[0] == Approx(-w).epsilon(1e-12));
    CHECK(0.75 - 1.0 / (1.0 + std::exp(-2.0 * w)) == Approx(0.05 * w).epsilon(1e-9));
    const auto unpenalised = solve({rows, labels, columns, 1e-9}, 1e-12, 100, nullptr);
    CHECK(unpenalised.weights.row(0)[0] == Approx(0.5 * std::log(3.0)).epsilon(1e-7));
}

TEST_CASE("logistic regression ends where nothing slopes, separable or not") {
    constexpr std::uint64_t seed = 3;
    CAPTURE(seed);
    for (const double apart : {0.3, 20.0}) {
        RandomStream random(seed, "logistic rows");
        Table rows(5);
        std::vector<std::size_t> labels;
        for (std::size_t n = 0; n < 60; ++n) {
            std::vector<double> row;
            for (std::size_t c = 0; c < 5; ++c)
                row.push_back(random.normal() + (c == n % 3 ? apart : 0.0));
            rows.push_back(row);
            labels.push_back(n % 3);
        }
        const Columns columns{{0, 1, 2, 3, 4}, {0, 1, 2, 4}, {1, 2}};
        const LogisticProblem problem{rows, labels, columns, 1e-3};
        const auto solved = solve(problem, 1e-9, 500, nullptr);
        CHECK(solved.steepness <= 1e-9);
        CHECK(solved.iterations > 5);
        CHECK(solved.value == Approx(value(problem, solved.weights)).epsilon(1e-12));
        CHECK(solved.value < std::log(3.0));
        CHECK(largest_slope(problem, solved.weights) < 1e-8);
        CHECK(largest_slope(problem, Table(3, 5)) > 1e-2);
        CHECK(solved.weights.row(1)[3] == 0.0);
        CHECK(solved.weights.row(2)[0] == 0.0);
    }
}

TEST_CASE("logistic regression that may not go on says how steep it still is") {
    Table rows(2);
    rows.push_back(std::vector<double>{1.0, 0.2});
    rows.push_back(std::vector<double>{0.1, 2.0});
    const std::vector<std::size_t> labels{0, 1};
    const auto stopped = solve({rows, labels, Columns{{0, 1}, {0, 1}}, 1e-6}, 1e-9, 2, nullptr);
    CHECK(stopped.iterations == 2);
    CHECK(stopped.steepness > 1e-9);
    CHECK(stopped.steepness < 1.0);
}

// Sign changes and extrema of sums of exponentials, against looking at very many points.
#include "snn/exponentials.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/random.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

struct Sum {
    double constant = 0.0;
    std::vector<Exponential> terms;

    double operator()(double t) const {
        double sum = constant;
        for (const Exponential& e : terms) sum += e.weight * std::exp(-e.rate * t);
        return sum;
    }
    double slope(double t) const {
        double sum = 0.0;
        for (const Exponential& e : terms) sum -= e.rate * e.weight * std::exp(-e.rate * t);
        return sum;
    }
    /// What rounding may add up to at `t`.
    double noise(double t) const {
        double sum = std::abs(constant);
        for (const Exponential& e : terms) sum += std::abs(e.weight * std::exp(-e.rate * t));
        return 1e-13 * sum;
    }
};

/// Rates of 0.1 to 10, some alike, some nearly alike.
Sum random_sum(RandomStream& random, std::size_t terms) {
    Sum sum{0.5 * random.normal(), {}};
    for (std::size_t i = 0; i < terms; ++i) {
        double rate = std::pow(10.0, 2.0 * random.uniform() - 1.0);
        if (i > 0 && random.below(10) == 0) rate = sum.terms[i - 1].rate;
        if (i > 0 && random.below(10) == 0) rate = sum.terms[i - 1].rate * (1.0 + 1e-6);
        const double sign = random.below(4) == 0 ? -1.0 : 1.0;  // mostly they take turns
        sum.terms.push_back({sign * (i % 2 == 0 ? -1.0 : 1.0) * std::abs(random.normal()), rate});
    }
    return sum;
}

/// From dense at zero, where the fast terms go, to sparse at the end.
std::vector<double> dense_times(double end) {
    std::vector<double> times;
    constexpr int count = 4000;
    for (int i = 0; i <= count; ++i) times.push_back(end * std::pow(i / double{count}, 3.0));
    return times;
}

/// Every sign change of `f` that many points show is found, in order, and nothing but sign changes.
template <class F, class Noise>
std::size_t check(const Points& found, const F& f, const Noise& noise, double end) {
    const auto points = found.points();
    REQUIRE(std::ranges::is_sorted(points));
    for (std::size_t i = 0; i < points.size(); ++i) {
        REQUIRE(points[i] > 0.0);
        REQUIRE(points[i] <= end);
        CHECK(std::abs(f(points[i])) <= 10 * noise(points[i]) + 1e-12);
    }
    std::size_t seen = 0;
    const auto times = dense_times(end);
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double a = f(times[i - 1]), b = f(times[i]);
        if (std::abs(a) <= noise(times[i - 1]) || std::abs(b) <= noise(times[i])) continue;
        if ((a > 0.0) == (b > 0.0)) continue;
        ++seen;
        CAPTURE(times[i - 1], times[i]);
        CHECK(std::ranges::any_of(points,
                                  [&](double t) { return t >= times[i - 1] && t <= times[i]; }));
    }
    CHECK(seen <= points.size());
    return seen;
}

}  // namespace

TEST_CASE("every sign change of a sum of exponentials is found") {
    std::vector<std::size_t> seen(5);
    RandomStream random(1, "signs");
    for (int i = 0; i < 1500; ++i) {
        CAPTURE(i);
        const Sum sum = random_sum(random, 1 + random.below(4));
        const double end = random.below(4) == 0 ? 0.7 : 60.0;
        const Points found = sign_changes(sum.constant, sum.terms, end);
        CHECK(found.count <= sum.terms.size());
        ++seen[std::min<std::size_t>(4,
                                     check(
                                         found, sum, [&](double t) { return sum.noise(t); }, end))];
    }
    CHECK(seen[0] > 100);
    CHECK(seen[1] > 100);
    CHECK(seen[2] > 10);
    CHECK(seen[3] > 0);
}

TEST_CASE("every extremum of a sum of exponentials is found") {
    std::size_t seen = 0;
    RandomStream random(2, "extrema");
    for (int i = 0; i < 1500; ++i) {
        CAPTURE(i);
        const Sum sum = random_sum(random, 1 + random.below(4));
        const double end = random.below(4) == 0 ? 0.7 : 30.0;
        const Points found = extrema(sum.terms, end);
        CHECK(found.count + 1 <= sum.terms.size());
        seen += check(
            found, [&](double t) { return sum.slope(t); },
            [&](double t) { return 10 * sum.noise(t) + 1e-9; }, end);
    }
    CHECK(seen > 300);
}

TEST_CASE("four sign changes of four exponentials are found") {
    // The polynomial (x - 0.9)(x - 0.7)(x - 0.5)(x - 0.3) in x = exp(-t).
    const std::vector<double> roots{0.9, 0.7, 0.5, 0.3};
    std::vector<double> c{1.0};
    for (const double r : roots) {
        std::vector<double> next(c.size() + 1, 0.0);
        for (std::size_t i = 0; i < c.size(); ++i) {
            next[i + 1] += c[i];
            next[i] -= r * c[i];
        }
        c = next;
    }
    std::vector<Exponential> terms;
    for (std::size_t i = 1; i < c.size(); ++i) terms.push_back({c[i], static_cast<double>(i)});
    const Points found = sign_changes(c[0], terms, 50.0);
    REQUIRE(found.count == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(found.at.at(i) == Approx(-std::log(roots[i])).epsilon(1e-11));
    CHECK(extrema(terms, 50.0).count == 3);
}

TEST_CASE("sums without a sign change or an extremum have none") {
    CHECK(sign_changes(1.0, {}, 10.0).count == 0);
    CHECK(extrema({}, 10.0).count == 0);
    const std::vector<Exponential> one{{1.0, 1.0}};
    CHECK(extrema(one, 10.0).count == 0);
    CHECK(sign_changes(1.0, one, 10.0).count == 0);
    CHECK(sign_changes(-0.5, one, 0.6).count == 0);
    REQUIRE(sign_changes(-0.5, one, 0.7).count == 1);
    CHECK(sign_changes(-0.5, one, 0.7).at[0] == Approx(std::log(2.0)).epsilon(1e-15));
}

TEST_CASE("the first zero is the first one") {
    const auto f = [](double t) { return std::sin(t) - 0.5; };
    const double half_pi = std::acos(0.0);
    const std::vector<double> extrema{half_pi, 3 * half_pi, 5 * half_pi, 7 * half_pi};
    const auto zero = first_zero(f, extrema, 14.0);
    REQUIRE(zero);
    CHECK(*zero == Approx(std::asin(0.5)).epsilon(1e-15));
    CHECK_FALSE(first_zero(f, {}, 0.5));
    CHECK_FALSE(first_zero([](double) { return -1.0; }, extrema, 14.0));
    // At its very end counts; what touches zero from below counts.
    CHECK(first_zero([](double t) { return t - 2.0; }, {}, 2.0) == 2.0);
    CHECK(first_zero([](double t) { return -(t - 1.0) * (t - 1.0); }, std::vector{1.0}, 2.0) ==
          1.0);
}

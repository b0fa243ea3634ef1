// Scoring: what a shift, jitter, missing discharges, duplicates and empty trains must give.
#include "decoders/motor_units/score.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "core/random.hpp"

namespace efferent::motor_units {
namespace {

using namespace efferent::literals;

/// A unit at about 10 Hz whose intervals vary by 15 %.
Train train(std::uint64_t number, std::size_t discharges = 100) {
    RandomStream random(7, "trains of the test", number);
    Train t{std::to_string(number), {}};
    Time at{};
    for (std::size_t i = 0; i < discharges; ++i) {
        at += Duration{std::llround(1e8 * (1.0 + 0.15 * random.normal()))};
        t.discharges.push_back(at);
    }
    return t;
}

Train shifted(Train t, Duration by) {
    for (Time& at : t.discharges) at += by;
    return t;
}

std::vector<Train> trains(std::size_t count) {
    std::vector<Train> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(train(i));
    return all;
}

}  // namespace

TEST_CASE("a train agrees with itself, and the lag of a shifted one is found") {
    const Train t = train(0);
    for (const Duration shift : {Duration{0ms}, Duration{20ms}, Duration{-13ms}}) {
        const Agreement a = agree(shifted(t, shift).discharges, t.discharges, {500us, 30ms});
        CHECK(a.lag == shift);
        CHECK(a.shared == 100);
        CHECK(a.rate() == 1.0);
        CHECK(a.f1() == 1.0);
    }
    CHECK(agree(shifted(t, 31ms).discharges, t.discharges, {500us, 30ms}).rate() < 0.1);
}

TEST_CASE("a lag that is no whole tolerance is found between the differences") {
    const std::vector<Time> truth{Time{100ms}, Time{200ms}, Time{300ms}};
    const std::vector<Time> found{Time{104ms}, Time{205ms}, Time{304ms}};
    const Agreement a = agree(found, truth, {500us, 30ms});
    CHECK(a.lag == 4500us);
    CHECK(a.shared == 3);
    CHECK(agree(found, truth, {499us, 30ms}).shared == 2);
}

TEST_CASE("jitter within the tolerance costs nothing, beyond it all") {
    const Train t = train(1);
    Train near = t, far = t;
    RandomStream random(3, "jitter of the test");
    for (std::size_t i = 0; i < t.discharges.size(); ++i) {
        near.discharges[i] += Duration{std::llround((random.uniform() - 0.5) * 0.9e6)};
        far.discharges[i] += Duration{i % 3 == 0 ? 0 : i % 3 == 1 ? 4'000'000 : -4'000'000};
    }
    CHECK(agree(near.discharges, t.discharges, {500us, 30ms}).rate() == 1.0);
    CHECK(agree(far.discharges, t.discharges, {500us, 30ms}).shared == 34);
}

TEST_CASE("missing and additional discharges are counted on their sides") {
    const Train t = train(2);
    Train fewer = t;
    std::size_t n = 0;
    std::erase_if(fewer.discharges, [&](Time) { return n++ % 10 == 4; });
    const Agreement missing = agree(fewer.discharges, t.discharges, {500us, 30ms});
    CHECK(missing.shared == 90);
    CHECK(missing.only_second == 10);
    CHECK(missing.rate() == Approx(0.9));
    CHECK(missing.precision() == 1.0);
    CHECK(missing.recall() == Approx(0.9));
    CHECK(missing.f1() == Approx(180.0 / 190.0));
    const Agreement additional = agree(t.discharges, fewer.discharges, {500us, 30ms});
    CHECK(additional.only_first == 10);
    CHECK(additional.precision() == Approx(0.9));
}

TEST_CASE("a discharge has one partner only") {
    const std::vector<Time> twice{Time{100ms}, Time{100ms + 300us}};
    const std::vector<Time> once{Time{100ms}};
    const Agreement a = agree(twice, once, {500us, 30ms});
    CHECK(a.shared == 1);
    CHECK(a.only_first == 1);
}

TEST_CASE("an empty train agrees with nothing") {
    const Train t = train(3);
    const Agreement a = agree({}, t.discharges, {});
    CHECK(a.only_second == 100);
    CHECK(a.rate() == 0.0);
    CHECK(a.precision() == 0.0);
    CHECK(agree({}, {}, {}).rate() == 0.0);
    CHECK(agree({}, {}, {}).f1() == 0.0);
}

TEST_CASE("the rate of agreement of 10 hand-made discharges") {
    std::vector<Time> truth, found;
    for (int i = 1; i <= 10; ++i) truth.push_back(Time{i * 100ms});
    for (int i = 1; i <= 8; ++i) found.push_back(Time{i * 100ms + 5ms});
    found.push_back(Time{1150ms});
    const Agreement a = agree(found, truth, {500us, 30ms});
    CHECK(a.shared == 8);
    CHECK(a.rate() == Approx(8.0 / 11.0));
}

TEST_CASE("all units are found whatever their order") {
    const std::vector<Train> truth = trains(6);
    std::vector<Train> predicted = truth;
    std::ranges::reverse(predicted);
    predicted[2] = shifted(predicted[2], 9ms);
    const Score s = score(predicted, truth, {});
    REQUIRE(s.units.size() == 6);
    CHECK(s.found == 6);
    CHECK(s.good == 6);
    CHECK(s.missed() == 0);
    for (std::size_t p = 0; p < 6; ++p) CHECK(s.units[p].truth == 5 - p);
}

TEST_CASE("a unit predicted twice is found once, the better time") {
    const std::vector<Train> truth = trains(3);
    Train worse = truth[1];
    worse.discharges.resize(80);
    const Score s = score({worse, truth[1], truth[0]}, truth, {});
    CHECK(s.units[0].verdict == Verdict::duplicate);
    CHECK(s.units[0].truth == 1U);
    CHECK(s.units[1].verdict == Verdict::found);
    CHECK(s.units[2].verdict == Verdict::found);
    CHECK(s.found == 2);
    CHECK(s.duplicates == 1);
    CHECK(s.false_units == 0);
    CHECK(s.missed() == 1);
}

TEST_CASE("two identical true trains need two predicted ones") {
    const std::vector<Train> truth{train(0), train(0)};
    CHECK(score({train(0)}, truth, {}).found == 1);
    CHECK(score({train(0)}, truth, {}).duplicates == 0);
    const Score both = score({train(0), train(0)}, truth, {});
    CHECK(both.found == 2);
    CHECK(both.units[0].truth != both.units[1].truth);
}

TEST_CASE("a unit that is not there is false, as are all where nothing is true") {
    const std::vector<Train> truth = trains(3);
    const Score s = score({train(50), truth[2]}, truth, {});
    CHECK(s.units[0].verdict == Verdict::false_unit);
    CHECK_FALSE(s.units[0].truth);
    CHECK(s.false_units == 1);
    CHECK(score({train(0)}, {}, {}).false_units == 1);
    CHECK(score({}, truth, {}).missed() == 3);
    CHECK(score({Train{"silent", {}}}, truth, {}).false_units == 1);
}

TEST_CASE("a unit found badly is found but not good") {
    std::vector<Train> truth = trains(1);
    Train half = truth[0];
    half.discharges.resize(50);
    const Score s = score({half}, truth, {});
    CHECK(s.found == 1);
    CHECK(s.good == 0);
    CHECK(s.units[0].at_f1.recall() == 0.5);
}

TEST_CASE("units are assigned for the most agreement, not one after the other") {
    // Greedy pairing takes 0-0 (0.9) and leaves 1 with nothing; the best takes 0-1 and 1-0.
    const auto pairs = assign({{0.9, 0.8}, {0.85, 0.0}});
    REQUIRE(pairs.size() == 2);
    CHECK(pairs[0] == 1U);
    CHECK(pairs[1] == 0U);
}

TEST_CASE("assignment equals the best of all permutations") {
    const std::uint64_t seed = 11;
    CAPTURE(seed);
    RandomStream random(seed, "gains");
    for (const auto& [rows, columns] : {std::pair{4U, 6U}, {6U, 4U}, {5U, 5U}, {1U, 3U}}) {
        std::vector<std::vector<double>> gains(rows, std::vector<double>(columns));
        for (auto& row : gains)
            for (double& g : row) g = random.uniform();
        double found = 0.0;
        const auto pairs = assign(gains);
        std::vector<bool> taken(columns, false);
        for (std::size_t r = 0; r < rows; ++r)
            if (pairs[r]) {
                CHECK_FALSE(taken[*pairs[r]]);
                taken[*pairs[r]] = true;
                found += gains[r][*pairs[r]];
            }
        const std::size_t size = std::max(rows, columns);
        std::vector<std::size_t> order(size);
        std::iota(order.begin(), order.end(), std::size_t{0});
        double best = 0.0;
        do {
            double sum = 0.0;
            for (std::size_t i = 0; i < size; ++i)
                if (i < rows && order[i] < columns) sum += gains[i][order[i]];
            best = std::max(best, sum);
        } while (std::next_permutation(order.begin(), order.end()));
        CHECK(found == Approx(best));
    }
}

}  // namespace efferent::motor_units

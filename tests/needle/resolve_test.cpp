// Parts of the needle decomposition: interpolation, rhythm, overlaps of known shapes.
#include "decoders/needle/resolve.hpp"

#include <catch2/catch.hpp>
#include <numbers>

#include "decoders/needle/shapes.hpp"
#include "tests/needle/toy_needle.hpp"
#include "tests/support/support.hpp"

namespace efferent::needle {
namespace {

constexpr std::size_t factor = 5;
constexpr double fine_hz = 40'000.0;

std::vector<float> fine_shape(std::size_t unit) {
    std::vector<float> values;
    for (std::int64_t i = -200; i <= 200; ++i)
        values.push_back(static_cast<float>(toy::shape(unit, static_cast<double>(i) / fine_hz)));
    return values;
}

}  // namespace

TEST_CASE("an interpolated signal goes through a sine, and correlates with a shape at any step") {
    std::vector<float> samples;
    const auto sine = [](double n) { return std::sin(2.0 * std::numbers::pi * 0.21 * n); };
    for (int n = 0; n < 200; ++n) samples.push_back(static_cast<float>(sine(n)));
    const FineSignal fine(samples, factor, 500);
    for (std::int64_t t = 150; t < 850; ++t)
        CHECK(std::abs(double{fine.at(t)} - sine(static_cast<double>(t) / factor)) < 0.02);

    const std::vector<float> shape = fine_shape(1);
    const auto correlation = fine.correlate(shape);
    for (const std::int64_t t : {0, 333, 999}) {
        double sum = 0.0;
        for (std::int64_t i = -40; i <= 40; ++i)
            sum +=
                double{fine.at(t + 5 * i)} * double{shape[static_cast<std::size_t>(200 + 5 * i)]};
        CHECK(double{correlation[static_cast<std::size_t>(t)]} == Approx(sum).margin(1e-2));
    }
    // A shape against itself moved by 7 steps is greatest there.
    FineSignal moved(std::vector<float>(200, 0.0F), factor, 500);
    moved.add(shape, 407, 1.0F);
    const auto at = moved.correlate(shape);
    CHECK(std::ranges::max_element(at) - at.begin() == 407);
}

TEST_CASE("a regular train makes a discharge in its rhythm likelier than one out of it") {
    std::vector<std::int64_t> train;
    for (int i = 0; i < 20; ++i) train.push_back(1000 * i + 40 * (i % 3));
    const Rhythm rhythm(train, 200.0);
    CHECK(rhythm.log_odds(1000, 0, 2000) > 1.0);
    CHECK(rhythm.log_odds(500, 0, 1000) < -2.0);
    CHECK(rhythm.log_odds(150, 0, 1000) == -std::numeric_limits<double>::infinity());
    const Rhythm nothing(200.0);
    CHECK(nothing.log_odds(500, 0, 1000) == 0.0);

    CHECK(irregularity(train, 200.0) < 0.2);
    RandomStream random(1, "chance");
    std::vector<std::int64_t> chance{0};
    for (int i = 0; i < 400; ++i)
        chance.push_back(chance.back() + 200 +
                         std::llround(-800.0 * std::log(1.0 - random.uniform())));
    CHECK(irregularity(chance, 200.0) == Approx(1.0).margin(0.2));
    CHECK(irregularity({}, 200.0) == 1.0);
}

TEST_CASE("overlaps of known shapes are solved to 50 us and a tenth of the amplitude") {
    Known known{{fine_shape(0), fine_shape(1), fine_shape(2)}, {}, 4.0};
    for (int u = 0; u < 3; ++u) known.rhythms.emplace_back(800.0);
    // 0.7 ms, then 1 ms apart; two alone.
    const std::vector<Placed> truth{
        {1000, 0, 1.0}, {1028, 1, 0.9}, {1068, 2, 1.1}, {3003, 1, 1.0}, {5000, 2, 1.0}};
    FineSignal signal(std::vector<float>(1200, 0.0F), factor, 1600);
    for (const Placed& p : truth)
        signal.add(known.shapes[p.unit], p.at, static_cast<float>(p.amplitude));
    const auto found = resolve(signal, fine_hz, known, {}, {});
    REQUIRE(found.size() == truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        CHECK(found[i].unit == truth[i].unit);
        CHECK(std::abs(found[i].at - truth[i].at) <= 2);
        CHECK(found[i].amplitude == Approx(truth[i].amplitude).margin(0.1));
    }
    CHECK(rest_of(signal, known.shapes, found).power() < 0.01 * signal.power());
    CHECK(resolve(signal, fine_hz, {{}, {}, 4.0}, {}, {}).empty());
}

TEST_CASE("shapes that are one unit's are merged, those that meet by chance are not") {
    Known known{{fine_shape(0), fine_shape(0), fine_shape(1)}, {}, 4.0};
    for (int u = 0; u < 3; ++u) known.rhythms.emplace_back(800.0);
    std::vector<Placed> placed;
    for (int i = 0; i < 40; ++i) placed.push_back({4000 * i, static_cast<std::size_t>(i % 2), 1.0});
    for (int i = 0; i < 30; ++i) placed.push_back({5173 * i + 900, 2, 1.0});
    std::ranges::sort(placed, {}, &Placed::at);
    const auto merge = find_merge(known, placed, {}, fine_hz, factor);
    REQUIRE(merge);
    CHECK((merge->kept == 0 && merge->gone == 1 && merge->moved && merge->lag == 0));

    for (Placed& p : placed) p.unit = p.unit == 1 ? 0 : p.unit;
    known.shapes[1] = fine_shape(2);
    CHECK(!find_merge(known, placed, {}, fine_hz, factor));
    // Half a potential that follows a unit at one lag is a part of it.
    for (int i = 0; i < 40; i += 2) placed.push_back({4000 * i + 60, 1, 1.0});
    std::ranges::sort(placed, {}, &Placed::at);
    const auto part = find_merge(known, placed, {}, fine_hz, factor);
    REQUIRE(part);
    CHECK((part->gone == 1 && part->kept == 0 && !part->moved));
}

}  // namespace efferent::needle

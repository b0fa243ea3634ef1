// What send-on-delta promises: a receiver is never a step away, and what it rebuilds is exact.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "tests/encoders/signals.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::encoders;
using test::message_of;
using test::Signal;

namespace {

constexpr std::size_t length = 2000;

struct Kind {
    const char* name;
    std::function<double(RandomStream&, std::size_t)> sample;
    double smallest_step, largest_step;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"white", [](auto& r, std::size_t) { return 30.0 * r.normal(); }, 0.01, 100.0},
        {"sine", [](auto&, std::size_t i) { return 1e3 * std::sin(0.01 * double(i)); }, 0.1, 900.0},
        {"rare steps", [](auto&, std::size_t i) { return i / 300 % 2 == 0 ? -7.25 : 19.1; }, 1e-3,
         20.0},
        {"huge steps", [](auto& r, std::size_t) { return 1e30 * (r.uniform() - 0.5); }, 1e26, 3e29},
        {"tiny", [](auto& r, std::size_t) { return 1e-30 * r.normal(); }, 1e-33, 2e-30},
        {"offset", [](auto& r, std::size_t) { return 1e6 + r.normal(); }, 1e-4, 3.0},
        {"saturated",
         [](auto& r, std::size_t) { return std::clamp(300.0 * r.normal(), -128.0, 127.0); }, 0.01,
         200.0},
        {"whole numbers", [](auto& r, std::size_t) { return double(r.below(256)) - 128.0; }, 0.3,
         40.0},
        {"tenths", [](auto& r, std::size_t) { return 0.1 * double(r.below(1000)); }, 0.01, 5.0},
    };
    return all;
}

Signal random_signal(const Kind& kind, RandomStream& random) {
    Signal signal{Hertz{2000.0}, 1, {}};
    for (std::size_t i = 0; i < length; ++i)
        signal.samples.push_back(static_cast<float>(kind.sample(random, i)));
    return signal;
}

}  // namespace

TEST_CASE("send-on-delta: the receiver is less than a step away at every sample") {
    const std::uint64_t seed = GENERATE(range(1u, 21u));
    for (const Kind& kind : kinds()) {
        RandomStream random(seed, kind.name);
        const double step =
            kind.smallest_step * std::pow(kind.largest_step / kind.smallest_step, random.uniform());
        INFO("seed " << seed << ", " << kind.name << ", step " << step);
        const Signal signal = random_signal(kind, random);
        const auto encoder = test::encoder("send_on_delta", step, signal);
        const auto events = encode_all(*encoder, signal.view());
        REQUIRE(!events.empty());
        REQUIRE(encoder->step(ChannelId{0}) == step);
        const double start = static_cast<double>(signal.samples[0]);
        const auto rebuilt = rebuild(events, ChannelId{0}, step, start, signal.view());
        std::size_t away = 0, repeated = 0;
        for (std::size_t i = 0; i < length; ++i) {
            const double x = static_cast<double>(signal.samples[i]);
            const double before = i == 0 ? start : rebuilt[i - 1];
            if (!(std::abs(x - rebuilt[i]) < step)) ++away;
            // Whoever is less than a step away already must not be moved.
            if (std::abs(x - before) < step && rebuilt[i] != before) ++repeated;
        }
        CHECK(away == 0);
        CHECK(repeated == 0);
    }
}

TEST_CASE("send-on-delta: the number of events is that of whole-number arithmetic") {
    const std::uint64_t seed = GENERATE(range(1u, 11u));
    RandomStream random(seed, "whole numbers");
    const auto step = static_cast<std::int64_t>(1 + random.below(9));
    INFO("seed " << seed << ", step " << step);
    Signal signal;
    std::vector<std::int64_t> counts;
    std::int64_t reference = 0;
    for (std::size_t i = 0; i < length; ++i) {
        const auto x =
            static_cast<std::int64_t>(random.below(200)) * (random.below(2) == 0 ? 1 : step);
        signal.samples.push_back(static_cast<float>(x));
        if (i == 0) reference = x;
        counts.push_back((x - reference) / step);
        reference += counts.back() * step;
    }
    const auto encoder = test::encoder("send_on_delta", static_cast<double>(step), signal);
    std::vector<Event> expected;
    for (std::size_t i = 0; i < length; ++i)
        expected.insert(
            expected.end(), static_cast<std::size_t>(std::abs(counts[i])),
            {signal.view().time(i), ChannelId{0}, counts[i] > 0 ? Polarity::up : Polarity::down});
    REQUIRE(expected.size() > length);
    CHECK(encode_all(*encoder, signal.view()) == expected);
}

TEST_CASE("send-on-delta: a step that divides every change gives back the signal itself") {
    Signal signal = test::noise(3, length, 1);
    for (float& x : signal.samples) x = std::round(x) * 0.25F;
    const auto encoder = test::encoder("send_on_delta", 0.25, signal);
    const auto events = encode_all(*encoder, signal.view());
    REQUIRE(events.size() > length);
    const auto rebuilt =
        rebuild(events, ChannelId{0}, 0.25, static_cast<double>(signal.samples[0]), signal.view());
    CHECK(std::ranges::equal(rebuilt, signal.samples,
                             [](double a, float b) { return a == double(b); }));
}

TEST_CASE("send-on-delta: a threshold far too small for the signal is refused by name") {
    Signal signal{Hertz{1000.0}, 2, std::vector<float>(20, 0.0F)};
    signal.samples[2 * 7 + 1] = 65535.0F;
    const auto encoder = test::encoder("send_on_delta", 1.0, signal);
    CHECK(encode_all(*encoder, signal.view()).size() == 2 * 65535);
    signal.samples[2 * 7 + 1] = -65536.0F;
    CHECK(message_of([&] { encode_all(*encoder, signal.view()); }) ==
          "encoder: channel 1, sample 7 (from 0): needs 65536 events, more than 65535: the "
          "threshold is too small for this signal; raise it");
    signal.samples[2 * 7 + 1] = 3e38F;
    CHECK_THAT(message_of([&] { encode_all(*encoder, signal.view()); }),
               Catch::Contains("channel 1, sample 7 (from 0): needs 3"));
}

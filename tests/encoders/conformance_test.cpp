// The contract of encoders/encoder.hpp, for every registered encoder, those not written yet too.
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "tests/encoders/signals.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::encoders;
using test::message_of;
using test::Signal;

namespace {

constexpr std::size_t length = 900, channels = 5;

Config plain(const PartInfo<Encoder>& info) {
    return Config::parse("{}", "test").with("type", info.name);
}

std::unique_ptr<Encoder> prepared(const Config& config, const Calibration& calibration) {
    auto made = make(encoders::encoders(), config);
    made->prepare(calibration);
    return made;
}

/// Runs `check(info, encoder, signal)` for every encoder, on noise that it was calibrated on.
template <class Check>
void for_each_encoder(Check check) {
    REQUIRE(!encoders::encoders().empty());
    const Signal signal = test::noise(20, length, channels);
    for (const auto* info : encoders::encoders()) {
        INFO("encoder " << info->name);
        check(*info, *prepared(plain(*info), test::calibration_of(signal)), signal);
    }
}

/// Encodes in blocks of random lengths, some of them empty or of one sample.
std::vector<Event> in_random_blocks(Encoder& encoder, const Signal& signal, RandomStream& random) {
    std::vector<Event> all;
    const std::size_t longest = std::size_t{1} << random.below(9);
    for (std::size_t begin = 0; begin < length;) {
        const std::size_t count = std::min<std::size_t>(random.below(longest + 1), length - begin);
        const SignalView block = signal.view().rows(begin, count);
        const std::size_t before = all.size();
        encoder.encode(block, all);
        for (std::size_t i = before; i < all.size(); ++i) {
            const auto row = std::llround(seconds(all[i].at) * signal.rate.value) - block.first();
            REQUIRE((row >= 0 && row < static_cast<std::int64_t>(count)));
            REQUIRE(all[i].at == block.time(static_cast<std::size_t>(row)));
        }
        begin += count;
    }
    return all;
}

}  // namespace

TEST_CASE("an encoder says something of noise, in canonical order, on its channels") {
    for_each_encoder([](const auto& info, Encoder& encoder, const Signal& signal) {
        CHECK(!info.summary.empty());
        const auto events = encode_all(encoder, signal.view());
        REQUIRE(events.size() > 100);
        CHECK(std::ranges::is_sorted(events));
        std::vector<std::size_t> per_channel(channels);
        for (const Event& e : events) ++per_channel.at(index(e.channel));
        CHECK(std::ranges::min(per_channel) > 20);
    });
}

TEST_CASE("an encoder appends and leaves alone what was there") {
    for_each_encoder([](const auto&, Encoder& encoder, const Signal& signal) {
        const Event old{Time{-7ns}, ChannelId{99}, Polarity::down};
        std::vector<Event> out{old};
        encoder.encode(signal.view(), out);
        REQUIRE(out.size() > 1);
        CHECK(out.front() == old);
        out.erase(out.begin());
        CHECK(out == encode_all(encoder, signal.view()));
    });
}

TEST_CASE("cutting the signal into other blocks does not change the events") {
    const std::uint64_t seed = GENERATE(1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);
    INFO("seed " << seed);
    for_each_encoder([&](const auto&, Encoder& encoder, const Signal& signal) {
        RandomStream random(seed, "blocks");
        const auto whole = encode_all(encoder, signal.view());
        REQUIRE(!whole.empty());
        encoder.reset();
        CHECK(in_random_blocks(encoder, signal, random) == whole);
    });
}

TEST_CASE("an encoder repeats itself after a reset, after a second prepare, and when made anew") {
    for_each_encoder([](const auto& info, Encoder& encoder, const Signal& signal) {
        const auto first = encode_all(encoder, signal.view());
        REQUIRE(!first.empty());
        std::vector<Event> ignored;
        encoder.encode(signal.view().rows(100, 50), ignored);
        CHECK(encode_all(encoder, signal.view()) == first);
        encoder.encode(signal.view().rows(100, 50), ignored);
        encoder.prepare(test::calibration_of(signal));
        std::vector<Event> again;
        encoder.encode(signal.view(), again);
        CHECK(again == first);
        CHECK(encode_all(*prepared(plain(info), test::calibration_of(signal)), signal.view()) ==
              first);
    });
}

TEST_CASE("a stream may begin at any sample index: the events say so and are else the same") {
    for_each_encoder([](const auto&, Encoder& encoder, const Signal& signal) {
        auto events = encode_all(encoder, signal.view());
        REQUIRE(!events.empty());
        const SignalView later(signal.rate, 1000000007, channels, signal.samples);
        const auto shifted = encode_all(encoder, later);
        REQUIRE(shifted.size() == events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto row = std::llround(seconds(events[i].at) * signal.rate.value);
            events[i].at = later.time(static_cast<std::size_t>(row));
        }
        CHECK(shifted == events);
    });
}

TEST_CASE("settings written out in full make the same encoder and are final") {
    for_each_encoder([](const auto& info, Encoder& encoder, const Signal& signal) {
        const Config once = resolve(encoders::encoders(), plain(info));
        CHECK(once.type() == info.name);
        CHECK(resolve(encoders::encoders(), once) == once);
        const auto events = encode_all(encoder, signal.view());
        REQUIRE(!events.empty());
        CHECK(encode_all(*prepared(once, test::calibration_of(signal)), signal.view()) == events);
        CHECK_THAT(message_of([&] { make(encoders::encoders(), once.with("no such key", "1")); }),
                   Catch::Contains("no such key: unknown key"));
    });
}

TEST_CASE("a constant signal is silent: any constant if it can be rebuilt, else the constant 0") {
    for_each_encoder([](const auto&, Encoder& encoder, const Signal& signal) {
        REQUIRE(!encode_all(encoder, signal.view()).empty());
        const bool rebuildable = encoder.step(ChannelId{0}) != 0.0;
        const float level = rebuildable ? -1234.5F : 0.0F;
        const Signal flat{signal.rate, channels, std::vector<float>(length * channels, level)};
        CHECK(encode_all(encoder, flat.view()).empty());
    });
}

TEST_CASE("a sample that is no number is refused by name, wherever it stands") {
    const float bad =
        GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                 -std::numeric_limits<float>::infinity());
    const std::size_t row = GENERATE(0u, 1u, 444u, 899u);
    for_each_encoder([&](const auto&, Encoder& encoder, const Signal& signal) {
        Signal broken = signal;
        broken.samples[row * channels + 3] = bad;
        CHECK(message_of([&] { encode_all(encoder, broken.view()); }) ==
              "encoder: channel 3, sample " + std::to_string(row) +
                  " (from 0): is not finite, where a number is needed");
        CHECK(!encode_all(encoder, signal.view()).empty());
    });
}

TEST_CASE("a signal unlike its calibration is refused") {
    for_each_encoder([](const auto&, Encoder& encoder, const Signal& signal) {
        const SignalView wide(signal.rate, 0, channels + 1, signal.samples);
        CHECK(message_of([&] { encode_all(encoder, wide); }) ==
              "encoder: the signal has 6 channels and its calibration 5; calibrate on the same "
              "channels");
        const SignalView fast(Hertz{200.0}, 0, channels, signal.samples);
        CHECK(message_of([&] { encode_all(encoder, fast); }) ==
              "encoder: the signal has 200 Hz and its calibration 2148 Hz; calibrate at the same "
              "rate");
    });
}

TEST_CASE("where a threshold can be relative it can be in microvolts, but not both") {
    std::size_t seen = 0;
    for_each_encoder([&](const auto& info, Encoder&, const Signal& signal) {
        const Config config = resolve(encoders::encoders(), plain(info));
        if (config.dump().find("threshold_relative") == std::string::npos) return;
        ++seen;
        const Config uv = plain(info).with("threshold_uv", "5");
        const Config resolved = resolve(encoders::encoders(), uv);
        CHECK(resolved.dump().find("threshold_relative") == std::string::npos);
        CHECK(resolve(encoders::encoders(), resolved) == resolved);
        CHECK(message_of([&] { make(encoders::encoders(), uv.with("threshold_relative", "1")); }) ==
              "test/threshold_uv: excludes \"threshold_relative\"; give one of the two, not 5");
        CHECK(message_of([&] {
                  make(encoders::encoders(), plain(info).with("threshold_uv", "0"));
              }) == "test/threshold_uv: must be above zero, not 0");
        CHECK(message_of([&] {
                  make(encoders::encoders(), plain(info).with("threshold_relative", "-1"));
              }) == "test/threshold_relative: must be above zero, not -1");
        CHECK(message_of([&] { prepared(uv, test::calibration_of(signal, 0.0)); }) ==
              "threshold_uv: the signal's unit has no size in microvolts; give "
              "\"threshold_relative\" instead, or the unit");
        const auto in_units =
            encode_all(*prepared(uv, test::calibration_of(signal)), signal.view());
        CHECK(!in_units.empty());
        const Config ten = plain(info).with("threshold_uv", "50");
        CHECK(encode_all(*prepared(ten, test::calibration_of(signal, 10.0)), signal.view()) ==
              in_units);
    });
    CHECK(seen > 0);
}

TEST_CASE("a channel that was flat in the calibration never sends, and the others do not mind") {
    std::size_t seen = 0;
    for_each_encoder([&](const auto& info, Encoder& whole, const Signal& signal) {
        const Config config = resolve(encoders::encoders(), plain(info));
        if (config.dump().find("threshold_relative") == std::string::npos) return;
        ++seen;
        auto calibration = test::calibration_of(signal);
        calibration.scale[2] = 0.0;
        const auto encoder = prepared(plain(info), calibration);
        auto expected = encode_all(whole, signal.view());
        const auto removed =
            std::erase_if(expected, [](const Event& e) { return e.channel == ChannelId{2}; });
        CHECK(removed > 0);
        CHECK(encode_all(*encoder, signal.view()) == expected);
    });
    CHECK(seen > 0);
}

// What every feature promises, and each one's numbers against values worked out by hand or by
// numpy.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/random.hpp"
#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::decoders;

namespace {

using Samples = std::vector<float>;
constexpr std::uint64_t seed = 20240607;

Config settings(std::string_view name, std::string_view more = "") {
    return Config::parse("{\"type\":\"" + std::string(name) + "\"" + std::string(more) + "}",
                         "test");
}

std::unique_ptr<Feature> prepared(const Config& config, std::vector<double> scale) {
    auto feature = make(features(), config);
    feature->prepare(scale);
    return feature;
}

/// The numbers of a window; fails if one is not written or if one too many is.
std::vector<double> numbers(const Feature& feature, std::size_t channels, const Samples& samples) {
    const SignalView window(Hertz{1000.0}, 0, channels, samples);
    const std::size_t size = feature.size(channels);
    REQUIRE(size > 0);
    std::vector<double> out(size + 1, std::numeric_limits<double>::quiet_NaN());
    feature.extract(window, std::span(out).first(size));
    REQUIRE(std::isnan(out.back()));
    out.pop_back();
    return out;
}

Samples noise(std::size_t count, double size, std::string_view purpose) {
    RandomStream random(seed, purpose);
    Samples samples(count);
    for (float& v : samples) v = static_cast<float>(size * random.normal());
    return samples;
}

bool all_finite(const std::vector<double>& values) {
    return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

void check_near(const std::vector<double>& got, const std::vector<double>& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        INFO("number " << i);
        CHECK(got[i] == Approx(expected[i]).epsilon(0.0).margin(1e-12));
    }
}

/// Windows on which formulas divide by zero or take its logarithm; four channels each.
std::vector<Samples> awkward_windows() {
    constexpr std::size_t channels = 4, length = 50;
    Samples step(channels * length, 0.0F), clipped(channels * length), lone(channels * length);
    std::fill(step.begin() + channels * 25, step.end(), 1.0F);
    for (std::size_t i = 0; i < clipped.size(); ++i)
        clipped[i] = (i / channels / 5) % 2 == 0 ? 127.0F : -128.0F;
    lone[channels * 20] = 1.0F;
    Samples one_silent = noise(channels * length, 1.0, "one silent");
    for (std::size_t i = 0; i < one_silent.size(); i += channels) one_silent[i] = 0.0F;
    return {Samples(channels * length, 0.0F),
            Samples(channels * length, 0.3F),
            Samples(channels * length, -1e6F),
            Samples(channels * 2, 0.0F),
            Samples(channels * 2, 5.0F),
            noise(channels * 2, 1.0, "two samples"),
            noise(channels * 3, 1.0, "three samples"),
            noise(channels * length, 1e6, "huge"),
            noise(channels * length, 1e-6, "tiny"),
            noise(channels * length, 1e-30, "tinier"),
            step,
            clipped,
            lone,
            one_silent};
}

}  // namespace

TEST_CASE("a feature is finite on every finite window") {
    REQUIRE(!features().empty());
    const auto windows = awkward_windows();
    for (const auto* info : features())
        for (const double scale : {0.0, 1e-6, 1.0, 1e6}) {
            const auto feature = prepared(settings(info->name), std::vector<double>(4, scale));
            for (std::size_t w = 0; w < windows.size(); ++w) {
                INFO(info->name << ", scale " << scale << ", window " << w << ", seed " << seed);
                CHECK(all_finite(numbers(*feature, 4, windows[w])));
            }
            INFO(info->name);
            CHECK(all_finite(numbers(*feature, 1, noise(20, 1.0, "one channel"))));
            CHECK(feature->macs(4, 50) > 0.0);
            CHECK(feature->macs(4, 100) > feature->macs(4, 50));
        }
}

TEST_CASE("a feature does not depend on where its window lies") {
    const Samples samples = noise(4 * 40, 1.0, "place");
    for (const auto* info : features()) {
        INFO(info->name << ", seed " << seed);
        const auto feature = prepared(settings(info->name), {1.0, 1.0, 1.0, 1.0});
        const auto here = numbers(*feature, 4, samples);
        REQUIRE(here != std::vector<double>(here.size(), here.front()));
        for (const std::size_t before : {1U, 7U}) {
            Samples longer = noise(4 * before, 1.0, "before");
            longer.insert(longer.end(), samples.begin(), samples.end());
            longer.resize(longer.size() + 12, 9.0F);
            std::vector<double> there(here.size());
            const SignalView stream(Hertz{200.0}, 123456789, 4, longer);
            feature->extract(stream.rows(before, 40), there);
            CHECK(there == here);
        }
    }
}

TEST_CASE("channels in another order give the same numbers in another order") {
    const std::vector<std::size_t> order{2, 0, 3, 1};
    const Samples samples = noise(4 * 40, 1.0, "order");
    Samples moved(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) moved[i] = samples[i / 4 * 4 + order[i % 4]];
    for (const auto* info : features()) {
        INFO(info->name << ", seed " << seed);
        const auto feature = prepared(settings(info->name), {0.5, 1.0, 1.0, 2.0});
        auto before = numbers(*feature, 4, samples), after = numbers(*feature, 4, moved);
        if (before.size() % 4 == 0)
            for (std::size_t i = 0; i < before.size(); ++i)
                CHECK(after[i] == before[i / 4 * 4 + order[i % 4]]);
        CHECK(after != before);
        std::ranges::sort(before);
        std::ranges::sort(after);
        check_near(after, before);
    }
}

TEST_CASE("settings of a feature survive being written out") {
    for (const auto* info : features()) {
        INFO(info->name);
        const Config once = resolve(features(), settings(info->name));
        CHECK(resolve(features(), once) == once);
    }
}

namespace {
const Samples six{1.0F, -2.0F, 3.0F, 0.5F, -1.0F, 2.0F};
}

TEST_CASE("channels side by side give Hudgins' numbers of each by itself, to the bit") {
    constexpr std::size_t channels = 13, length = 40;
    const Samples samples = noise(channels * length, 1.0, "side by side");
    std::vector<double> all(4 * channels), by_itself(4 * channels);
    const SignalView window({1000}, 0, channels, samples);
    hudgins(window, 1.0, {0.3}, all);
    for_each_channel(window, by_itself,
                     [](std::span<const double> x) { return hudgins(x, 1.0, {0.3}); });
    CHECK(all == by_itself);
    CHECK(all[2 * channels] > 0.0);
}

TEST_CASE("htd by hand") {
    const auto htd = prepared(settings("htd"), {1.0});
    // Steps -3, 5, -2.5, -1.5, 3: crossings at the 1st, 2nd, 4th, 5th; turns at samples 1, 2, 4.
    check_near(numbers(*htd, 1, six),
               {std::log(9.5 / 6.0 + 1e-6), std::log(15.0 + 1e-6), 4.0, 3.0});
    // Two channels: blocks over channels, and one dead band from both scales, sqrt((1 + 7) / 2).
    const auto two = prepared(settings("htd", ",\"dead_band\":0.5"), {1.0, std::sqrt(7.0)});
    const auto both = numbers(*two, 2, {0.5F, 4, -0.5F, 3, 0.5F, 4, -0.5F, 3});
    check_near(both, {std::log(0.5 + 2e-6), std::log(3.5 + 2e-6), std::log(3.0 + 2e-6),
                      std::log(3.0 + 2e-6), 3.0, 0.0, 2.0, 2.0});
}

TEST_CASE("a step of exactly the dead band counts, and a crossing by way of zero does not") {
    const auto htd = prepared(settings("htd", ",\"dead_band\":0.5"), {1.0});
    CHECK(numbers(*htd, 1, {0.25F, -0.25F})[2] == 1.0);
    CHECK(numbers(*htd, 1, {0.25F, -0.125F})[2] == 0.0);
    CHECK(numbers(*htd, 1, {0.0F, 0.5F, 0.25F})[3] == 1.0);
    CHECK(numbers(*htd, 1, {0.0F, 0.375F, 0.25F})[3] == 0.0);
    CHECK(numbers(*htd, 1, {1.0F, 0.0F, -1.0F})[2] == 0.0);
    CHECK(numbers(*htd, 1, {1.0F, 1.0F, 1.0F})[3] == 0.0);
}

TEST_CASE("rms by hand") {
    check_near(numbers(*prepared(settings("rms"), {1.0}), 1, six), {std::sqrt(19.25 / 6.0)});
}

TEST_CASE("ls4 by hand") {
    // Sorted -2 -1 .5 1 2 3: b0 = 3.5/6; b1 = (-.2 + .2 + .6 + 1.6 + 3) / 6 = 5.2/6.
    const double real = 1.0 + std::sqrt(3.0) + std::sqrt(0.5) + std::sqrt(2.0);
    const double imaginary = std::sqrt(2.0) + 1.0;
    const auto ls4 = prepared(settings("ls4", ",\"willison_threshold\":2.5"), {1.0});
    check_near(numbers(*ls4, 1, six), {6.9 / 6.0, std::log10(std::sqrt(51.5) + 1e-6),
                                       std::sqrt(real * real + imaginary * imaginary) / 6.0, 3.0});
}

TEST_CASE("tdar against numpy, and it finds the process that made the signal") {
    const auto tdar = prepared(settings("tdar"), {1.0});
    check_near(numbers(*tdar, 1, six),
               {std::log(9.5 / 6.0 + 1e-6), std::log(15.0 + 1e-6), 4.0, 3.0, -0.33248714160481996,
                0.222824617731173, 0.59986653924079, -0.21606219019999884});
    Samples x = noise(20000, 1.0, "process");
    for (std::size_t i = 2; i < x.size(); ++i) x[i] += 1.2F * x[i - 1] - 0.6F * x[i - 2];
    const auto found = numbers(*tdar, 1, x);
    INFO("seed " << seed);
    CHECK(found[4] == Approx(1.2).margin(0.03));
    CHECK(found[5] == Approx(-0.6).margin(0.03));
    CHECK(found[6] == Approx(0.0).margin(0.03));
    const auto flat = numbers(*tdar, 1, Samples(50, 0.3F));
    CHECK(std::vector<double>(flat.begin() + 4, flat.end()) == std::vector<double>(4, 0.0));
}

TEST_CASE("tdpsd against numpy") {
    check_near(numbers(*prepared(settings("tdpsd"), {1.0}), 1, six),
               {-0.9999248227909774, -0.8617353588378781, -0.9113016626878044, -0.9991268001757884,
                -0.9928207896378436, -0.7444752133986033});
}

TEST_CASE("logcov by hand") {
    const auto logcov = prepared(settings("logcov", ",\"regularisation\":0.1"), {0.0, 0.0});
    // R = [4 0; 0 1], and a tenth of 2.5 on the diagonal.
    check_near(numbers(*logcov, 2, {2, 1, -2, 1, 2, -1, -2, -1}),
               {std::log(4.25), 0.0, std::log(1.25)});
    // R = [2.5 1.5; 1.5 2.5]: eigenvalues 4.25 and 1.25 along the diagonals of the plane.
    const double sum = 0.5 * std::log(4.25 * 1.25), apart = 0.5 * std::log(4.25 / 1.25);
    check_near(numbers(*logcov, 2, {2, 2, -2, -2, 1, -1, -1, 1}),
               {sum, std::numbers::sqrt2 * apart, sum});
}

TEST_CASE("what a change of unit does to a feature is what its equations say") {
    constexpr std::size_t channels = 3, length = 60;
    const double gain = 4096.0, shift = std::log(gain);
    const Samples samples = noise(channels * length, 1.0, "unit");
    Samples louder = samples;
    for (float& v : louder) v *= static_cast<float>(gain);
    const auto pair = [&](std::string_view name) {
        return std::pair(numbers(*prepared(settings(name), {1.0, 1.0, 1.0}), channels, samples),
                         numbers(*prepared(settings(name), {gain, gain, gain}), channels, louder));
    };
    const auto [htd, htd_louder] = pair("htd");
    for (std::size_t i = 0; i < htd.size(); ++i)
        CHECK(htd_louder[i] == Approx(htd[i] + (i < 2 * channels ? shift : 0.0)).margin(1e-12));
    const auto [ar, ar_louder] = pair("tdar");
    for (std::size_t i = 4 * channels; i < ar.size(); ++i)
        CHECK(ar_louder[i] == Approx(ar[i]).margin(1e-12));
    const auto [power, power_louder] = pair("tdpsd");
    check_near(power_louder, power);
    const auto [cov, cov_louder] = pair("logcov");
    for (const std::size_t diagonal : {0U, 3U, 5U})
        CHECK(cov_louder[diagonal] == Approx(cov[diagonal] + 2.0 * shift).margin(1e-11));
    for (const std::size_t beside : {1U, 2U, 4U})
        CHECK(cov_louder[beside] == Approx(cov[beside]).margin(1e-11));
    const auto [ls, ls_louder] = pair("ls4");
    for (std::size_t c = 0; c < channels; ++c) {
        CHECK(ls_louder[c] == Approx(gain * ls[c]).epsilon(1e-12));
        CHECK(ls_louder[channels + c] == Approx(ls[channels + c] + std::log10(gain)).margin(1e-12));
        CHECK(ls_louder[2 * channels + c] == Approx(64.0 * ls[2 * channels + c]).epsilon(1e-12));
        CHECK(ls_louder[3 * channels + c] == ls[3 * channels + c]);
    }
}

TEST_CASE("a scale that is no standard deviation is refused") {
    const auto htd = make(features(), settings("htd"));
    const std::vector<double> negative{1.0, -2.0};
    CHECK(test::message_of([&] { htd->prepare(negative); }) ==
          "the standard deviation of channel 1 is -2; it must be finite and not negative");
}

TEST_CASE("logcov of groups is the logcov of each group, side by side") {
    const Samples five = noise(40 * 5, 3.0, "groups");
    const auto columns = [&](std::size_t first, std::size_t count) {
        Samples part;
        for (std::size_t i = 0; i < 40; ++i)
            for (std::size_t c = first; c < first + count; ++c) part.push_back(five[5 * i + c]);
        return part;
    };
    const std::vector<double> scale(5, 3.0);
    const auto whole = prepared(settings("logcov"), scale);
    const auto groups = prepared(settings("logcov", ",\"together\":2"), scale);
    std::vector<double> expected;
    for (const auto& [first, count] : {std::pair{0, 2}, std::pair{2, 2}, std::pair{4, 1}}) {
        const auto size = static_cast<std::size_t>(count);
        const auto part = numbers(*whole, size, columns(static_cast<std::size_t>(first), size));
        expected.insert(expected.end(), part.begin(), part.end());
    }
    REQUIRE(expected.size() == 7);
    CHECK(numbers(*groups, 5, five) == expected);
    CHECK(groups->macs(5, 40) < whole->macs(5, 40));
}

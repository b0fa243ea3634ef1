// What every filter promises; a new filter is tested here without a line of its own.
#include <catch2/catch.hpp>
#include <cstring>

#include "core/random.hpp"
#include "emg/filter.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

constexpr Hertz rate{2000};
constexpr std::size_t channels = 3;

std::vector<float> noise(std::uint64_t seed, std::size_t rows) {
    RandomStream random(seed, "filter test");
    std::vector<float> samples(rows * channels);
    for (float& x : samples) x = static_cast<float>(100.0 * random.normal());
    return samples;
}

Config default_config(const PartInfo<Filter>& info) {
    return info.resolve(
        Config::parse(R"({"type":")" + std::string(info.name) + R"("})", "defaults"));
}

std::unique_ptr<Filter> prepared(const PartInfo<Filter>& info) {
    auto filter = info.make(default_config(info));
    filter->prepare(rate, channels);
    return filter;
}

bool same_bytes(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// Collects the settings that are frequencies.
class Frequencies final : public Fields {
public:
    struct Entry {
        std::string key;
        double value;
    };
    std::vector<Entry> found;

    void require(bool, std::string_view, std::string_view) override {}

protected:
    void field(std::string_view key, Slot slot, std::string_view) override {
        if (auto* const* value = std::get_if<double*>(&slot);
            value != nullptr && key.ends_with("_hz"))
            found.push_back({std::string(key), **value});
    }
    void group(std::string_view, std::string_view,
               const std::function<void(Fields&)>& members) override {
        members(*this);
    }
};

}  // namespace

TEST_CASE("there are filters, each with a name and a summary") {
    REQUIRE(filters().size() >= 4);
    for (const auto* info : filters()) {
        CHECK(!info->name.empty());
        CHECK(!info->summary.empty());
    }
}

TEST_CASE("a filter gives the same bytes however the signal is cut") {
    for (const auto* info : filters())
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            CAPTURE(info->name, seed);
            const auto input = noise(seed, 997);
            auto whole = input;
            prepared(*info)->apply(whole);
            REQUIRE(whole != input);

            auto pieces = input;
            auto filter = prepared(*info);
            RandomStream random(seed, "cuts");
            for (std::size_t row = 0; row < 997;) {
                const std::size_t count = std::min<std::size_t>(random.below(50), 997 - row);
                filter->apply(std::span(pieces).subspan(row * channels, count * channels));
                row += count;
            }
            CHECK(same_bytes(whole, pieces));
        }
}

TEST_CASE("a filter starts anew after reset and after prepare") {
    for (const auto* info : filters()) {
        CAPTURE(info->name);
        auto filter = prepared(*info);
        auto first = noise(7, 300), second = first, third = first;
        filter->apply(first);
        filter->reset();
        filter->apply(second);
        filter->prepare(rate, channels);
        filter->apply(third);
        CHECK(same_bytes(first, second));
        CHECK(same_bytes(first, third));
    }
}

TEST_CASE("a filter's channels do not touch each other") {
    for (const auto* info : filters()) {
        CAPTURE(info->name);
        auto all = noise(3, 400);
        std::vector<float> one;
        for (std::size_t i = 1; i < all.size(); i += channels) one.push_back(all[i]);
        prepared(*info)->apply(all);
        auto alone = info->make(default_config(*info));
        alone->prepare(rate, 1);
        alone->apply(one);
        std::vector<float> column;
        for (std::size_t i = 1; i < all.size(); i += channels) column.push_back(all[i]);
        REQUIRE(!one.empty());
        CHECK(same_bytes(one, column));
    }
}

TEST_CASE("a filter is causal and stays finite") {
    for (const auto* info : filters()) {
        CAPTURE(info->name);
        std::vector<float> samples(20000 * channels, 1e6F);
        samples[0] = -3e7F;
        std::vector<float> start(samples.begin(), samples.begin() + 100 * channels);
        prepared(*info)->apply(samples);
        for (const float x : samples) REQUIRE(std::isfinite(x));
        prepared(*info)->apply(start);
        CHECK(same_bytes(start, {samples.begin(), samples.begin() + 100 * channels}));
        std::vector<float> quiet(500 * channels, 0.0F);
        prepared(*info)->apply(quiet);
        CHECK(quiet == std::vector<float>(500 * channels, 0.0F));
    }
}

TEST_CASE("a frequency at half of the rate is refused with the key and the limit") {
    for (const auto* info : filters()) {
        Frequencies frequencies;
        info->document(frequencies);
        REQUIRE(!frequencies.found.empty());
        double largest = 0.0;
        for (const auto& [key, value] : frequencies.found) largest = std::max(largest, value);
        for (const auto& [key, value] : frequencies.found) {
            CAPTURE(info->name, key);
            auto filter = info->make(default_config(*info));
            const std::string message =
                test::message_of([&] { filter->prepare({2.0 * value}, channels); });
            CHECK_THAT(message, Catch::StartsWith(std::string(info->name) + ": ") &&
                                    Catch::Contains("_hz: ") &&
                                    Catch::EndsWith("below " + exact(value) + " Hz"));
        }
        CHECK(test::message_of([&] {
                  info->make(default_config(*info))->prepare({2.0 * largest + 1.0}, channels);
              }) == "no error");
    }
}

TEST_CASE("a filter's configuration reads back as itself") {
    for (const auto* info : filters()) {
        CAPTURE(info->name);
        const Config once = default_config(*info);
        CHECK(once.type() == info->name);
        CHECK(info->resolve(once) == once);
        const std::string origin_and_key =
            test::message_of([&] { (void)info->resolve(once.with("no_such_key", "1")); });
        CHECK_THAT(origin_and_key, Catch::Contains("no_such_key"));
    }
}

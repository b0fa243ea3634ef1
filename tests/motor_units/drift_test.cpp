// Electrodes that slide: filters that follow, and units that are reported as lost.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"
#include "decoders/motor_units/lost.hpp"
#include "decoders/motor_units/stream.hpp"

namespace efferent::motor_units {
namespace {

constexpr Hertz rate{1000.0};
constexpr std::size_t channels = 10, extension = 2, length = 60'000, separation = 10;

/// Two units seen by a row of contacts that slides by three of them in a minute.
struct Sliding {
    std::vector<float> samples = std::vector<float>(length * channels);
    std::vector<std::int64_t> truth[2];
    SignalView signal() const { return {rate, 0, channels, samples}; }
};

double seen(std::size_t unit, std::size_t channel, double time_s) {
    const double place = (unit == 0 ? 2.0 : 4.5) + 3.0 * time_s / 60.0;
    const double away = static_cast<double>(channel) - place;
    return (unit == 0 ? 1.0 : -1.2) * std::exp(-0.6 * away * away);
}

const Sliding& sliding() {
    static const Sliding made = [] {
        Sliding s;
        RandomStream noise(5, "noise of the sliding electrodes");
        for (float& x : s.samples) x = static_cast<float>(0.08 * noise.normal());
        for (std::size_t u = 0; u < 2; ++u) {
            RandomStream random(5, "units of the sliding electrodes", u);
            double at = 20.0 + 30.0 * static_cast<double>(u);
            while (at + 2.0 < static_cast<double>(length)) {
                const auto t = static_cast<std::size_t>(at);
                s.truth[u].push_back(static_cast<std::int64_t>(t));
                for (std::size_t c = 0; c < channels; ++c)
                    s.samples[t * channels + c] +=
                        static_cast<float>(seen(u, c, static_cast<double>(t) / rate.value));
                at += std::max(30.0, 80.0 * (1.0 + 0.15 * random.normal()));
            }
        }
        return s;
    }();
    return made;
}

/// Each unit's potential at the beginning, as a filter that answers it with 1 and the other with 0.
StreamFilters filters() {
    StreamFilters f{rate, channels, extension, separation, {}};
    std::vector<double> a(channels), b(channels);
    double aa = 0.0, bb = 0.0, ab = 0.0;
    for (std::size_t c = 0; c < channels; ++c) {
        a[c] = seen(0, c, 0.0);
        b[c] = seen(1, c, 0.0);
        aa += a[c] * a[c];
        bb += b[c] * b[c];
        ab += a[c] * b[c];
    }
    for (std::size_t u = 0; u < 2; ++u) {
        std::vector<float> taps(channels * extension);
        for (std::size_t c = 0; c < channels; ++c)
            taps[c] = static_cast<float>((u == 0 ? a[c] * bb - b[c] * ab : b[c] * aa - a[c] * ab) /
                                         (aa * bb - ab * ab));
        f.units.push_back({u == 0 ? "first" : "second", taps, 0.02, 1.0});
    }
    return f;
}

std::vector<Discharge> streamed(const AdaptParams& adapt, std::size_t block) {
    Stream stream(filters(), 100.0, adapt);
    std::vector<Discharge> all;
    for (std::size_t begin = 0; begin < length; begin += block)
        for (const Discharge& d :
             stream.push(sliding().signal().rows(begin, std::min(block, length - begin))))
            all.push_back(d);
    return all;
}

/// Of the last 20 s.
double agreement(const std::vector<Discharge>& found, std::size_t unit) {
    std::vector<Time> predicted, truth;
    for (const Discharge& d : found)
        if (d.unit == unit && d.sample >= 40'000) predicted.push_back(sample_time(rate, d.sample));
    for (const std::int64_t t : sliding().truth[unit])
        if (t >= 40'000) truth.push_back(sample_time(rate, t));
    return agree(predicted, truth, {}).rate();
}

/// Trains of one discharge each so many ms between `from` and `to`, in s.
std::vector<Time> regular(double from, double to, std::int64_t every_ms) {
    std::vector<Time> times;
    for (auto ms = static_cast<std::int64_t>(1e3 * from); ms < static_cast<std::int64_t>(1e3 * to);
         ms += every_ms)
        times.push_back(Time{Duration{ms * 1'000'000}});
    return times;
}

Time at_s(std::int64_t s) { return Time{std::chrono::seconds(s)}; }

}  // namespace

TEST_CASE("filters that adapt keep units that drift takes from those that stay") {
    const auto stay = streamed({}, 1000), follow = streamed({5.0, 1.0}, 1000);
    for (std::size_t u = 0; u < 2; ++u) {
        INFO("unit " << u);
        CHECK(agreement(stay, u) < 0.8);
        CHECK(agreement(follow, u) > 0.95);
    }
    // the same before the first change
    for (std::size_t i = 0; i < 100; ++i) CHECK(stay[i] == follow[i]);
}

TEST_CASE("filters adapt alike whatever the blocks") {
    const auto whole = streamed({5.0, 1.0}, length);
    REQUIRE(whole.size() > 1000);
    for (const auto block : {std::size_t{7}, std::size_t{1000}, std::size_t{1013}})
        CHECK(streamed({5.0, 1.0}, block) == whole);
}

TEST_CASE("times that filters cannot adapt with are refused") {
    const auto says = [](const AdaptParams& adapt, const std::string& what) {
        CHECK_THROWS_WITH(Stream(filters(), 0.0, adapt), Catch::Contains(what));
    };
    says({-1.0, 1.0}, "must be above zero, not -1");
    says({1.0, 0.0}, "must be above zero, not 0");
    says({1.0, 0.05}, "20 numbers can adapt each 0.08 s at the soonest, not each 0.05 s");
}

TEST_CASE("the stream that drift takes units from says so, the one that follows does not") {
    for (const bool adapts : {false, true}) {
        INFO(adapts);
        const auto found = streamed(adapts ? AdaptParams{5.0, 1.0} : AdaptParams{}, 1000);
        std::vector<Time> times[2];
        std::vector<float> heights[2];
        for (const Discharge& d : found) {
            times[d.unit].push_back(sample_time(rate, d.sample));
            heights[d.unit].push_back(d.height);
        }
        const Followed units[] = {{times[0], heights[0], 1.0}, {times[1], heights[1], 1.0}};
        const auto lost = losses(units, at_s(0), at_s(60));
        CHECK(lost.empty() == adapts);
    }
}

TEST_CASE("a unit that falls silent while its companions go on is lost, one at rest is not") {
    std::vector<Time> on = regular(0, 10, 100), also = regular(0.03, 10, 90);
    for (const Time t : regular(20, 40, 100)) on.push_back(t);  // all rest from 10 to 20 s
    for (const Time t : regular(20, 40, 90)) also.push_back(t);
    std::vector<Time> lost = regular(0, 10, 125);
    for (const Time t : regular(20, 25, 125)) lost.push_back(t);
    const std::vector<Time> other = regular(10, 20, 100);  // of another task
    const std::vector<float> heights(1000, 1.0F);
    const auto unit = [&](const std::vector<Time>& times) {
        return Followed{times, std::span(heights).first(times.size()), 1.0};
    };
    const Followed all[] = {unit(on), unit(also), unit(lost), unit(other)};
    const auto found = losses(all, at_s(0), at_s(40));
    REQUIRE(found.size() == 1);
    CHECK(found[0].unit == 2);
    CHECK(found[0].sign == Loss::Sign::slower);
    CHECK(found[0].before == Approx(8.0).epsilon(0.2));
    CHECK(found[0].after <= 2.0);
    CHECK(seconds(found[0].since) >= 20.0);
    CHECK(seconds(found[0].since) <= 25.0);
    CHECK(losses(all, at_s(0), at_s(28)).empty());  // too short a silence
    const Followed alone[] = {unit(lost)};
    CHECK(losses(alone, at_s(0), at_s(40)).empty());  // nobody says that it should go on
    CHECK(losses({}, at_s(0), at_s(40)).empty());
}

TEST_CASE("a unit that hardly discharges, or no longer does, is told of, without companions too") {
    const auto found = [](const std::vector<Time>& times, double usual, std::int64_t end_s) {
        const Followed all[] = {{times, {}, 1.0, usual}};
        return losses(all, at_s(0), at_s(end_s));
    };
    const std::vector<Time> none, some = regular(0, 12, 100), few = regular(0, 20, 500);
    REQUIRE(found(none, 10.0, 20).size() == 1);
    CHECK(found(none, 10.0, 20)[0].sign == Loss::Sign::silent);
    CHECK(found(none, 10.0, 20)[0].before == 10.0);
    CHECK(found(none, 10.0, 20)[0].after == 0.0);
    CHECK(found(none, 10.0, 20)[0].since == at_s(0));
    CHECK(found(none, 0.0, 20).empty());  // nobody knows how often it should
    CHECK(found(none, 1.9, 5).empty());   // 9.5 discharges expected
    CHECK(found(none, 10.0, 4).empty());
    CHECK(found(some, 10.0, 15).empty());  // of the last 5 s, 2 with discharges
    REQUIRE(found(some, 10.0, 20).size() == 1);
    CHECK(found(some, 10.0, 20)[0].since == at_s(10));  // from here on 20 in 10 s
    CHECK(found(some, 10.0, 20)[0].after == Approx(2.0).margin(0.11));
    CHECK(found(few, 10.0, 20).size() == 1);  // 2 /s
    CHECK(found(few, 4.0, 20).empty());
}

TEST_CASE("a unit whose peaks fade is told of, with their height") {
    const std::vector<Time> times = regular(0, 10, 100);
    std::vector<float> heights(100, 2.0F);
    const auto found = [&] {
        const Followed all[] = {{times, heights, 4.0}};
        return losses(all, at_s(0), at_s(10));
    };
    CHECK(found().empty());
    for (std::size_t i = 80; i < 100; ++i) heights[i] = 1.2F;
    REQUIRE(found().size() == 1);
    CHECK(found()[0].sign == Loss::Sign::fading);
    CHECK(found()[0].after == Approx(1.44));
    CHECK(seconds(found()[0].since) == 8.0);
}

}  // namespace efferent::motor_units

// Filters on a stream: the same discharges whatever the blocks, those of the batch, and classes
// that follow.
#include "decoders/motor_units/stream.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "decoders/motor_units/decomposition.hpp"
#include "decoders/motor_units/extended.hpp"
#include "tests/motor_units/toy_muscle.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t separation = 20;  // 10 ms

struct Fitted {
    toy::Muscle muscle;
    StreamFilters filters;
};

/// Filters from the first four seconds of a toy muscle's six.
const Fitted& fitted() {
    static const Fitted made = [] {
        Fitted f{toy::muscle({}), {}};
        DecompositionParams params;
        params.extension = 8;
        params.min_silhouette = 0.8;
        Monitor monitor;
        const auto found = decompose(f.muscle.signal().rows(0, 8000), params, monitor);
        f.filters = {f.muscle.rate, f.muscle.channels, 8, separation, {}};
        for (const MotorUnit& u : found.units)
            f.filters.units.push_back(
                {std::to_string(f.filters.units.size()), u.filter, u.online.low, u.online.high});
        return f;
    }();
    return made;
}

std::vector<Discharge> streamed(const Fitted& f, double memory, std::size_t block) {
    Stream stream(f.filters, memory);
    std::vector<Discharge> all;
    const SignalView signal = f.muscle.signal();
    for (std::size_t begin = 0; begin < signal.length(); begin += block) {
        const std::size_t count = std::min(block, signal.length() - begin);
        for (const Discharge& d : stream.push(signal.rows(begin, count))) {
            // known as soon as the latency says, and not later
            CHECK(d.sample + std::int64_t{separation} < static_cast<std::int64_t>(begin + count));
            CHECK(d.sample + std::int64_t{separation} >= static_cast<std::int64_t>(begin));
            all.push_back(d);
        }
    }
    for (const Discharge& d : stream.finish()) all.push_back(d);
    return all;
}

/// One channel whose source is the channel itself.
StreamFilters identity(double low, double high) {
    return {Hertz{1000.0}, 1, 1, 5, {{"a", {1.0F}, low, high}}};
}

std::vector<std::int64_t> samples(const std::vector<Discharge>& discharges) {
    std::vector<std::int64_t> all;
    for (const Discharge& d : discharges) all.push_back(d.sample);
    return all;
}

}  // namespace

TEST_CASE("a stream finds the units that its filters were made for") {
    const Fitted& f = fitted();
    REQUIRE(f.filters.units.size() == 3);
    const auto all = streamed(f, 100.0, 100);
    for (std::size_t u = 0; u < 3; ++u) {
        std::vector<Time> after;
        for (const Discharge& d : all)
            if (d.unit == u && d.sample >= 8000)
                after.push_back(sample_time(f.muscle.rate, d.sample));
        double best = 0.0;
        for (const Train& truth : f.muscle.truth) {
            const auto from =
                std::ranges::lower_bound(truth.discharges, sample_time(f.muscle.rate, 8000));
            best = std::max(best, agree(after, std::span(from, truth.discharges.end()), {}).rate());
        }
        CHECK(best >= 0.9);
    }
}

TEST_CASE("discharges are the same whatever the blocks") {
    for (const double memory : {0.0, 20.0}) {
        const auto whole = streamed(fitted(), memory, 12000);
        REQUIRE(whole.size() > 100);
        for (const auto block : {std::size_t{1}, std::size_t{7}, std::size_t{100}})
            CHECK(streamed(fitted(), memory, block) == whole);
    }
}

TEST_CASE("with classes that stay, a stream equals the filters on the whole signal") {
    const Fitted& f = fitted();
    std::vector<std::vector<float>> filters;
    for (const UnitFilter& u : f.filters.units) filters.push_back(u.filter);
    const auto sources = extend(f.muscle.signal(), f.filters.extension)->project(filters);
    std::vector<Discharge> batch;
    for (std::size_t u = 0; u < sources.size(); ++u)
        for (const std::size_t t : peaks(sources[u], separation)) {
            const double q = double{sources[u][t]} * double{sources[u][t]};
            if (q > (f.filters.units[u].low + f.filters.units[u].high) / 2.0)
                batch.push_back({u, static_cast<std::int64_t>(t), sources[u][t]});
        }
    std::ranges::sort(batch, {}, [](const Discharge& d) { return std::pair(d.sample, d.unit); });
    CHECK(streamed(f, 0.0, 7) == batch);
}

TEST_CASE("of peaks that are too near the greatest counts, in time that starts where it starts") {
    //                        0  1  2  3  4  5  6  7  8  9  10 11 12 13 14 15 16 17 18 19
    const std::vector<float> x{9, 0, 1, 4, 1, 2, 5, 0, 0, 3, 0, 0, 0, 4, 4, 0, 0, 0, 6, 7};
    Stream stream(identity(1.0, 16.0), 0.0);  // above sqrt(8.5)
    // 6 takes the place of 3, 9 is too near to 6; of two equal samples the first; 19 is no maximum
    auto found = stream.push({Hertz{1000.0}, 100, 1, x});
    CHECK(samples(found) == std::vector<std::int64_t>{106, 113});
    CHECK(samples(stream.finish()).empty());
    CHECK(stream.latency() == 5);
    CHECK_THROWS_AS(stream.push({Hertz{1000.0}, 120, 1, x}), Error);

    Stream cut(identity(1.0, 16.0), 0.0);  // ends before 6 is certain
    CHECK(cut.push({Hertz{1000.0}, 0, 1, std::span(x).first(11)}).empty());
    CHECK(samples(cut.finish()) == std::vector<std::int64_t>{6});
}

TEST_CASE("classes follow a source that fades, and an artefact does not move them") {
    std::vector<float> x(20000);
    for (std::size_t t = 10; t < x.size(); t += 20)  // discharges and noise in turn
        x[t] = (t / 20 % 2 == 0 ? 1.0F : 0.4F) *
               static_cast<float>(1.0 - 0.7 * static_cast<double>(t) / 20000.0);
    const auto count = [&](double memory) {
        Stream stream(identity(0.16, 1.0), memory);
        auto found = stream.push({Hertz{1000.0}, 0, 1, x});
        for (const Discharge& d : found) CHECK(d.sample / 20 % 2 == 0);
        return found.size();
    };
    CHECK(count(20.0) == 500);
    CHECK(count(0.0) < 300);

    std::vector<float> burst(100);
    burst[50] = 100.0F;
    Stream stream(identity(0.16, 1.0), 10.0);
    CHECK(samples(stream.push({Hertz{1000.0}, 0, 1, burst})) == std::vector<std::int64_t>{50});
    CHECK(stream.units()[0].high == 1.0);
    burst[50] = 1.5F;
    stream.push({Hertz{1000.0}, 100, 1, burst});
    CHECK(stream.units()[0].high == Approx(1.0 + (2.25 - 1.0) / 10.0));
    CHECK(stream.units()[0].low == 0.16);
}

TEST_CASE("what does not fit a stream is refused") {
    const std::vector<float> x(12);
    const auto says = [](const auto& action, const char* what) {
        CHECK_THROWS_WITH(action(), Catch::Contains(what));
    };
    Stream stream(identity(0.1, 1.0), 10.0);
    says([&] { stream.push({Hertz{2000.0}, 0, 1, x}); }, "1 channels at 2000 Hz does not fit");
    says([&] { stream.push({Hertz{1000.0}, 0, 2, x}); }, "2 channels at 1000 Hz does not fit");
    stream.push({Hertz{1000.0}, 0, 1, x});
    says([&] { stream.push({Hertz{1000.0}, 13, 1, x}); }, "where the stream goes on at 12");
    says([] { Stream(identity(1.0, 1.0), 10.0); }, "low must be from 0 to below high");
    says([] { Stream(identity(0.1, 1.0), 0.5); }, "0 or at least 1");
    StreamFilters other = identity(0.1, 1.0);
    other.channels = 2;
    says([&] { Stream(other, 0.0); }, "an extension of 1 need 2");
}

}  // namespace efferent::motor_units

// Filters of motor units as files, what a recording must have for them, and its stream.
#include <catch2/catch.hpp>
#include <limits>

#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/sealed.hpp"

namespace efferent {
namespace {

/// Two channels, of which the first alone matters, and one that is skipped.
MotorUnitFilters filters() {
    MotorUnitFilters f;
    f.origin = "f.json";
    f.recording = "where";
    f.simulated = true;
    f.unit = "mV";
    f.channels = {"a", "c"};
    f.skipped = {"b"};
    f.means = {5.0, -0.1};
    f.band = {10.0, 400.0, 2};
    f.filters = {
        Hertz{1000.0}, 2, 2, 10, {{"0", {1.0F, 0.0F, 0.0F, 1e-9F / 3.0F}, 0.01, 0.3, 8.5}}};
    f.silhouettes = {0.93};
    return f;
}

/// A pulse in channel "a" every 100 samples, on a mean of 5.
emg::Dataset dataset(double rate = 1000.0, std::vector<std::string> names = {"a", "b", "c"},
                     const std::string& unit = "mV") {
    std::vector<float> samples(1000 * names.size());
    for (std::size_t t = 0; t < 1000; ++t) {
        samples[t * names.size()] = t % 100 == 50 ? 6.0F : 5.0F;
        samples[t * names.size() + 1] = static_cast<float>(t % 7);
        if (names.size() > 2) samples[t * names.size() + 2] = static_cast<float>(t % 3);
    }
    emg::Dataset d;
    d.name = "here";
    d.recording = emg::Recording({"here", Hertz{rate}, {unit, 1e3}, std::move(names), samples});
    return d;
}

std::vector<std::int64_t> samples(const motor_units::Train& train) {
    std::vector<std::int64_t> all;
    for (const Time t : train.discharges) all.push_back(t.time_since_epoch().count() / 1'000'000);
    return all;
}

}  // namespace

TEST_CASE("filters of motor units read back bit for bit") {
    const std::string text = filters_json(filters());
    const MotorUnitFilters back = filters_from_json(text, "back.json");
    CHECK(back.filters.units[0].filter == filters().filters.units[0].filter);
    CHECK(back.origin == "back.json");
    CHECK(back.means == filters().means);
    CHECK(back.band.low_hz == 10.0);
    CHECK(filters_json(back) == text);
}

TEST_CASE("a file of filters that is not as it was written is refused") {
    const std::string text = filters_json(filters());
    const auto says = [](const std::string& altered, const std::string& what) {
        try {
            filters_from_json(altered, "x.json");
            FAIL("was taken: " << what);
        } catch (const Error& e) {
            CHECK(e.fault() == Fault::format);
            CHECK_THAT(e.what(), Catch::StartsWith("x.json") && Catch::Contains(what));
        }
    };
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string altered = text;
        altered.replace(altered.find(from), from.size(), to);
        return altered;
    };
    says(text.substr(0, text.size() / 2), "cut off");
    says(with("0.93", "0.94"), "checksum");
    says(with("filters/2", "filters/1"), "schema");
    says("{}", "is no file of filters");
    const std::string schema = "efferent.motor_unit_filters/2";
    const Config body = opened(text, schema, "file of filters", "x").body;
    says(sealed(schema, body.with("units.0.filter.0", "1e99")), "no single-precision number");
    says(sealed(schema, body.with("units.0.discharges_per_s", "0")), "must be above zero");
    says(sealed(schema, body.with("extension", "0")), "must be from 1 to 256");
    MotorUnitFilters f = filters();
    f.filters.units[0].filter.pop_back();
    says(filters_json(f), "has 3 numbers in its filter");
    f = filters();
    f.filters.units[0].low = 0.5;
    says(filters_json(f), "low must be from 0 to below high");
    f = filters();
    f.means.pop_back();
    says(filters_json(f), "means: must be one for each channel");
}

TEST_CASE("a channel that holds one value is refused if it never changes, and else told of") {
    const auto held = [](std::size_t channel, std::size_t from, std::size_t to) {
        emg::Dataset d = dataset();
        std::vector<float> samples(3000);
        for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(i % 5);
        for (std::size_t t = from; t < to; ++t) samples[3 * t + channel] = 5.0F;
        d.recording = emg::Recording({"here", Hertz{100.0}, {"mV", 1e3}, {"a", "b", "c"}, samples});
        return d;
    };
    const Stretch stretch{1.0, {}, {"b"}};
    const auto still = [&](const emg::Dataset& d) {
        return still_channels(cut(d, stretch), Hertz{100.0});
    };
    CHECK(still(held(0, 0, 0)).empty());
    CHECK(still(held(0, 300, 399)).empty());
    CHECK(still(held(1, 300, 700)).empty());  // that nobody reads
    const auto told = still(held(2, 300, 400));
    REQUIRE(told.size() == 1);
    CHECK(told[0].name == "c");
    CHECK(seconds(told[0].since) == 3.0);
    CHECK(told[0].length == 1s);
    require_alive(cut(held(2, 300, 1000), stretch), "here", "the filters");
    CHECK_THROWS_WITH(require_alive(cut(held(2, 0, 1000), stretch), "here", "the filters"),
                      "here: channel c holds one value throughout, but the filters read it; "
                      "decompose a recording anew without, by --skip-channel c");
}

TEST_CASE("a file of filters without any is refused") {
    MotorUnitFilters f = filters();
    f.filters.units.clear();
    f.silhouettes.clear();
    CHECK_THROWS_WITH(filters_from_json(filters_json(f), "x.json"),
                      Catch::StartsWith("x.json") && Catch::Contains("there is no filter in it"));
}

TEST_CASE("filters take only recordings like the one that they were made from") {
    require_fits(filters(), dataset());
    const auto says = [](const emg::Dataset& d, const std::string& what) {
        CHECK_THROWS_WITH(require_fits(filters(), d), Catch::Contains(what));
    };
    says(dataset(2000.0), "f.json: its filters are for 1000 Hz, but here has 2000 Hz");
    says(dataset(1000.0, {"a", "b", "c", "d"}), "for 2 channels, but here has 3");
    says(dataset(1000.0, {"a", "b", "d"}), "\"c\" as channel 2, but here has \"d\" there");
    says(dataset(1000.0, {"a", "b", "c"}, "uV"), "samples in mV, but here has samples in uV");
}

TEST_CASE("units that one filter does not tell apart are no filters for a stream") {
    MotorUnitRun run;
    run.rate = Hertz{1000.0};
    run.length = 4000;
    run.channels = {"a"};
    run.means = {0.0};
    run.params.decomposition.extension = 1;
    for (const double silhouette : {0.9, 0.5, 0.85}) {
        motor_units::MotorUnit& unit = run.result.units.emplace_back();
        unit.filter = {1.0F};
        unit.pulses = {100, 200, 300};
        unit.online = {{}, 0.1, 1.0, silhouette};
    }
    const MotorUnitFilters f = online_filters(run);
    REQUIRE(f.filters.units.size() == 2);
    CHECK(f.filters.units[0].name == "0");
    CHECK(f.filters.units[1].name == "2");
    CHECK(f.silhouettes == std::vector<double>{0.9, 0.85});
    CHECK(f.filters.separation == 10);
    CHECK(f.filters.units[0].usual == 0.75);  // 3 discharges in 4 s
}

TEST_CASE("a stream tells times of the whole recording, the same in blocks of any length") {
    const Stretch stretch{0.2, 0.6, {}};
    const StreamRun run = stream_motor_units(dataset(), stretch, filters(), {});
    REQUIRE(run.trains.size() == 1);
    CHECK(run.trains[0].unit == "0");
    CHECK(samples(run.trains[0]) == std::vector<std::int64_t>{250, 350, 450, 550, 650, 750});
    CHECK(run.blocks == 60);
    CHECK(run.latency == 10);
    for (const std::int64_t ms : {1, 7, 100, 5000})
        CHECK(stream_motor_units(dataset(), stretch, filters(), {Duration{ms * 1'000'000}, 100.0})
                  .trains == run.trains);
    CHECK(batch_motor_units(dataset(), stretch, filters()) == run.trains);
    CHECK_THROWS_WITH(stream_motor_units(dataset(), stretch, filters(), {Duration{1000}, 100.0}),
                      Catch::Contains("a sample long at least, 1 ms"));
}

TEST_CASE("a block that is refused leaves a stream as it was") {
    const emg::Dataset whole = dataset(1000.0, {"a", "c"});
    const SignalView signal = whole.recording.signal();
    const auto found = [&](bool disturbed) {
        MotorUnitStream stream(filters(), 100.0);
        auto all = stream.push(signal.rows(0, 500));
        if (disturbed) {
            std::vector<float> bad(6);
            bad[3] = std::numeric_limits<float>::infinity();
            CHECK_THROWS_WITH(stream.push({Hertz{1000.0}, 500, 2, bad}),
                              Catch::Contains("sample 501 of channel 2 is no finite number"));
            CHECK_THROWS_WITH(stream.push({Hertz{1000.0}, 500, 3, bad}),
                              Catch::Contains("3 channels"));
            CHECK_THROWS_WITH(stream.push({Hertz{1000.0}, 400, 2, std::span(bad).first(2)}),
                              Catch::Contains("goes on at 500"));
        }
        for (const auto& d : stream.push(signal.rows(500, 500))) all.push_back(d);
        return all;
    };
    CHECK(found(false).size() == 10);
    CHECK(found(true) == found(false));
}

}  // namespace efferent

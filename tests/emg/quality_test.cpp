// What the quality notes see, and what they leave alone.
#include "emg/quality.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/random.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

constexpr std::size_t length = 2000;

/// Noise on every channel: nothing to complain about.
std::vector<float> noise(std::size_t channels) {
    RandomStream random(3, "quality test");
    std::vector<float> samples(length * channels);
    for (float& s : samples) s = static_cast<float>(random.normal());
    return samples;
}

Dataset dataset_of(std::vector<float> samples, std::size_t channels, const Unit& unit = {}) {
    Dataset d;
    d.name = "made";
    std::vector<std::string> names;
    for (std::size_t c = 0; c < channels; ++c)
        names.push_back(std::string("c").append(std::to_string(c)));
    d.recording = Recording({"made", Hertz{1000.0}, unit, names, std::move(samples)});
    d.classes = {"rest", "fist"};
    for (std::int64_t i = 0; i < 4; ++i)
        d.trials.push_back({i * 500, 500, static_cast<TaskId>(i % 2), 1, 1, i / 2 + 1});
    return d;
}

std::vector<std::string> found(const Dataset& dataset) {
    std::vector<std::string> checks;
    for (const QualityNote& note : quality(dataset)) {
        CHECK(std::ranges::count(quality_checks(), note.check) == 1);
        CHECK_FALSE(note.sentence.empty());
        checks.push_back(note.check);
    }
    return checks;
}

using Checks = std::vector<std::string>;

}  // namespace

TEST_CASE("clean data give no note") { CHECK(found(dataset_of(noise(3), 3)) == Checks{}); }

TEST_CASE("a flat channel is named, and a flat trial counted") {
    auto samples = noise(3);
    for (std::size_t i = 0; i < length; ++i) samples[i * 3 + 1] = 7.0F;
    for (std::size_t i = 500; i < 1000; ++i) samples[i * 3 + 2] = 0.0F;
    const auto d = dataset_of(samples, 3);
    CHECK(found(d) == Checks{"flat_channel", "flat_stretch"});
    CHECK(quality(d)[0].sentence == "channel \"c1\" is 7 throughout");
    CHECK(quality(d)[1].sentence == "channel \"c2\" does not change in 1 of 4 trials (25.0 %)");
    const auto channels = channel_quality(d);
    REQUIRE(channels.size() == 3);
    CHECK(channels[0].flat_stretches == 0);
    CHECK(channels[1].flat_stretches == 4);
}

TEST_CASE("runs at an extreme count from three samples on") {
    auto samples = noise(1);
    for (const std::size_t at : {10U, 11U, 300U, 301U, 302U, 303U, 1998U, 1999U})
        samples[at] = 99.0F;
    auto d = dataset_of(samples, 1);
    CHECK(channel_quality(d)[0].at_extreme == 4);
    CHECK(channel_quality(d)[0].highest == 99.0F);
    CHECK(found(d) == Checks{"saturated_channel"});
    CHECK(quality(d)[0].severity == Severity::warning);
    samples[302] = 98.0F;
    CHECK(found(dataset_of(samples, 1)) == Checks{});
    for (const std::size_t at : {498U, 499U, 500U, 501U}) samples[at] = -99.0F;
    CHECK(channel_quality(dataset_of(samples, 1))[0].at_extreme == 0);  // two in each of two trials
    d = dataset_of(samples, 1);
    d.trials.clear();
    CHECK(channel_quality(d)[0].at_extreme == 4);
}

TEST_CASE("a logger that repeats samples is found out") {
    auto samples = noise(2);
    for (std::size_t i = 0; i < length; ++i)
        for (std::size_t c = 0; c < 2; ++c) samples[i * 2 + c] = samples[i / 5 * 10 + c];
    const auto notes = quality(dataset_of(samples, 2));
    const auto it = std::ranges::find(notes, "repeated_samples", &QualityNote::check);
    REQUIRE(it != notes.end());
    CHECK_THAT(it->sentence, Catch::Contains("about 198 times a second, not 1000"));
}

TEST_CASE("trials, classes and units that limit what can be done are told") {
    auto d = dataset_of(noise(1), 1, {"normalised", 0.0});
    d.classes = {"rest", "fist", "point", "pinch"};
    d.trials.push_back({3, 1, TaskId{2}, 1, 1, 1});
    CHECK(found(d) ==
          Checks{"short_trial", "empty_class", "single_repetition", "unit_without_volts"});
    CHECK(quality(d)[0].sentence == "trial 4 has one sample");
    CHECK(quality(d)[1].sentence == "class \"pinch\" has no trial");
    CHECK(quality(d)[3].severity == Severity::note);
    CHECK(quality(Dataset{}).empty());
}

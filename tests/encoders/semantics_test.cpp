// Each encoder on samples worked out by hand, and the calibration that sets the steps.
#include <catch2/catch.hpp>

#include "tests/encoders/signals.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::encoders;
using test::message_of;
using test::Signal;

namespace {

std::string events_of(std::string_view name, double step, std::vector<float> samples) {
    const Signal signal{Hertz{1000.0}, 1, std::move(samples)};
    return test::story(encode_all(*test::encoder(name, step, signal), signal.view()), signal);
}

}  // namespace

TEST_CASE("the same samples under each meaning of delta") {
    // From 5: two steps and a half up, half a step up, there it stays, three and a half down.
    const std::vector<float> samples{5, 10, 11, 11, 4};
    CHECK(events_of("send_on_delta", 2.0, samples) == "1+ 1+ 2+ 4- 4- 4-");
    CHECK(events_of("clocked_delta", 2.0, samples) == "1+ 2+ 3+ 4-");
    CHECK(events_of("reference_reset", 2.0, samples) == "1+ 4-");
    CHECK(events_of("adjacent_difference", 2.0, samples) == "1+ 4-");
}

TEST_CASE("a slow ramp is seen against a kept reference, not against the sample before") {
    const std::vector<float> ramp{0, 1, 2, 3, 4, 5, 6};
    CHECK(events_of("send_on_delta", 2.0, ramp) == "2+ 4+ 6+");
    CHECK(events_of("clocked_delta", 2.0, ramp) == "2+ 4+ 6+");
    CHECK(events_of("reference_reset", 2.0, ramp) == "2+ 4+ 6+");
    CHECK(events_of("adjacent_difference", 2.0, ramp).empty());
}

TEST_CASE("a change of exactly a step is an event, and one below it is none") {
    for (const auto* name :
         {"send_on_delta", "clocked_delta", "reference_reset", "adjacent_difference"}) {
        CHECK(events_of(name, 3.0, {1, 4}) == "1+");
        CHECK(events_of(name, 3.0, {1, -2}) == "1-");
        CHECK(events_of(name, 3.0, {1, 3.9999998F, -1.9999999F}).empty() ==
              (std::string_view(name) != "adjacent_difference"));
    }
}

TEST_CASE("lif sends when the leaky mean of the rectified sample reaches the threshold") {
    // v after n samples of amplitude A is A·(1 − aⁿ), a = exp(−1 ms / 10 ms): half of A at n = 7.
    CHECK(events_of("lif", 5.0, std::vector<float>(21, 10.0F)) == "6+ 13+ 20+");
    CHECK(events_of("lif", 5.0, std::vector<float>(21, -10.0F)) == "6+ 13+ 20+");
    CHECK(events_of("lif", 5.0, std::vector<float>(1000, 4.9F)).empty());
    CHECK(events_of("lif", 1e-3, std::vector<float>(3, 1.0F)) == "0+ 1+ 2+");
    const Signal signal{Hertz{1000.0}, 1, std::vector<float>(21, 10.0F)};
    const auto slow = test::encoder(R"({"type":"lif","threshold_relative":5,"membrane_ms":20})",
                                    test::unit_calibration(signal));
    CHECK(test::story(encode_all(*slow, signal.view()), signal) == "13+");
    CHECK(slow->step(ChannelId{0}) == 0.0);
    CHECK(message_of([&] {
              test::encoder(R"({"type":"lif","membrane_ms":0})", test::unit_calibration(signal));
          }) == "test/membrane_ms: must be above zero, not 0");
}

TEST_CASE("a calibration holds the standard deviations over all segments") {
    const Signal a{Hertz{100.0}, 2, {1, 7, 2, 7}}, b{Hertz{100.0}, 2, {3, 7, 4, 7, 10, 7}};
    const std::vector<SignalView> segments{a.view(), b.view()};
    const Calibration found = calibrate(segments, 0.25);
    CHECK(found.rate == Hertz{100.0});
    CHECK(found.microvolts_per_unit == 0.25);
    REQUIRE(found.scale.size() == 2);
    CHECK(found.scale[0] == Approx(std::sqrt(10.0)).epsilon(1e-14));  // 1 2 3 4 10 about 4
    CHECK(found.scale[1] == 0.0);
}

TEST_CASE("a constant channel calibrates to exactly nothing, whatever the constant") {
    RandomStream random(9, "constants");
    for (int i = 0; i < 100; ++i) {
        const Signal flat{Hertz{1.0}, 1,
                          std::vector<float>(777, static_cast<float>(random.normal()))};
        REQUIRE(test::calibration_of(flat).scale[0] == 0.0);
    }
}

TEST_CASE("a small deviation about a large offset is not lost") {
    Signal signal{Hertz{1.0}, 1, {}};
    for (int i = 0; i < 1000; ++i) signal.samples.push_back(i % 2 == 0 ? 8388608.0F : 8388609.0F);
    CHECK(test::calibration_of(signal).scale[0] == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("a calibration without a sample, of unlike segments or with holes is refused") {
    const Signal none{Hertz{100.0}, 2, {}}, two{Hertz{100.0}, 2, {1, 2}}, one{Hertz{100.0}, 1, {1}};
    const Signal broken{Hertz{100.0}, 2, {1, 2, 3, std::nanf("")}};
    CHECK(message_of([&] { calibrate({}, 1.0); }) ==
          "calibration: there is no sample; give at least one segment");
    CHECK(message_of([&] { test::calibration_of(none); }) ==
          "calibration: there is no sample; give at least one segment");
    CHECK(message_of([&] {
              calibrate(std::vector<SignalView>{two.view(), one.view()}, 1.0);
          }) ==
          "calibration: one segment has 1 channels at 100 Hz, where the first has 2 channels at "
          "100 Hz; use segments of one recording");
    CHECK(message_of([&] { test::calibration_of(broken); }) ==
          "calibration: channel 1 (from 0): holds a sample that is not finite, where numbers are "
          "needed");
}

TEST_CASE("a step beyond the numbers there are is refused") {
    const Calibration tiny{Hertz{1.0}, 0.0, {1.0, 5e-324}};
    CHECK(message_of([&] {
              test::encoder(R"({"type":"send_on_delta","threshold_relative":0.1})", tiny);
          }) ==
          "threshold: channel 1 (from 0): comes to a step of 0 units, where a finite number above "
          "zero is needed");
}

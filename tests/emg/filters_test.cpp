// Filters against known answers: the Butterworth formula, and impulse responses of another program.
#include <catch2/catch.hpp>
#include <numbers>

#include "core/random.hpp"
#include "emg/filters/biquad.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

constexpr double pi = std::numbers::pi;

double gain(const std::vector<Section>& sections, double rate, double frequency) {
    return std::abs(response(sections, {rate}, {frequency}));
}

/// |H| of an analogue Butterworth filter at `ratio` times its edge.
double butterworth(double ratio, std::int64_t order) {
    return 1.0 / std::sqrt(1.0 + std::pow(ratio, 2.0 * static_cast<double>(order)));
}

double warped(double rate, double frequency) { return std::tan(pi * frequency / rate); }

/// The largest difference from `expected` over the largest expected value.
double impulse_error(const std::vector<Section>& sections, const std::vector<double>& expected) {
    Cascade cascade(sections);
    double worst = 0.0, largest = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        worst = std::max(worst, std::abs(cascade.step(i == 0 ? 1.0 : 0.0) - expected[i]));
        largest = std::max(largest, std::abs(expected[i]));
    }
    REQUIRE(largest > 0.01);
    return worst / largest;
}

std::unique_ptr<Filter> made(const char* text) {
    return make(filters(), Config::parse(text, "x.json"));
}

}  // namespace

TEST_CASE("at its edges a Butterworth filter has fallen to 1/sqrt(2)") {
    const double half_power = 1.0 / std::sqrt(2.0);
    for (std::int64_t order = 1; order <= 10; ++order) {
        CAPTURE(order);
        CHECK(gain(butterworth_low_pass({1000}, order, {90}), 1000, 90) ==
              Approx(half_power).epsilon(0).margin(1e-9));
        CHECK(gain(butterworth_high_pass({1000}, order, {20}), 1000, 20) ==
              Approx(half_power).epsilon(0).margin(1e-9));
        const auto band = butterworth_band_pass({2000}, order, {20}, {450});
        CHECK(gain(band, 2000, 20) == Approx(half_power).epsilon(0).margin(1e-9));
        CHECK(gain(band, 2000, 450) == Approx(half_power).epsilon(0).margin(1e-9));
    }
}

TEST_CASE("everywhere a Butterworth filter follows its formula at prewarped frequencies") {
    const double rate = 1000;
    for (std::int64_t order = 1; order <= 8; ++order)
        for (double f = 5.0; f < 500.0; f += 15.0) {
            CAPTURE(order, f);
            const double w = warped(rate, f);
            CHECK(gain(butterworth_low_pass({rate}, order, {90}), rate, f) ==
                  Approx(butterworth(w / warped(rate, 90), order)).epsilon(1e-9).margin(1e-12));
            CHECK(gain(butterworth_high_pass({rate}, order, {90}), rate, f) ==
                  Approx(butterworth(warped(rate, 90) / w, order)).epsilon(1e-9).margin(1e-12));
            const double low = warped(rate, 60), high = warped(rate, 200);
            const double ratio = std::abs(w * w - low * high) / (w * (high - low));
            CHECK(gain(butterworth_band_pass({rate}, order, {60}, {200}), rate, f) ==
                  Approx(butterworth(ratio, order)).epsilon(1e-9).margin(1e-12));
        }
}

TEST_CASE("far below its edge a high-pass falls by 6 dB an octave for each pole") {
    for (std::int64_t order = 1; order <= 6; ++order) {
        CAPTURE(order);
        const auto sections = butterworth_high_pass({1000}, order, {20});
        const double octave =
            20.0 * std::log10(gain(sections, 1000, 0.2) / gain(sections, 1000, 0.1));
        CHECK(octave == Approx(6.0206 * static_cast<double>(order)).epsilon(0.001));
    }
}

TEST_CASE("a notch removes its frequency, and is as wide as its quality says") {
    const std::vector<Section> sections{notch_section({1000}, {50}, 30.0)};
    CHECK(gain(sections, 1000, 50) < 1e-12);
    CHECK(gain(sections, 1000, 0) == Approx(1.0).epsilon(1e-12));
    CHECK(gain(sections, 1000, 500) == Approx(1.0).epsilon(1e-12));
    double low = 40.0, high = 50.0;  // bisection for the lower edge
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2.0;
        (gain(sections, 1000, middle) > 1.0 / std::sqrt(2.0) ? low : high) = middle;
    }
    double left = 50.0, right = 60.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = (left + right) / 2.0;
        (gain(sections, 1000, middle) > 1.0 / std::sqrt(2.0) ? right : left) = middle;
    }
    CHECK(left - low == Approx(50.0 / 30.0).epsilon(1e-3));
}

// Impulse responses computed with SciPy 1.10.1: signal.butter(..., output="sos") and
// signal.iirnotch, then signal.sosfilt.
TEST_CASE("impulse responses are those of SciPy") {
    // butter(4, [20, 450], "bandpass", fs=2000)
    CHECK(impulse_error(
              butterworth_band_pass({2000}, 4, {20}, {450}),
              {0.058512708571376026, 0.25215284852359293, 0.3884512303136947, 0.17421165232088198,
               -0.1921174426461744, -0.2848385563129203, -0.13058722436195058,
               -0.030561879810013792, -0.06491966919021962, -0.10857459937810354,
               -0.09127757337019474, -0.05526362861225168, -0.04440926051719807,
               -0.04929437536656288, -0.046647681770909215, -0.03524585788971468}) < 1e-12);
    // butter(3, [60, 120], "bandpass", fs=1000)
    CHECK(impulse_error(
              butterworth_band_pass({1000}, 3, {60}, {120}),
              {0.004750523610980863, 0.02143781252487747, 0.039313281601964054, 0.03179546196324619,
               -0.010898834976779515, -0.06899223138011051, -0.10870759351981396,
               -0.103888972245092, -0.05098087511121224, 0.029547852005731193, 0.10422177537575483,
               0.1429345832136057, 0.13212166662978372, 0.07901920566674117, 0.006328056617483098,
               -0.058931063898938985}) < 1e-12);
    // butter(3, 20, "highpass", fs=1000)
    CHECK(impulse_error(
              butterworth_high_pass({1000}, 3, {20}),
              {0.8818381985744144, -0.22148617754853095, -0.19280540423650766, -0.16610894216074013,
               -0.14138575845354767, -0.11861733935715846, -0.09777642017886681,
               -0.07882628223207991, -0.06172052631156472, -0.04640323987384646,
               -0.03280948256987497, -0.02086602206951936, -0.010492259189367244,
               -0.0016012881516119098, 0.005898955669834623, 0.012104501948295359}) < 1e-12);
    // butter(5, 90, "lowpass", fs=1000)
    CHECK(impulse_error(
              butterworth_low_pass({1000}, 5, {90}),
              {0.0008162875430703544, 0.006674395235114011, 0.02588539552485207, 0.0643637041838855,
               0.11713844711783322, 0.16839523231899622, 0.20008926762041138, 0.20094368428423345,
               0.1705314448642452, 0.11806507647154828, 0.05788441963070728, 0.004173612168264744,
               -0.03311107313442783, -0.050120488293589345, -0.04879049509099022,
               -0.034978342898795325}) < 1e-12);
    // iirnotch(50, 30, fs=1000)
    CHECK(impulse_error({notch_section({1000}, {50}, 30.0)},
                        {0.9947912376593769, -0.009856048112914406, -0.008286404972684586,
                         -0.005926207563988975, -0.0030135206785230663, 0.00016227111623566114,
                         0.0032891775312893323, 0.006063218760559937, 0.008217942702688193,
                         0.009549980347485956, 0.009938192090202448, 0.009354607327761697,
                         0.007866177564529815, 0.005627268015752156, 0.0028637153364533376,
                         -0.0001499082520170789}) < 1e-12);
}

TEST_CASE("a notch with multiples removes each of them and keeps what is between") {
    auto filter = made(R"({"type":"notch","multiples":3})");
    for (const double f : {50.0, 100.0, 150.0, 75.0, 200.0}) {
        CAPTURE(f);
        filter->prepare({1000}, 1);
        std::vector<float> samples(8000);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] =
                static_cast<float>(std::sin(2.0 * pi * f * static_cast<double>(i) / 1000.0));
        filter->apply(samples);
        float largest = 0.0F;
        for (std::size_t i = 7000; i < samples.size(); ++i)
            largest = std::max(largest, std::abs(samples[i]));
        const bool removed = f == 50.0 || f == 100.0 || f == 150.0;
        CHECK(removed == (largest < 1e-4F));
        if (!removed) CHECK(largest > 0.9F);
    }
}

TEST_CASE("channels side by side are filtered as each by itself, to the bit") {
    const std::size_t channels = GENERATE(1U, 5U, 8U, 40U, 41U);
    const auto filter = made(R"({"type":"band_pass","low_hz":20,"high_hz":450,"order":3})");
    filter->prepare({2000}, channels);
    std::vector<Cascade> one(channels, Cascade(butterworth_band_pass({2000}, 3, {20}, {450})));
    RandomStream random(1, "samples");
    std::vector<float> samples(200 * channels);
    for (float& x : samples) x = static_cast<float>(random.normal());
    std::vector<float> expected = samples;
    for (std::size_t i = 0; i < expected.size(); ++i)
        expected[i] = static_cast<float>(one[i % channels].step(static_cast<double>(expected[i])));
    filter->apply(std::span(samples).first(90 * channels));
    filter->apply(std::span(samples).subspan(90 * channels));
    CHECK(samples == expected);
}

TEST_CASE("bad settings of a filter say which and why") {
    const auto refusal = [](const char* text, double rate) {
        return test::message_of([&] { made(text)->prepare({rate}, 2); });
    };
    CHECK(refusal(R"({"type":"band_pass"})", 900) ==
          "band_pass: high_hz: 450 Hz must be below half of the sampling rate of 900 Hz, that is "
          "below 450 Hz");
    CHECK(refusal(R"({"type":"notch","multiples":10})", 1000) ==
          "notch: multiples: 500 Hz must be below half of the sampling rate of 1000 Hz, that is "
          "below 500 Hz");
    CHECK(refusal(R"({"type":"band_pass","low_hz":30,"high_hz":20})", 1000) ==
          "x.json/high_hz: must be above low_hz, not 20");
    CHECK(refusal(R"({"type":"high_pass","order":0})", 1000) ==
          "x.json/order: must be from 1 to 10, not 0");
    CHECK(refusal(R"({"type":"low_pass","edge_hz":-1})", 1000) ==
          "x.json/edge_hz: must be above zero, not -1");
    CHECK_THAT(refusal(R"({"type":"high_pas"})", 1000),
               Catch::Contains("did you mean \"high_pass\""));
}

// How fast send-on-delta turns the samples of a 64-channel array into events.
#include "bench/pipeline/sections.hpp"
#include "bench/support/clock.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "emg/filter.hpp"
#include "encoders/encoder.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t channels = 64;
constexpr Hertz rate{2000.0};
constexpr std::size_t length = 40000;  // 20 s
constexpr std::size_t block = 100;     // 50 ms

/// Gaussian noise of 50 uV in the band of surface EMG.
std::vector<float> noise() {
    RandomStream random(1, "bench noise");
    std::vector<float> samples(length * channels);
    for (float& x : samples) x = static_cast<float>(50.0 * random.normal());
    const auto config = R"({"type": "band_pass", "low_hz": 20, "high_hz": 450})";
    const auto band = make(emg::filters(), Config::parse(config, "bench"));
    band->prepare(rate, channels);
    band->apply(samples);
    return samples;
}

Row row(const SignalView& signal, double threshold, const std::string& id) {
    const auto encoder =
        make(encoders::encoders(),
             Config::parse(
                 "{\"type\": \"send_on_delta\", \"threshold_relative\": " + exact(threshold) + "}",
                 "bench"));
    encoder->prepare(encoders::calibrate(std::span(&signal, 1), 1.0));
    std::vector<Event> events;
    std::size_t sent = 0;
    const double time = user_seconds_of([&] {
        encoder->reset();
        sent = 0;
        for (std::size_t begin = 0; begin < length; begin += block) {
            events.clear();
            encoder->encode(signal.rows(begin, block), events);
            sent += events.size();
        }
    });
    const auto samples = static_cast<double>(length * channels);
    return {.id = id,
            .value = samples / time / 1e6,
            .unit = "million samples/s",
            .what = "send_on_delta at a threshold of " + exact(threshold) +
                    " standard deviations, 64 channels of noise from 20 to 450 Hz at 2 kHz, blocks "
                    "of 50 ms; " +
                    fixed(static_cast<double>(sent) / samples, 3) + " events a sample."};
}

}  // namespace

Rows measure_encoding() {
    const auto samples = noise();
    const SignalView signal(rate, 0, channels, samples);
    return {row(signal, 0.25, "pipeline.encode.msamples_per_s"),
            row(signal, 2.0, "pipeline.encode.msamples_per_s_coarse")};
}

}  // namespace efferent::bench

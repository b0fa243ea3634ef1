// Signals that own their samples, and encoders ready to use, for the tests of this folder.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/text.hpp"
#include "encoders/card.hpp"

namespace efferent::test {

struct Signal {
    Hertz rate{1000.0};
    std::size_t channels = 1;
    std::vector<float> samples;

    SignalView view() const { return {rate, 0, channels, samples}; }
};

inline Signal noise(std::uint64_t seed, std::size_t length, std::size_t channels) {
    RandomStream random(seed, "test signal");
    Signal signal{Hertz{2148.0}, channels, {}};
    for (std::size_t i = 0; i < length * channels; ++i)
        signal.samples.push_back(static_cast<float>(20.0 * random.normal()));
    return signal;
}

inline encoders::Calibration calibration_of(const Signal& signal, double microvolts = 1.0) {
    const SignalView view = signal.view();
    return encoders::calibrate({&view, 1}, microvolts);
}

/// Steps of `threshold_relative` are in units then.
inline encoders::Calibration unit_calibration(const Signal& signal) {
    return {signal.rate, 0.0, std::vector<double>(signal.channels, 1.0)};
}

inline std::unique_ptr<encoders::Encoder> encoder(const std::string& json,
                                                  const encoders::Calibration& calibration) {
    auto made = make(encoders::encoders(), Config::parse(json, "test"));
    made->prepare(calibration);
    return made;
}

/// `name` with a step of `step` units on every channel.
inline std::unique_ptr<encoders::Encoder> encoder(std::string_view name, double step,
                                                  const Signal& signal) {
    const auto config =
        Config::parse("{}", "test").with("type", name).with("threshold_relative", exact(step));
    return encoder(config.dump(), unit_calibration(signal));
}

/// The events of a one-channel signal as "3+ 3+ 7-": sample and polarity.
inline std::string story(std::span<const Event> events, const Signal& signal) {
    std::string text;
    for (const Event& e : events) {
        if (!text.empty()) text += ' ';
        text += std::to_string(std::llround(seconds(e.at) * signal.rate.value));
        text += e.polarity == Polarity::up ? '+' : '-';
    }
    return text;
}

}  // namespace efferent::test

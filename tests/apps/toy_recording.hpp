// A toy muscle as files that the program can be given.
#pragma once

#include <cstring>
#include <string>

#include "decoders/motor_units/train.hpp"
#include "tests/motor_units/toy_muscle.hpp"
#include "tests/support/support.hpp"

namespace efferent::test {

/// A toy muscle as a raw recording with its truth beside it.
struct Recorded {
    explicit Recorded(const motor_units::toy::Muscle& m) {
        std::string bytes(m.samples.size() * sizeof(float), '\0');
        std::memcpy(bytes.data(), m.samples.data(), bytes.size());
        folder.write("toy.f32", bytes);
        recording = folder
                        .write("toy.json",
                               R"({"reader": "raw", "samples": "toy.f32", "dtype": "float32",
                                     "sampling_rate_hz": 2000, "unit": "mV", "simulated": true,
                                     "channels": )" +
                                   std::to_string(m.channels) + "}")
                        .string();
        std::string csv = "unit,sample\n";
        for (const auto& train : m.truth)
            for (const Time t : train.discharges)
                csv += train.unit + "," + std::to_string(std::llround(seconds(t) * 2000.0)) + "\n";
        truth = folder.write("truth.csv", csv).string();
    }
    TemporaryFolder folder;
    std::string recording;
    std::string truth;
};

/// With which its units are found.
constexpr const char* toy_settings =
    " --set high_hz=900 --set decomposition.extension=8 --set decomposition.min_silhouette=0.8";

}  // namespace efferent::test

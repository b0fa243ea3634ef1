// A small data set that a test can reason about.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "emg/dataset.hpp"

namespace efferent::test {

struct ToyShape {
    std::int64_t people = 2, sessions = 2, repetitions = 4, classes = 3, channels = 4,
                 samples = 200;
    double rate_hz = 200.0;
};

/// White noise whose channel gains depend on the class: separable, yet not trivially so.
inline emg::Dataset toy(std::uint64_t seed, const ToyShape& shape = {}) {
    emg::Dataset d;
    d.name = "toy";
    d.simulated = true;
    for (std::int64_t k = 0; k < shape.classes; ++k)
        d.classes.push_back(k == 0 ? "rest" : "task" + std::to_string(k));
    std::vector<float> samples;
    std::uint64_t entity = 0;
    for (std::int64_t p = 1; p <= shape.people; ++p)
        for (std::int64_t s = 1; s <= shape.sessions; ++s)
            for (std::int64_t r = 1; r <= shape.repetitions; ++r)
                for (std::int64_t k = 0; k < shape.classes; ++k) {
                    RandomStream random(seed, "toy", entity++);
                    d.trials.push_back({static_cast<std::int64_t>(samples.size()) / shape.channels,
                                        shape.samples, static_cast<TaskId>(k), p, s, r});
                    for (std::int64_t i = 0; i < shape.samples; ++i)
                        for (std::int64_t c = 0; c < shape.channels; ++c) {
                            const double gain =
                                k == 0 ? 2.0 : 10.0 + 15.0 * ((c + k) % shape.channels == 0);
                            samples.push_back(static_cast<float>(gain * random.normal()));
                        }
                }
    std::vector<std::string> channels;
    for (std::int64_t c = 0; c < shape.channels; ++c) channels.push_back("c" + std::to_string(c));
    d.recording =
        emg::Recording({"toy", Hertz{shape.rate_hz}, emg::parse_unit("uV"), channels, samples});
    emg::check_trials(d);
    return d;
}

}  // namespace efferent::test

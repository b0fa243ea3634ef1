// A handful of motor units with random shapes over a few channels, for tests.
#pragma once

#include <cmath>
#include <numeric>

#include "core/random.hpp"
#include "core/signal.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units::toy {

struct Muscle {
    Hertz rate{2000.0};
    std::size_t channels = 0;
    std::vector<float> samples;
    std::vector<Train> truth;
    SignalView signal() const { return {rate, 0, channels, samples}; }
};

struct Plan {
    std::size_t channels = 6;
    std::size_t units = 3;
    std::size_t length = 12000;
    double noise = 0.1;
    double variety =
        0.0;  ///< size of what is added to a unit's potential at half of its discharges
};

inline Muscle muscle(const Plan& plan, std::uint64_t seed = 1) {
    constexpr std::size_t width = 16;
    Muscle m;
    m.channels = plan.channels;
    m.samples.resize(plan.length * plan.channels);
    RandomStream noise(seed, "noise of the toy muscle");
    for (float& x : m.samples) x = static_cast<float>(plan.noise * noise.normal());
    for (std::size_t u = 0; u < plan.units; ++u) {
        RandomStream random(seed, "units of the toy muscle", u);
        const auto drawn = [&](double scale, RandomStream& from) {
            std::vector<float> shape(width * plan.channels);
            for (std::size_t c = 0; c < plan.channels; ++c) {
                const double size = scale * from.normal(), phase = 3.0 * from.uniform();
                for (std::size_t i = 0; i < width; ++i)
                    shape[i * plan.channels + c] = static_cast<float>(
                        size * std::sin(0.5 * static_cast<double>(i) + phase) *
                        std::exp(-0.03 * std::pow(static_cast<double>(i) - 7.0, 2.0)));
            }
            return shape;
        };
        const std::vector<float> shape = drawn(1.0, random);
        RandomStream variety(seed, "varied units of the toy muscle", u);
        const std::vector<float> added = drawn(plan.variety, variety);
        Train train{std::to_string(u), {}};
        double at = 50.0 + 40.0 * random.uniform();
        while (at + 100.0 < static_cast<double>(plan.length)) {
            const auto t = static_cast<std::size_t>(at);
            train.discharges.push_back(sample_time(m.rate, static_cast<std::int64_t>(t)));
            const bool varied = plan.variety > 0.0 && variety.uniform() < 0.5;
            for (std::size_t i = 0; i < shape.size(); ++i)
                m.samples[t * plan.channels + i] += shape[i] + (varied ? added[i] : 0.0F);
            const double interval = 160.0 + 25.0 * static_cast<double>(u);
            at += std::max(60.0, interval * (1.0 + 0.15 * random.normal()));
        }
        m.truth.push_back(train);
    }
    return m;
}

}  // namespace efferent::motor_units::toy

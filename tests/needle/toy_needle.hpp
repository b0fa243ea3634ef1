// A needle's signal of a few motor units whose shapes and discharges are known, for tests.
#pragma once

#include <cmath>
#include <numbers>

#include "core/random.hpp"
#include "core/signal.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::needle::toy {

struct Recording {
    Hertz rate{8000.0};
    std::vector<float> samples;
    std::vector<motor_units::Train> truth;
    SignalView signal() const { return {rate, 0, 1, samples}; }
};

struct Plan {
    std::size_t units = 3;
    double length_s = 3.0;
    double noise = 4.0;
    double regularity = 0.12;  ///< standard deviation of intervals over their mean
    double rhythm_s = 0.07;    ///< mean interval of the first unit; the others are slower
};

/// Unit u at `t` seconds from its discharge: a Gaussian's wavelet of its own width and phase.
inline double shape(std::size_t u, double t) {
    const double number = static_cast<double>(u);
    const double width = 0.5e-3 + 0.15e-3 * number, hertz = 900.0 - 180.0 * number;
    return (160.0 - 30.0 * number) * std::exp(-0.5 * t * t / (width * width)) *
           std::cos(2.0 * std::numbers::pi * hertz * t + 1.3 * number);
}

inline Recording recording(const Plan& plan, std::uint64_t seed = 1) {
    Recording r;
    r.samples.resize(static_cast<std::size_t>(plan.length_s * r.rate.value));
    RandomStream noise(seed, "noise of the toy needle");
    for (float& x : r.samples) x = static_cast<float>(plan.noise * noise.normal());
    for (std::size_t u = 0; u < plan.units; ++u) {
        RandomStream random(seed, "units of the toy needle", u);
        motor_units::Train train{std::to_string(u), {}};
        const double mean = plan.rhythm_s * (1.0 + 0.13 * static_cast<double>(u));
        for (double at = 0.02 + 0.02 * random.uniform(); at + 0.02 < plan.length_s;) {
            train.discharges.push_back(Time{Duration{std::llround(at * 1e9)}});
            const auto first = static_cast<std::size_t>((at - 5e-3) * r.rate.value);
            for (std::size_t i = first; i < first + 80; ++i)
                r.samples[i] +=
                    static_cast<float>(shape(u, static_cast<double>(i) / r.rate.value - at));
            at += std::max(0.025, mean * (1.0 + plan.regularity * random.normal()));
        }
        r.truth.push_back(train);
    }
    return r;
}

}  // namespace efferent::needle::toy

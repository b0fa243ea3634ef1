// The three-pole line source that templates are computed from.
#include "emg/muscle/muap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace efferent::emg {
namespace {

// Conductivities in mS/mm, so that mV times mm come out. Source: Nandedkar & Stålberg 1983
// (intracellular 1.01 S/m, along 0.33 S/m, across 0.063 S/m).
constexpr double intracellular = 1.01e-3;
constexpr double along = 0.33e-3;
constexpr double across = 0.063e-3;
constexpr double anisotropy = along / across;
constexpr double surface_image = 2.0;  // an insulating plane doubles the potential on it

struct Pole {
    double current;  ///< mV/mm, times intracellular conductivity and fibre section
    double behind;   ///< mm behind the front
};

/// The lobes of V'' begin, change sign and end at 0, (3 -+ sqrt 3)/2 and infinity; charge is the
/// difference of V' over a lobe, place that of x V' - V.
std::array<Pole, 3> poles() {
    const auto v = [](double x) { return 768.0 * x * x * x * std::exp(-2.0 * x); };
    const auto slope = [](double x) {
        return 768.0 * (3.0 * x * x - 2.0 * x * x * x) * std::exp(-2.0 * x);
    };
    const double a = (3.0 - std::sqrt(3.0)) / 2.0, b = (3.0 + std::sqrt(3.0)) / 2.0;
    const double at_a = a * slope(a) - v(a), at_b = b * slope(b) - v(b);
    return {Pole{slope(a), at_a / slope(a)},
            Pole{slope(b) - slope(a), (at_b - at_a) / (slope(b) - slope(a))},
            Pole{-slope(b), at_b / slope(b)}};
}

/// One electrode's potential at instants `start + j step` seconds after the discharge.
std::vector<double> raw_potential(const Fibres& fibres, const Electrode& electrode, double start,
                                  double step, std::size_t count) {
    static const std::array<Pole, 3> three = poles();
    const double velocity = 1e3 * conduction_velocity(fibres.diameter_um);  // mm/s
    const double dx = electrode.x - fibres.x, dy = electrode.y - fibres.y;
    const double squared = anisotropy * (dx * dx + dy * dy + fibres.spread * fibres.spread);
    const double up = electrode.z + electrode.distance / 2.0 - fibres.endplate;
    const double down = electrode.z - electrode.distance / 2.0 - fibres.endplate;
    const auto seen = [squared](double distance) {
        return 1.0 / std::sqrt(squared + distance * distance);
    };
    std::vector<double> potential(count);
    for (std::size_t j = 0; j < count; ++j) {
        const double front = velocity * (start + step * static_cast<double>(j));
        for (const Pole& pole : three) {
            const double z = std::clamp(front - pole.behind, 0.0, fibres.half_length);
            potential[j] +=
                pole.current * (seen(up - z) + seen(up + z) - seen(down - z) - seen(down + z));
        }
    }
    return potential;
}

/// Convolution with a Gaussian of `sigma` samples, four of them to either side.
std::vector<double> smoothed(const std::vector<double>& x, double sigma) {
    const auto reach = static_cast<std::ptrdiff_t>(std::ceil(4.0 * sigma));
    std::vector<double> kernel;
    double sum = 0.0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
        const double u = static_cast<double>(k) / sigma;
        kernel.push_back(std::exp(-0.5 * u * u));
        sum += kernel.back();
    }
    std::vector<double> y(x.size());
    const auto size = static_cast<std::ptrdiff_t>(x.size());
    for (std::ptrdiff_t n = 0; n < size; ++n)
        for (std::ptrdiff_t k = std::max(-reach, n - size + 1); k <= std::min(reach, n); ++k)
            y[static_cast<std::size_t>(n)] += kernel[static_cast<std::size_t>(k + reach)] / sum *
                                              x[static_cast<std::size_t>(n - k)];
    return y;
}

}  // namespace

void Template::scale(std::span<const float> gains) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] *= gains[i % channels_];
}

double conduction_velocity(double diameter_um) { return 2.2 + (diameter_um - 22.0) * 3.0 / 63.0; }

Template motor_unit_potential(const Fibres& fibres, std::span<const Electrode> electrodes,
                              double rate_hz, std::size_t phases) {
    const double fine_hz = rate_hz * static_cast<double>(phases);
    const double velocity = 1e3 * conduction_velocity(fibres.diameter_um);
    const double sigma_s = fibres.scatter / velocity;
    const double end_s = (fibres.half_length + 4.0) / velocity + 4.0 * sigma_s;

    Template t;
    t.channels_ = electrodes.size();
    t.first_ = -static_cast<std::int64_t>(std::ceil(4.0 * sigma_s * rate_hz));
    t.length_ = static_cast<std::size_t>(std::ceil(end_s * rate_hz) + 1.0) +
                static_cast<std::size_t>(-t.first_);
    t.values_.resize(phases * t.length_ * t.channels_);

    const double radius = fibres.diameter_um / 2000.0;  // mm
    const double microvolts = 1e3 * fibres.count * surface_image * intracellular *
                              std::numbers::pi * radius * radius /
                              (4.0 * std::numbers::pi * across);
    for (std::size_t c = 0; c < t.channels_; ++c) {
        const auto fine =
            smoothed(raw_potential(fibres, electrodes[c], static_cast<double>(t.first_) / rate_hz,
                                   1.0 / fine_hz, t.length_ * phases),
                     sigma_s * fine_hz);
        for (std::size_t p = 0; p < phases; ++p)
            for (std::size_t k = p == 0 ? 0 : 1; k < t.length_; ++k)
                t.values_[(p * t.length_ + k) * t.channels_ + c] =
                    static_cast<float>(microvolts * fine[k * phases - p]);
    }
    return t;
}

}  // namespace efferent::emg

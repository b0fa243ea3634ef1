// Power-spectrum descriptors computed in the time domain, of the signal against its log power.
#include <algorithm>
#include <cmath>
#include <limits>

#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

double ratio(double above, double below) { return below > 0.0 ? above / below : 0.0; }
double log_size(double v) { return std::log(std::max(std::abs(v), eps)); }
double compressed(double moment) { return std::pow(moment, 0.1) / 0.1; }

/// The six descriptors of one series: logarithms of its spectral moments and of their relations.
/// Source: Al-Timemy, Khushaba, Bugmann, Escudero, "Improving the performance against force
/// variation of EMG controlled multifunctional upper-limb prostheses for transradial amputees",
/// IEEE TNSRE 24(6), 2016.
std::array<double, 6> descriptors(std::span<const double> x) {
    double squares = 0.0, steps = 0.0, bends = 0.0, length = 0.0, curvature = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        squares += x[i] * x[i];
        if (i < 1) continue;
        const double step = x[i] - x[i - 1];
        steps += step * step;
        length += std::abs(step);
        if (i < 2) continue;
        const double bend = step - (x[i - 1] - x[i - 2]);
        bends += bend * bend;
        curvature += std::abs(bend);
    }
    const double intervals = static_cast<double>(x.size() - 1);
    const double m0 = compressed(std::sqrt(squares));
    const double m2 = compressed(std::sqrt(steps / intervals));
    const double m4 = compressed(std::sqrt(bends / intervals));
    const double sparseness = ratio(m0, std::sqrt(std::abs((m0 - m2) * (m0 - m4))));
    const double irregularity = ratio(m2, std::sqrt(m0 * m4));
    return {log_size(m0),         log_size(m0 - m2),      log_size(m0 - m4),
            log_size(sparseness), log_size(irregularity), log_size(ratio(length, curvature))};
}

class Tdpsd final : public Feature {
public:
    using Params = NoParams;
    explicit Tdpsd(const Params&) {}

    std::size_t size(std::size_t channels) const override { return 6 * channels; }

    /// Without a scale the samples are taken as they are.
    void prepare(std::span<const double> scale) override {
        const double common = common_scale(scale);
        scale_ = common > 0.0 ? common : 1.0;
    }

    void extract(const SignalView& window, std::span<double> out) const override {
        for_each_channel(window, out, [&](std::span<const double> x) {
            std::vector<double> relative(x.size()), power(x.size());
            for (std::size_t i = 0; i < x.size(); ++i) {
                relative[i] = x[i] / scale_;
                power[i] = std::log(relative[i] * relative[i] + eps);
            }
            const auto a = descriptors(relative), b = descriptors(power);
            std::array<double, 6> likeness{};
            for (std::size_t k = 0; k < a.size(); ++k)
                likeness[k] = -2.0 * ratio(a[k] * b[k], a[k] * a[k] + b[k] * b[k]);
            return likeness;
        });
    }

    /// Five sums for each of two series, and a logarithm of a square.
    double macs(std::size_t channels, std::size_t samples) const override {
        return 12.0 * static_cast<double>(channels * samples);
    }

private:
    double scale_ = 1.0;
};

}  // namespace

extern constinit const PartInfo<Feature> part_tdpsd = part<Feature, Tdpsd>(
    "tdpsd",
    "time-domain power-spectrum descriptors: six likenesses of a channel to its log power");

}  // namespace efferent::decoders

// Hudgins' set and the coefficients of an autoregressive model of each channel.
#include <algorithm>
#include <cmath>

#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

constexpr std::size_t order = 4;

struct TdarParams {
    double dead_band = 0.02;
};

void describe(Fields& field, TdarParams& p) {
    field("dead_band", p.dead_band,
          "smallest step that counts in zero crossings and slope sign changes, as a multiple of "
          "the signal's standard deviation");
    field.require(p.dead_band >= 0.0, "dead_band", "must not be negative");
}

/// Burg's method: x[i] = sum a[k] x[i-1-k] + error. Once a stage has less than 1e-24 of the
/// window's energy left to explain, or no sample, its coefficient and the following are 0; all
/// are 0 for a window that never moves.
/// Source: Kay, Marple, "Spectrum analysis: a modern perspective", Proc. IEEE 69(11), 1981.
std::array<double, order> burg(std::span<const double> x) {
    std::array<double, order> a{};
    if (wave_length(x) == 0.0) return a;
    std::vector<double> forward(x.begin(), x.end()), backward = forward;
    double energy = 0.0;
    for (const double v : x) energy += v * v;
    for (std::size_t m = 0; m < order; ++m) {
        double product = 0.0, power = 0.0;
        for (std::size_t i = m + 1; i < x.size(); ++i) {
            product += forward[i] * backward[i - 1];
            power += forward[i] * forward[i] + backward[i - 1] * backward[i - 1];
        }
        if (!(power > 1e-24 * energy)) break;
        const double reflection = 2.0 * product / power;
        const std::array<double, order> shorter = a;
        for (std::size_t k = 0; k < m; ++k) a[k] = shorter[k] - reflection * shorter[m - 1 - k];
        a[m] = reflection;
        for (std::size_t i = x.size(); i-- > m + 1;) {
            const double f = forward[i];
            forward[i] = f - reflection * backward[i - 1];
            backward[i] = backward[i - 1] - reflection * f;
        }
    }
    return a;
}

class Tdar final : public Feature {
public:
    using Params = TdarParams;
    explicit Tdar(const Params& params) : params_(params) {}

    std::size_t size(std::size_t channels) const override { return (4 + order) * channels; }
    void prepare(std::span<const double> scale) override { scale_ = common_scale(scale); }

    void extract(const SignalView& window, std::span<double> out) const override {
        for_each_channel(window, out, [&](std::span<const double> x) {
            const auto time = hudgins(x, scale_, params_.dead_band);
            const auto model = burg(x);
            std::array<double, 4 + order> both{};
            std::ranges::copy(model, std::ranges::copy(time, both.begin()).out);
            return both;
        });
    }

    /// Hudgins' 4 a sample; Burg's 5 a sample and order: 3 for the sums, 2 for the errors.
    double macs(std::size_t channels, std::size_t samples) const override {
        return (4.0 + 5.0 * order) * static_cast<double>(channels * samples);
    }

private:
    Params params_;
    double scale_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Feature> part_tdar =
    part<Feature, Tdar>("tdar", "Hudgins' set and 4 autoregressive coefficients by Burg's method");

}  // namespace efferent::decoders

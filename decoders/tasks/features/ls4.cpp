// The set for slow armbands: L-scale, maximum fractal length, mean square root, Willison amplitude.
#include <algorithm>
#include <cmath>

#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

struct Ls4Params {
    double willison_threshold = 0.1;
};

void describe(Fields& field, Ls4Params& p) {
    field("willison_threshold", p.willison_threshold,
          "a step above it counts in the Willison amplitude; a multiple of the signal's standard "
          "deviation");
    field.require(p.willison_threshold >= 0.0, "willison_threshold", "must not be negative");
}

/// The second L-moment, 2 b1 - b0.
/// Source: Hosking, "L-moments", J. R. Stat. Soc. B 52(1), 1990.
double l_scale(std::span<const double> x) {
    std::vector<double> sorted(x.begin(), x.end());
    std::ranges::sort(sorted);
    const double intervals = static_cast<double>(sorted.size() - 1);
    double b0 = 0.0, b1 = 0.0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        b0 += sorted[i];
        b1 += static_cast<double>(i) / intervals * sorted[i];
    }
    return (2.0 * b1 - b0) / static_cast<double>(sorted.size());
}

/// |mean of the complex square roots|: what is negative has an imaginary root.
double mean_square_root(std::span<const double> x) {
    double real = 0.0, imaginary = 0.0;
    for (const double v : x) (v >= 0.0 ? real : imaginary) += std::sqrt(std::abs(v));
    return std::hypot(real, imaginary) / static_cast<double>(x.size());
}

/// Source: Phinyomark, Khushaba, Scheme, "Feature extraction and selection for myoelectric control
/// based on wearable EMG sensors", Sensors 18(5), 2018.
class Ls4 final : public Feature {
public:
    using Params = Ls4Params;
    explicit Ls4(const Params& params) : params_(params) {}

    std::size_t size(std::size_t channels) const override { return 4 * channels; }
    void prepare(std::span<const double> scale) override { scale_ = common_scale(scale); }

    void extract(const SignalView& window, std::span<double> out) const override {
        const double threshold = params_.willison_threshold * scale_;
        for_each_channel(window, out, [&](std::span<const double> x) {
            double squares = 0.0, jumps = 0.0;
            for (std::size_t i = 1; i < x.size(); ++i) {
                const double step = x[i] - x[i - 1];
                squares += step * step;
                if (std::abs(step) > threshold) jumps += 1.0;
            }
            const double fractal = log_amplitude(std::sqrt(squares), scale_) / std::log(10.0);
            return std::array{l_scale(x), fractal, mean_square_root(x), jumps};
        });
    }

    /// One a sample for each of the four, and log2(samples) comparisons a sample for the sorting.
    double macs(std::size_t channels, std::size_t samples) const override {
        const double n = static_cast<double>(samples);
        return static_cast<double>(channels) * n * (4.0 + std::log2(n));
    }

private:
    Params params_;
    double scale_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Feature> part_ls4 = part<Feature, Ls4>(
    "ls4", "L-scale, maximum fractal length, mean square root, Willison amplitude");

}  // namespace efferent::decoders

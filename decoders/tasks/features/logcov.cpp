// The matrix logarithm of the channels' covariance: amplitudes and co-activity, made linear.
#include <algorithm>
#include <limits>
#include <vector>

#include "core/widest.hpp"
#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/log_euclidean.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

struct LogcovParams {
    double regularisation = 1e-4;
    std::int64_t together = 0;
};

void describe(Fields& field, LogcovParams& p) {
    field("regularisation", p.regularisation,
          "share of the mean power that is added to each channel's power");
    field("together", p.together,
          "covariances among so many channels that follow each other alone, such as those of one "
          "array; 0: among all");
    field.require(p.regularisation > 0.0, "regularisation", "must be above zero");
    field.require(p.together >= 0, "together", "must not be negative");
}

constexpr std::size_t lanes = 8;  // rows of sums begin at a multiple of these

/// Adds x[a] x[b] to sums[a * channels + b]; `row` has room for the channels.
[[gnu::always_inline]] inline void add_products(const float* __restrict x, std::size_t channels,
                                                double* __restrict row, double* __restrict sums) {
    for (std::size_t a = 0; a < channels; ++a) row[a] = double{x[a]};
    for (std::size_t a = 0; a < channels; ++a) {
        const double left = row[a];
        double* sum = sums + a * channels;
        for (std::size_t b = a / lanes * lanes; b < channels; ++b) sum[b] += left * row[b];
    }
}

/// X X' / N of the channels from `first` on, sample after sample; entries (a, b) with a ≤ b of rows
/// of `channels` numbers; some others are filled too.
std::vector<double> second_moment(const SignalView& window, std::size_t first,
                                  std::size_t channels) {
    std::vector<double> moment(channels * channels);
    std::vector<double> row(channels);
    in_widest_registers([&]() __attribute__((always_inline)) {
        for (std::size_t i = 0; i < window.length(); ++i)
            add_products(window.samples().data() + i * window.channels() + first, channels,
                         row.data(), moment.data());
    });
    for (double& m : moment) m /= static_cast<double>(window.length());
    return moment;
}

/// Log-Euclidean coordinates of the regularised second moment.
class Logcov final : public Feature {
public:
    using Params = LogcovParams;
    explicit Logcov(const Params& params) : params_(params) {}

    std::size_t size(std::size_t channels) const override {
        const std::size_t group = together(channels);
        return channels / group * log_euclidean_size(group) + log_euclidean_size(channels % group);
    }
    void prepare(std::span<const double> scale) override { scale_ = common_scale(scale); }

    void extract(const SignalView& window, std::span<double> out) const override {
        const std::size_t group = together(window.channels());
        for (std::size_t first = 0; first < window.channels(); first += group) {
            const std::size_t channels = std::min(group, window.channels() - first);
            const std::size_t size = log_euclidean_size(channels);
            logarithm(second_moment(window, first, channels), channels, out.first(size));
            out = out.subspan(size);
        }
    }

    /// C(C+1)/2 a sample for the moment, and its logarithm, for each group of C channels.
    double macs(std::size_t channels, std::size_t samples) const override {
        const std::size_t group = together(channels);
        return static_cast<double>(size(channels) * samples) +
               static_cast<double>(channels / group) * log_euclidean_macs(group) +
               log_euclidean_macs(channels % group);
    }

private:
    std::size_t together(std::size_t channels) const {
        return params_.together == 0 ? channels : static_cast<std::size_t>(params_.together);
    }

    void logarithm(std::vector<double> moment, std::size_t channels, std::span<double> out) const {
        double trace = 0.0;
        for (std::size_t c = 0; c < channels; ++c) trace += moment[c * channels + c];
        const double more =
            params_.regularisation * (trace / static_cast<double>(channels)) + least_power();
        for (std::size_t c = 0; c < channels; ++c) moment[c * channels + c] += more;
        log_euclidean(moment, channels, least_power(), out);
    }

    /// Keeps the logarithm of a silent window finite, far below any amplifier's noise.
    double least_power() const {
        return 1e-12 * scale_ * scale_ + std::numeric_limits<double>::min();
    }

    Params params_;
    double scale_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Feature> part_logcov = part<Feature, Logcov>(
    "logcov", "upper triangle of the matrix logarithm of the channels' covariance about zero");

}  // namespace efferent::decoders

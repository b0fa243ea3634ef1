// The matrix logarithm of the channels' covariance: amplitudes and co-activity, made linear.
#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <numbers>

#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

struct LogcovParams {
    double regularisation = 1e-4;
};

void describe(Fields& field, LogcovParams& p) {
    field("regularisation", p.regularisation,
          "share of the mean power that is added to each channel's power");
    field.require(p.regularisation > 0.0, "regularisation", "must be above zero");
}

/// X X' / N, sample after sample.
Eigen::MatrixXd second_moment(const SignalView& window) {
    const auto channels = static_cast<Eigen::Index>(window.channels());
    Eigen::MatrixXd moment = Eigen::MatrixXd::Zero(channels, channels);
    for (std::size_t i = 0; i < window.length(); ++i) {
        const std::span<const float> row = window.row(i);
        for (Eigen::Index a = 0; a < channels; ++a) {
            const double left = row[static_cast<std::size_t>(a)];
            for (Eigen::Index b = a; b < channels; ++b)
                moment(b, a) += left * row[static_cast<std::size_t>(b)];
        }
    }
    return moment / static_cast<double>(window.length());
}

/// Log-Euclidean coordinates of the regularised second moment.
/// Source: Arsigny, Fillard, Pennec, Ayache, "Log-Euclidean metrics for fast and simple calculus
/// on diffusion tensors", Magn. Reson. Med. 56(2), 2006.
class Logcov final : public Feature {
public:
    using Params = LogcovParams;
    explicit Logcov(const Params& params) : params_(params) {}

    std::size_t size(std::size_t channels) const override { return channels * (channels + 1) / 2; }
    void prepare(std::span<const double> scale) override { scale_ = common_scale(scale); }

    void extract(const SignalView& window, std::span<double> out) const override {
        Eigen::MatrixXd moment = second_moment(window);
        const double mean_power = moment.trace() / static_cast<double>(window.channels());
        moment.diagonal().array() += params_.regularisation * mean_power + least_power();
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(moment);
        const Eigen::VectorXd logs = eigen.eigenvalues().cwiseMax(least_power()).array().log();
        const Eigen::MatrixXd& v = eigen.eigenvectors();
        const Eigen::MatrixXd logarithm = v * logs.asDiagonal() * v.transpose();
        std::size_t next = 0;
        for (Eigen::Index a = 0; a < logarithm.rows(); ++a)
            for (Eigen::Index b = a; b < logarithm.cols(); ++b)
                out[next++] = logarithm(a, b) * (a == b ? 1.0 : std::numbers::sqrt2);
    }

    /// C(C+1)/2 a sample for the moment; 9 C^3 for the decomposition, 2 C^3 to put it together.
    /// Source for the 9: Golub, Van Loan, "Matrix Computations", 4th edition, section 8.3.
    double macs(std::size_t channels, std::size_t samples) const override {
        const double c = static_cast<double>(channels);
        return static_cast<double>(size(channels) * samples) + 11.0 * c * c * c;
    }

private:
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

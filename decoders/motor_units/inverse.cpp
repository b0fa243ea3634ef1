// Cholesky factors by Eigen.
#include "decoders/motor_units/inverse.hpp"

#include <Eigen/Cholesky>
#include <algorithm>

#include "core/error.hpp"

namespace efferent::motor_units {
namespace {

using Cholesky = Eigen::LLT<Eigen::MatrixXd>;

Eigen::Index size(std::size_t n) { return static_cast<Eigen::Index>(n); }

Cholesky factorised(Eigen::MatrixXd matrix, double regularisation) {
    matrix.diagonal().array() += regularisation * matrix.trace() / double(matrix.rows());
    Cholesky factor(matrix);
    if (factor.info() != Eigen::Success || !(matrix.trace() > 0.0))
        throw Error(Fault::format,
                    "the channels' covariance has no inverse: channels are constant, or sums of "
                    "others; remove them, or raise regularisation");
    return factor;
}

}  // namespace

struct Inverse::Factor {
    Cholesky cholesky;
};

Inverse::Inverse(const Table& covariance, double regularisation) {
    const auto n = size(covariance.rows());
    Eigen::MatrixXd matrix =
        Eigen::Map<const Eigen::MatrixXd>(covariance.values().data(), n, n);  // symmetric
    factor_ = std::make_unique<Factor>(Factor{factorised(std::move(matrix), regularisation)});
}

Inverse::~Inverse() = default;

Table Inverse::times(const Table& rows) const {
    Table result(rows.rows(), rows.columns());
    if (rows.rows() == 0) return result;
    const auto columns = size(rows.columns()), count = size(rows.rows());
    Eigen::Map<Eigen::MatrixXd>(result.row(0).data(), columns, count) = factor_->cholesky.solve(
        Eigen::Map<const Eigen::MatrixXd>(rows.values().data(), columns, count));
    return result;
}

std::vector<float> activity(std::span<const float> samples, std::size_t channels,
                            double regularisation) {
    constexpr Eigen::Index stretch = 4096;
    const Eigen::Index m = size(channels), n = size(samples.size()) / m;
    const Eigen::Map<const Eigen::MatrixXf> x(samples.data(), m, n);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(m, m);
    for (Eigen::Index t = 0; t < n; t += stretch) {
        const auto part = x.middleCols(t, std::min(stretch, n - t));
        covariance += (part * part.transpose()).cast<double>();
    }
    const Cholesky factor = factorised(covariance / double(n), regularisation);
    const Eigen::MatrixXf whitening =
        factor.matrixL().solve(Eigen::MatrixXd::Identity(m, m)).cast<float>();
    std::vector<float> result(static_cast<std::size_t>(n));
    Eigen::Map<Eigen::VectorXf> out(result.data(), n);
    for (Eigen::Index t = 0; t < n; t += stretch) {
        const Eigen::Index count = std::min(stretch, n - t);
        out.segment(t, count) =
            (whitening * x.middleCols(t, count)).colwise().squaredNorm().transpose();
    }
    return result;
}

}  // namespace efferent::motor_units

// Symmetric whitening by Eigen.
#include "decoders/motor_units/whitening.hpp"

#include <Eigen/Eigenvalues>

#include "core/error.hpp"

namespace efferent::motor_units {

Table whitening(std::span<const float> samples, std::size_t channels, double regularisation) {
    const auto m = static_cast<Eigen::Index>(channels);
    const auto n = static_cast<Eigen::Index>(samples.size() / channels);
    const Eigen::Map<const Eigen::MatrixXf> x(samples.data(), m, n);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(m, m);
    for (Eigen::Index t = 0; t < n; ++t)
        covariance.selfadjointView<Eigen::Lower>().rankUpdate(x.col(t).cast<double>());
    covariance /= double(n);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(covariance);
    const double mean = solved.eigenvalues().mean();
    if (!(mean > 0.0)) throw Error(Fault::format, "whitening: the channels are all zero");
    const Eigen::VectorXd scale =
        (solved.eigenvalues().array().max(0.0) + regularisation * mean).rsqrt();
    const Eigen::MatrixXd mixing =
        solved.eigenvectors() * scale.asDiagonal() * solved.eigenvectors().transpose();
    Table table(channels, channels);
    Eigen::Map<Eigen::MatrixXd>(table.row(0).data(), m, m) = mixing;  // symmetric
    return table;
}

}  // namespace efferent::motor_units

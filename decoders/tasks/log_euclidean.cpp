// The logarithm of a symmetric matrix by its eigenvalues.
#include "decoders/tasks/log_euclidean.hpp"

#include <Eigen/Eigenvalues>
#include <numbers>

namespace efferent::decoders {

void log_euclidean(std::span<const double> matrix, std::size_t channels, double least,
                   std::span<double> out) {
    const auto size = static_cast<Eigen::Index>(channels);
    // Column after column, so what the solver reads, its lower triangle, is the rows' upper one.
    const Eigen::Map<const Eigen::MatrixXd> symmetric(matrix.data(), size, size);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(symmetric);
    const Eigen::VectorXd logs = eigen.eigenvalues().cwiseMax(least).array().log();
    const Eigen::MatrixXd& v = eigen.eigenvectors();
    const Eigen::MatrixXd logarithm = v * logs.asDiagonal() * v.transpose();
    std::size_t next = 0;
    for (Eigen::Index a = 0; a < size; ++a)
        for (Eigen::Index b = a; b < size; ++b)
            out[next++] = logarithm(a, b) * (a == b ? 1.0 : std::numbers::sqrt2);
}

}  // namespace efferent::decoders

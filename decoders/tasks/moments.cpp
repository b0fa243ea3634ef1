// Matrix work of the Gaussian classifiers, in blocks of fixed size.
#include "decoders/tasks/moments.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <string>

#include "core/error.hpp"

namespace efferent::decoders {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// So few rows that no blocking of the product, which follows the caches of the machine, splits
/// the sums over them.
constexpr Eigen::Index block_rows = 128;

Table table_of(const Matrix& matrix) {
    Table table(static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols()));
    for (std::size_t i = 0; i < table.rows(); ++i)
        for (std::size_t j = 0; j < table.columns(); ++j)
            table.row(i)[j] = matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
    return table;
}

}  // namespace

Table class_means(const Table& rows, std::span<const TaskId> labels,
                  std::span<const std::size_t> counts) {
    Table means(counts.size(), rows.columns());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto mean = means.row(index(labels[i]));
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += rows.row(i)[j];
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
        for (double& v : means.row(k))
            if (counts[k] > 0) v /= static_cast<double>(counts[k]);
    return means;
}

Table scatter(const Table& rows, std::span<const TaskId> labels, const Table& means,
              std::optional<TaskId> only) {
    const auto p = static_cast<Eigen::Index>(rows.columns());
    Matrix sum = Matrix::Zero(p, p), block = Matrix::Zero(block_rows, p);
    Eigen::Index filled = 0;
    const auto add_block = [&] {
        sum.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
        block.setZero();
        filled = 0;
    };
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (only && labels[i] != *only) continue;
        const auto mean = means.row(index(labels[i]));
        for (std::size_t j = 0; j < mean.size(); ++j)
            block(filled, static_cast<Eigen::Index>(j)) = rows.row(i)[j] - mean[j];
        if (++filled == block_rows) add_block();
    }
    if (filled > 0) add_block();
    sum.triangularView<Eigen::StrictlyUpper>() = sum.transpose();
    return table_of(sum);
}

void shrink(Table& covariance, double share) {
    const std::size_t p = covariance.columns();
    double trace = 0.0;
    for (std::size_t j = 0; j < p; ++j) trace += covariance.row(j)[j];
    for (std::size_t i = 0; i < p; ++i) {
        for (double& v : covariance.row(i)) v *= 1.0 - share;
        covariance.row(i)[i] += share * trace / static_cast<double>(p);
    }
}

Table inverse_factor(const Table& covariance, std::string_view what) {
    const auto p = static_cast<Eigen::Index>(covariance.columns());
    const Eigen::LLT<Matrix> factor(Eigen::Map<const Matrix>(covariance.values().data(), p, p));
    const Matrix& lower = factor.matrixLLT();
    const double largest = lower.diagonal().maxCoeff(), least = lower.diagonal().minCoeff();
    if (factor.info() != Eigen::Success || !(least > 1e-10 * largest))
        throw Error(Fault::config,
                    std::string(what) + " is singular: give rows that vary, or more shrinkage");
    Matrix inverse = Matrix::Identity(p, p);
    factor.matrixL().solveInPlace(inverse);
    return table_of(inverse);
}

}  // namespace efferent::decoders

// Ridge regression from its normal equations, by Cholesky.
#include "snn/learning/least_squares.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace efferent::snn {
namespace {

constexpr std::size_t block = 16;  // rows of the matrix that one thread works on at a time

}  // namespace

NormalEquations::NormalEquations(std::size_t columns, std::size_t targets)
    : gram_(columns, columns), moments_(targets, columns) {}

void NormalEquations::add(const Table& x, const Table& y) {
    const std::size_t columns = gram_.columns();
    for_each_index((columns + block - 1) / block, [&](std::size_t b) {
        const std::size_t end = std::min(columns, (b + 1) * block);
        for (std::size_t n = 0; n < x.rows(); ++n) {
            const auto row = x.row(n), wanted = y.row(n);
            for (std::size_t i = b * block; i < end; ++i) {
                const double value = row[i];
                if (value == 0.0) continue;
                double* gram = gram_.row(i).data();
                for (std::size_t j = 0; j <= i; ++j) gram[j] += value * row[j];
                for (std::size_t k = 0; k < wanted.size(); ++k)
                    moments_.row(k)[i] += value * wanted[k];
            }
        }
    });
}

double NormalEquations::scale() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < gram_.rows(); ++i) sum += gram_.row(i)[i];
    return sum / static_cast<double>(gram_.rows());
}

/// Cholesky's factor L of the matrix of these columns. Source: Golub, Van Loan, "Matrix
/// Computations", 4th ed., 4.2.
void NormalEquations::factorise(std::span<const std::size_t> columns, double penalty) {
    const std::size_t n = columns.size();
    factor_ = Table(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = factor_.row(i);
        for (std::size_t j = 0; j <= i; ++j) {
            const auto [small, large] = std::minmax(columns[i], columns[j]);
            const auto other = factor_.row(j);
            double rest = gram_.row(large)[small] + (i == j ? penalty : 0.0);
            for (std::size_t k = 0; k < j; ++k) rest -= row[k] * other[k];
            row[j] = i == j ? std::sqrt(rest) : rest / other[j];
        }
    }
    factored_.assign(columns.begin(), columns.end());
    penalty_ = penalty;
}

std::vector<double> NormalEquations::solve(std::size_t target, std::span<const std::size_t> columns,
                                           double penalty) {
    if (penalty != penalty_ || !std::ranges::equal(columns, factored_)) factorise(columns, penalty);
    const std::size_t n = columns.size();
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = factor_.row(i);
        x[i] = moments_.row(target)[columns[i]];
        for (std::size_t k = 0; k < i; ++k) x[i] -= row[k] * x[k];
        x[i] /= row[i];
    }
    for (std::size_t i = n; i-- > 0;) {
        const auto row = factor_.row(i);
        x[i] /= row[i];
        for (std::size_t k = 0; k < i; ++k) x[k] -= row[k] * x[i];
    }
    return x;
}

}  // namespace efferent::snn

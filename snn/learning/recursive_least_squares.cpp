// Givens rotations of each row into a triangle.
#include "snn/learning/recursive_least_squares.hpp"

#include <cmath>
#include <vector>

namespace efferent::snn {
namespace {

/// Turns the two rows so that what `c` and `s` were made of vanishes from the second.
void rotate(std::span<double> first, std::span<double> second, double c, double s) {
    for (std::size_t i = 0; i < first.size(); ++i) {
        const double a = first[i], b = second[i];
        first[i] = c * a + s * b;
        second[i] = c * b - s * a;
    }
}

}  // namespace

RecursiveLeastSquares::RecursiveLeastSquares(const Table& start, double prior, double forgetting)
    : triangle_(start.columns(), start.columns()),
      turned_(start.columns(), start.rows()),
      root_(std::sqrt(forgetting)) {
    const double root = std::sqrt(prior);
    for (std::size_t c = 0; c < start.columns(); ++c) {
        triangle_.row(c)[c] = root;
        for (std::size_t k = 0; k < start.rows(); ++k) turned_.row(c)[k] = root * start.row(k)[c];
    }
}

void RecursiveLeastSquares::add(std::span<const double> x, std::span<const double> y) {
    std::vector<double> row(x.begin(), x.end()), wanted(y.begin(), y.end());
    for (std::size_t c = 0; c < row.size(); ++c) {
        const auto own = triangle_.row(c).subspan(c);
        if (root_ != 1.0) {
            for (double& r : own) r *= root_;
            for (double& t : turned_.row(c)) t *= root_;
        }
        if (row[c] == 0.0) continue;
        const double length = std::hypot(own[0], row[c]);
        const double cosine = own[0] / length, sine = row[c] / length;
        rotate(own, std::span(row).subspan(c), cosine, sine);
        rotate(turned_.row(c), wanted, cosine, sine);
    }
}

Table RecursiveLeastSquares::weights() const {
    Table weights(turned_.columns(), turned_.rows());
    for (std::size_t k = 0; k < weights.rows(); ++k) {
        const auto w = weights.row(k);
        for (std::size_t c = w.size(); c-- > 0;) {
            const auto own = triangle_.row(c);
            double rest = turned_.row(c)[k];
            for (std::size_t j = c + 1; j < w.size(); ++j) rest -= own[j] * w[j];
            w[c] = rest / own[c];
        }
    }
    return weights;
}

}  // namespace efferent::snn

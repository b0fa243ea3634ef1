// Newton's method; the Hessian is summed over the rows that are not decided yet.
#include "decoders/motor_units/events/logistic.hpp"

#include <Eigen/Cholesky>
#include <cmath>

namespace efferent::motor_units {
namespace {

using Vector = Eigen::VectorXd;
using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// log(1 + e^z)
double softplus(double z) {
    return z > 0.0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}

class Problem {
public:
    Problem(std::span<const float> rows, std::span<const Label> labels, double penalty)
        : columns_(static_cast<Eigen::Index>(rows.size() / labels.size())), penalty_(penalty) {
        const auto n = static_cast<Eigen::Index>(labels.size());
        const Eigen::Map<const Rows> all(rows.data(), n, columns_);
        mean_ = Vector::Zero(columns_);
        Vector square = Vector::Zero(columns_);
        for (Eigen::Index i = 0; i < n; ++i) {
            const Vector row = all.row(i).cast<double>();
            mean_ += row;
            square += row.cwiseAbs2();
        }
        mean_ /= double(n);
        sd_ = (square / double(n) - mean_.cwiseAbs2()).cwiseMax(1e-12).cwiseSqrt();
        Eigen::Index used = 0;
        for (const Label l : labels) used += l != Label::neither;
        x_.resize(used, columns_);
        y_.resize(used);
        Eigen::Index to = 0;
        for (Eigen::Index i = 0; i < n; ++i) {
            const Label l = labels[static_cast<std::size_t>(i)];
            if (l == Label::neither) continue;
            x_.row(to) =
                (all.row(i).transpose().cast<double>() - mean_).cwiseQuotient(sd_).cast<float>();
            y_[to++] = l == Label::yes ? 1.0 : 0.0;
        }
    }

    Logistic solve() const {
        constexpr int most = 30;
        Vector at = Vector::Zero(columns_ + 1);
        const double yes = y_.sum() / double(y_.size());
        at[columns_] = std::log(yes / (1.0 - yes));
        Vector z = answers(at), next_z;
        double value = value_at(at, z);
        for (int i = 0; i < most; ++i) {
            const Vector step = newton(at, z);
            double length = 1.0, next = 0.0;
            Vector to;
            const auto go = [&] {
                to = at + length * step;
                next_z = answers(to);
                next = value_at(to, next_z);
            };
            go();
            while (next > value && length > 1e-4) {
                length /= 2.0;
                go();
            }
            if (!(next < value)) break;
            const bool still = value - next < 1e-7 * value;
            at = to;
            value = next;
            std::swap(z, next_z);
            if (still) break;
        }
        Logistic result;
        const Vector weights = at.head(columns_).cwiseQuotient(sd_);
        result.weights.assign(weights.data(), weights.data() + columns_);
        result.offset = at[columns_] - weights.dot(mean_);
        return result;
    }

private:
    Vector answers(const Vector& at) const {
        return ((x_ * at.head(columns_).cast<float>()).cast<double>().array() + at[columns_])
            .matrix();
    }

    /// With the answers there.
    double value_at(const Vector& at, const Vector& z) const {
        double sum = penalty_ / 2.0 * at.head(columns_).squaredNorm();
        for (Eigen::Index i = 0; i < z.size(); ++i) sum += softplus(z[i]) - y_[i] * z[i];
        return sum;
    }

    Vector newton(const Vector& at, const Vector& z) const {
        constexpr double decided = 1e-6;
        Vector gradient = Vector::Zero(columns_ + 1);
        Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(columns_ + 1, columns_ + 1);
        hessian.diagonal().head(columns_).setConstant(penalty_);
        hessian(columns_, columns_) = 1e-9;
        gradient.head(columns_) = -penalty_ * at.head(columns_);
        Vector row(columns_ + 1);
        row[columns_] = 1.0;
        for (Eigen::Index i = 0; i < z.size(); ++i) {
            const double p = 1.0 / (1.0 + std::exp(-z[i])), wrong = y_[i] - p;
            if (std::abs(wrong) < decided) continue;
            row.head(columns_) = x_.row(i).transpose().cast<double>();
            gradient += wrong * row;
            hessian.selfadjointView<Eigen::Lower>().rankUpdate(row, p * (1.0 - p));
        }
        return hessian.selfadjointView<Eigen::Lower>().ldlt().solve(gradient);
    }

    Eigen::Index columns_;
    double penalty_;
    Vector mean_, sd_, y_;
    Rows x_;
};

}  // namespace

Logistic logistic(std::span<const float> rows, std::span<const Label> labels, double penalty) {
    return Problem(rows, labels, penalty).solve();
}

}  // namespace efferent::motor_units

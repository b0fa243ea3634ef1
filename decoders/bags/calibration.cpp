// Newton's method with steps that are halved until they help; there are as many unknowns as
// classes.
#include "decoders/bags/calibration.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "decoders/bags/log_sum.hpp"

namespace efferent::bags {
namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;
using Eigen::Index;

/// Unknowns are the slope and the biases of classes 1, 2 ...; x_k are scores over the normal one's.
struct Problem {
    Table x;
    Table targets;
    std::vector<double> weights;  ///< of the biases, per bag
    static constexpr double ridge =
        1e-3;  ///< keeps what bags that are told apart leave open finite

    std::vector<double> log_probabilities(const Vector& unknown, std::size_t i) const {
        std::vector<double> z(x.columns());
        for (std::size_t k = 0; k < z.size(); ++k)
            z[k] = unknown[0] * x.row(i)[k] +
                   (k == 0 ? 0.0 : weights[i] * unknown[static_cast<Index>(k)]);
        const double sum = log_sum(z);
        for (double& v : z) v -= sum;
        return z;
    }

    double loss(const Vector& unknown) const {
        double sum = 0.5 * ridge * unknown.squaredNorm();
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const auto p = log_probabilities(unknown, i);
            for (std::size_t k = 0; k < p.size(); ++k) sum -= targets.row(i)[k] * p[k];
        }
        return sum;
    }

    Vector newton_step(const Vector& unknown) const {
        const auto size = static_cast<Index>(x.columns());
        Vector gradient = ridge * unknown;
        Matrix hessian = ridge * Matrix::Identity(size, size);
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const auto logs = log_probabilities(unknown, i);
            Vector mean = Vector::Zero(size);
            for (std::size_t k = 0; k < logs.size(); ++k) {
                Vector direction = Vector::Zero(size);
                if (k > 0) direction[static_cast<Index>(k)] = weights[i];
                direction[0] = x.row(i)[k];
                const double p = std::exp(logs[k]);
                gradient += (p - targets.row(i)[k]) * direction;
                hessian += p * direction * direction.transpose();
                mean += p * direction;
            }
            hessian -= mean * mean.transpose();
        }
        return hessian.ldlt().solve(gradient);
    }
};

Vector solved(const Problem& problem) {
    Vector unknown = Vector::Zero(static_cast<Index>(problem.x.columns()));
    unknown[0] = 1.0;
    double loss = problem.loss(unknown);
    for (int step = 0; step < 100; ++step) {
        Vector move = problem.newton_step(unknown);
        double next = problem.loss(unknown - move);
        while (!(next < loss) && move.norm() > 1e-10) {
            move *= 0.5;
            next = problem.loss(unknown - move);
        }
        if (!(next < loss)) break;
        unknown -= move;
        loss = next;
    }
    return unknown;
}

}  // namespace

double Calibration::weight(std::size_t count) const {
    return std::pow(static_cast<double>(count), growth);
}

std::vector<double> Calibration::probabilities(std::span<const double> scores,
                                               std::size_t count) const {
    std::vector<double> z(scores.size());
    for (std::size_t k = 0; k < z.size(); ++k)
        z[k] = slope * (scores[k] - scores[0]) + weight(count) * biases[k];
    const double sum = log_sum(z);
    for (double& v : z) v = std::exp(v - sum);
    return z;
}

Calibration calibrate(const ScoredBags& bags, double growth) {
    const std::size_t rows = bags.scores.rows(), classes = bags.scores.columns();
    if (rows == 0 || rows != bags.labels.size() || rows != bags.counts.size())
        throw Error(Fault::config, std::to_string(rows) + " scored bags, " +
                                       std::to_string(bags.labels.size()) + " labels and " +
                                       std::to_string(bags.counts.size()) +
                                       " counts; calibration needs one for each");
    Calibration c{1.0, std::vector<double>(classes), growth};
    std::vector<double> counts(classes);
    for (const std::size_t label : bags.labels) counts[label] += 1.0;
    Problem problem{Table(rows, classes), Table(rows, classes), std::vector<double>(rows)};
    double size = 0.0, weight = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t label = bags.labels[i];
        for (std::size_t k = 0; k < classes; ++k) {
            problem.x.row(i)[k] = bags.scores.row(i)[k] - bags.scores.row(i)[0];
            size += std::abs(problem.x.row(i)[k]) / static_cast<double>(rows * (classes - 1));
            const double all = counts[label] + static_cast<double>(classes);
            problem.targets.row(i)[k] = (k == label ? counts[label] + 1.0 : 1.0) / all;
        }
        problem.weights[i] = c.weight(bags.counts[i]);
        weight += problem.weights[i] / static_cast<double>(rows);
    }
    if (!(size > 0.0)) size = 1.0;
    for (std::size_t i = 0; i < rows; ++i) {  // unknowns of like size
        for (double& x : problem.x.row(i)) x /= size;
        problem.weights[i] /= weight;
    }
    const Vector found = solved(problem);
    c.slope = found[0] / size;
    for (std::size_t k = 1; k < classes; ++k) c.biases[k] = found[static_cast<Index>(k)] / weight;
    return c;
}

double log_loss(const Calibration& calibration, const ScoredBags& bags) {
    double sum = 0.0;
    for (std::size_t i = 0; i < bags.scores.rows(); ++i) {
        const auto p = calibration.probabilities(bags.scores.row(i), bags.counts[i]);
        sum -= std::log(std::max(p[bags.labels[i]], 1e-300));
    }
    return sum / static_cast<double>(bags.scores.rows());
}

}  // namespace efferent::bags

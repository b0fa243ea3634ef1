// L-BFGS on the whole set of rows, in double.
#include "snn/learning/logistic_regression.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "core/parallel.hpp"

namespace efferent::snn {
namespace {

constexpr std::size_t parts = 32;    // of the rows, each summed by one thread: part of the result
constexpr std::size_t history = 12;  // pairs of steps and changes of the gradient
constexpr int halvings = 50;

using Vector = std::vector<double>;  // [column][class]

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add(Vector& to, double times, const Vector& v) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += times * v[i];
}

/// The value, and the gradient if it is asked for.
class Objective {
public:
    explicit Objective(const LogisticProblem& problem)
        : p_(problem), classes_(problem.columns.size()), free_(p_.rows.columns() * classes_) {
        for (std::size_t k = 0; k < classes_; ++k)
            for (const std::size_t c : p_.columns[k]) free_[c * classes_ + k] = 1.0;
    }

    std::size_t size() const { return free_.size(); }
    std::size_t classes() const { return classes_; }

    double value(const Vector& w, Vector* gradient) const {
        std::vector<double> losses(parts);
        std::vector<Vector> gradients(parts);
        for_each_index(parts, [&](std::size_t part) {
            Vector* const own = gradient == nullptr ? nullptr : &gradients[part];
            if (own != nullptr) own->assign(size(), 0.0);
            losses[part] = sum_of(part, w, own);
        });
        const auto rows = static_cast<double>(p_.rows.rows());
        const double value = std::accumulate(losses.begin(), losses.end(), 0.0) / rows +
                             0.5 * p_.penalty * dot(w, w);
        if (gradient == nullptr) return value;
        gradient->assign(size(), 0.0);
        for (const Vector& g : gradients) add(*gradient, 1.0 / rows, g);
        add(*gradient, p_.penalty, w);
        for (std::size_t i = 0; i < size(); ++i) (*gradient)[i] *= free_[i];
        return value;
    }

    /// A bound on f's curvature: softmax's is at most 1/2.
    double curvature() const {
        double squares = 0.0;
        for (const double x : p_.rows.values()) squares += x * x;
        return 0.5 * squares / static_cast<double>(p_.rows.rows()) + p_.penalty;
    }

private:
    double sum_of(std::size_t part, const Vector& w, Vector* gradient) const {
        const std::size_t rows = p_.rows.rows();
        double loss = 0.0;
        Vector scores(classes_);
        for (std::size_t n = rows * part / parts; n < rows * (part + 1) / parts; ++n) {
            const auto row = p_.rows.row(n);
            std::ranges::fill(scores, 0.0);
            for (std::size_t c = 0; c < row.size(); ++c) {
                if (row[c] == 0.0) continue;
                const double* const weights = w.data() + c * classes_;
                for (std::size_t k = 0; k < classes_; ++k) scores[k] += row[c] * weights[k];
            }
            const double top = *std::ranges::max_element(scores);
            const double right = scores[p_.labels[n]] - top;
            double sum = 0.0;
            for (double& s : scores) sum += s = std::exp(s - top);
            loss += std::log(sum) - right;
            if (gradient == nullptr) continue;
            for (double& s : scores) s /= sum;
            scores[p_.labels[n]] -= 1.0;
            for (std::size_t c = 0; c < row.size(); ++c) {
                if (row[c] == 0.0) continue;
                double* const to = gradient->data() + c * classes_;
                for (std::size_t k = 0; k < classes_; ++k) to[k] += row[c] * scores[k];
            }
        }
        return loss;
    }

    const LogisticProblem& p_;
    std::size_t classes_;
    Vector free_;  ///< 1 where a weight may move
};

/// What the last steps tell of the curvature.
class Memory {
public:
    void remember(Vector step, Vector change) {
        const double along = dot(step, change);
        if (along <= 0.0) return;  // rounding: the function is strictly convex
        pairs_.push_back({std::move(step), std::move(change), along});
        if (pairs_.size() > history) pairs_.pop_front();
    }

    /// Against the gradient, times the inverse curvature as far as it is known.
    Vector direction(const Vector& gradient, double curvature) const {
        Vector d = gradient;
        std::vector<double> share(pairs_.size());
        for (std::size_t i = pairs_.size(); i-- > 0;) {
            share[i] = dot(pairs_[i].step, d) / pairs_[i].along;
            add(d, -share[i], pairs_[i].change);
        }
        const double scale =
            pairs_.empty() ? 1.0 / curvature
                           : pairs_.back().along / dot(pairs_.back().change, pairs_.back().change);
        for (double& x : d) x *= scale;
        for (std::size_t i = 0; i < pairs_.size(); ++i)
            add(d, share[i] - dot(pairs_[i].change, d) / pairs_[i].along, pairs_[i].step);
        for (double& x : d) x = -x;
        return d;
    }

private:
    struct Pair {
        Vector step, change;
        double along;
    };
    std::deque<Pair> pairs_;
};

}  // namespace

LogisticSolution solve(const LogisticProblem& problem, double tolerance, std::int64_t most,
                       Monitor* monitor) {
    const Objective f(problem);
    Vector w(f.size()), gradient, next(f.size()), next_gradient;
    LogisticSolution solution;
    solution.value = f.value(w, &gradient);
    const double at_start = std::sqrt(dot(gradient, gradient));
    const double curvature = f.curvature();
    Memory memory;
    const auto is_steep = [&] {
        solution.steepness = at_start == 0.0 ? 0.0 : std::sqrt(dot(gradient, gradient)) / at_start;
        return solution.steepness > tolerance;
    };
    for (; is_steep() && solution.iterations < most; ++solution.iterations) {
        if (monitor != nullptr) monitor->check();
        const Vector direction = memory.direction(gradient, curvature);
        const double slope = dot(direction, gradient);
        double length = 1.0, value = 0.0;
        int halved = 0;
        for (; halved < halvings; ++halved, length *= 0.5) {
            next = w;
            add(next, length, direction);
            value = f.value(next, nullptr);
            if (value <= solution.value + 1e-4 * length * slope) break;
        }
        if (halved == halvings) break;
        solution.value = f.value(next, &next_gradient);
        Vector step = next, change = next_gradient;
        add(step, -1.0, w);
        add(change, -1.0, gradient);
        memory.remember(std::move(step), std::move(change));
        std::swap(w, next);
        std::swap(gradient, next_gradient);
    }
    solution.weights = Table(f.classes(), problem.rows.columns());
    for (std::size_t i = 0; i < w.size(); ++i)
        solution.weights.row(i % f.classes())[i / f.classes()] = w[i];
    return solution;
}

}  // namespace efferent::snn

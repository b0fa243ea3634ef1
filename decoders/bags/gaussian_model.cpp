// Normal densities of labels, each bag left out in turn by taking its share of the sums away.
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <utility>

#include "core/error.hpp"
#include "decoders/bags/instance_model.hpp"
#include "decoders/tasks/moments.hpp"

namespace efferent::bags {
namespace {

/// Weighted sums over the rows of one label, for every pair of features that a row has both of.
struct Sums {
    explicit Sums(std::size_t p) : columns(p), weight(p * p), first(p * p), products(p * p) {}

    /// `sign` -1 takes a row away again.
    void add(std::span<const double> x, double w) {
        total += w;
        for (std::size_t a = 0; a < columns; ++a) {
            if (std::isnan(x[a])) continue;
            for (std::size_t b = 0; b < columns; ++b) {
                if (std::isnan(x[b])) continue;
                weight[a * columns + b] += w;
                first[a * columns + b] += w * x[a];
                products[a * columns + b] += w * x[a] * x[b];
            }
        }
    }

    std::size_t columns;
    double total = 0.0;
    std::vector<double> weight;    ///< of rows that have a and b
    std::vector<double> first;     ///< of a over them
    std::vector<double> products;  ///< of a and b over them
};

constexpr double nothing = 1e-9;  // what taking every row away again leaves of a weight

/// Scatter about the mean, and its weight, for every pair of features.
struct Within {
    std::vector<double> scatter, weight;
};

Within within(const Sums& s) {
    const std::size_t p = s.columns;
    Within out{std::vector<double>(p * p), std::vector<double>(p * p)};
    std::vector<double> mean(p);
    for (std::size_t a = 0; a < p; ++a)
        if (s.weight[a * p + a] > nothing) mean[a] = s.first[a * p + a] / s.weight[a * p + a];
    for (std::size_t a = 0; a < p; ++a)
        for (std::size_t b = 0; b < p; ++b) {
            const double w = s.weight[a * p + b];
            if (!(w > nothing)) continue;
            out.weight[a * p + b] = w;
            out.scatter[a * p + b] = s.products[a * p + b] - mean[b] * s.first[a * p + b] -
                                     mean[a] * s.first[b * p + a] + w * mean[a] * mean[b];
        }
    return out;
}

/// A normal density, with the factor of every set of present features that came up.
class Normal {
public:
    /// `pooling` of the covariance is `scatter` / `weight` of all labels together.
    Normal(const Sums& s, const Within& all, double prior, double pooling)
        : mean_(s.columns), covariance_(s.columns, s.columns) {
        const std::size_t p = s.columns;
        for (std::size_t a = 0; a < p; ++a)
            if (s.weight[a * p + a] > nothing) mean_[a] = s.first[a * p + a] / s.weight[a * p + a];
        const Within own = within(s);
        for (std::size_t a = 0; a < p; ++a)
            for (std::size_t b = 0; b < p; ++b) {
                const std::size_t at = a * p + b;
                const double identity = a == b ? prior : 0.0;
                covariance_.row(a)[b] =
                    (1.0 - pooling) * (own.scatter[at] + identity) / (own.weight[at] + prior) +
                    pooling * (all.scatter[at] + identity) / (all.weight[at] + prior);
            }
    }

    double log_density(std::span<const double> x) {
        std::vector<bool> present(x.size());
        std::vector<std::size_t> columns;
        for (std::size_t j = 0; j < x.size(); ++j)
            if (!std::isnan(x[j])) present[j] = true, columns.push_back(j);
        const auto at = factors_.find(present);
        const Factor& factor = at != factors_.end()
                                   ? at->second
                                   : factors_.emplace(present, factored(columns)).first->second;
        double square = 0.0;
        for (std::size_t a = 0; a < columns.size(); ++a) {
            double z = 0.0;
            for (std::size_t b = 0; b <= a; ++b)
                z += factor.inverse.row(a)[b] * (x[columns[b]] - mean_[columns[b]]);
            square += z * z;
        }
        return factor.constant - 0.5 * square;
    }

private:
    struct Factor {
        Table inverse;          ///< L⁻¹ of the covariance L L' of the features that are present
        double constant = 0.0;  ///< -(p ln 2π + ln det) / 2
    };

    Factor factored(const std::vector<std::size_t>& columns) const {
        Factor f;
        if (columns.empty()) return f;
        Table part(columns.size(), columns.size());
        for (std::size_t a = 0; a < columns.size(); ++a)
            for (std::size_t b = 0; b < columns.size(); ++b)
                part.row(a)[b] = covariance_.row(columns[a])[columns[b]];
        f.inverse = decoders::inverse_factor(part, "the covariance of a label's instances");
        f.constant = -0.5 * static_cast<double>(columns.size()) * std::log(2.0 * std::numbers::pi);
        for (std::size_t a = 0; a < columns.size(); ++a)
            f.constant += std::log(f.inverse.row(a)[a]);
        return f;
    }

    std::vector<double> mean_;
    Table covariance_;
    std::map<std::vector<bool>, Factor> factors_;
};

class GaussianModel final : public InstanceModel {
public:
    GaussianModel(TrainingRows training, double prior, double pooling)
        : training_(std::move(training)),
          weights_(training_.weights()),
          prior_(prior),
          pooling_(pooling) {}

    void learn(std::span<const std::size_t> labels) override {
        labels_.assign(labels.begin(), labels.end());
        sums_.assign(training_.labels, Sums(training_.rows.columns()));
        for (std::size_t i = 0; i < labels.size(); ++i)
            sums_[labels[i]].add(training_.rows.row(i), weights_[i]);
    }

    Table held_out() const override {
        Table out(training_.rows.rows(), training_.labels);
        for (std::size_t i = 0; i < out.rows();) {
            std::size_t end = i;
            while (end < out.rows() && training_.bag_of[end] == training_.bag_of[i]) ++end;
            std::vector<Sums> rest = sums_;
            for (std::size_t r = i; r < end; ++r)
                rest[labels_[r]].add(training_.rows.row(r), -weights_[r]);
            auto normals = normals_of(rest);
            for (; i < end; ++i) evaluate(normals, training_.rows.row(i), out.row(i));
        }
        return out;
    }

    Table of(const Table& rows) const override {
        auto normals = normals_of(sums_);
        Table out(rows.rows(), training_.labels);
        for (std::size_t i = 0; i < rows.rows(); ++i) evaluate(normals, rows.row(i), out.row(i));
        return out;
    }

private:
    std::vector<Normal> normals_of(const std::vector<Sums>& sums) const {
        const std::size_t pairs = training_.rows.columns() * training_.rows.columns();
        Within all{std::vector<double>(pairs), std::vector<double>(pairs)};
        for (const Sums& s : sums) {
            const Within own = within(s);
            for (std::size_t at = 0; at < pairs; ++at) {
                all.scatter[at] += own.scatter[at];
                all.weight[at] += own.weight[at];
            }
        }
        std::vector<Normal> normals;
        for (const Sums& s : sums) normals.emplace_back(s, all, prior_, pooling_);
        return normals;
    }

    static void evaluate(std::vector<Normal>& normals, std::span<const double> x,
                         std::span<double> out) {
        for (std::size_t k = 0; k < normals.size(); ++k) out[k] = normals[k].log_density(x);
    }

    TrainingRows training_;
    std::vector<double> weights_;
    double prior_, pooling_;
    std::vector<std::size_t> labels_;
    std::vector<Sums> sums_;
};

}  // namespace

std::vector<double> TrainingRows::weights() const {
    std::map<std::size_t, double> counts;
    for (const std::size_t b : bag_of) counts[b] += 1.0;
    std::vector<double> weights;
    weights.reserve(bag_of.size());
    for (const std::size_t b : bag_of) weights.push_back(1.0 / counts[b]);
    return weights;
}

std::unique_ptr<InstanceModel> gaussian_model(TrainingRows training, double prior, double pooling) {
    return std::make_unique<GaussianModel>(std::move(training), prior, pooling);
}

}  // namespace efferent::bags

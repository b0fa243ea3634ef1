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

/// Scatter about a mean, and its weight, for every pair of features.
struct Within {
    explicit Within(std::size_t p) : scatter(p * p), weight(p * p) {}

    void add(const Within& other) {
        for (std::size_t at = 0; at < scatter.size(); ++at) {
            scatter[at] += other.scatter[at];
            weight[at] += other.weight[at];
        }
    }

    std::vector<double> scatter, weight;
};

/// Of its rows; 0 in a feature that none has.
std::vector<double> mean_of(const Sums& s) {
    const std::size_t p = s.columns;
    std::vector<double> mean(p);
    for (std::size_t a = 0; a < p; ++a)
        if (s.weight[a * p + a] > nothing) mean[a] = s.first[a * p + a] / s.weight[a * p + a];
    return mean;
}

Within within(const Sums& s, const std::vector<double>& mean) {
    const std::size_t p = s.columns;
    Within out(p);
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
    /// `pooling` of the covariance is that of all labels together.
    Normal(std::vector<double> mean, const Within& own, const Within& all, double prior,
           double pooling)
        : mean_(std::move(mean)), covariance_(mean_.size(), mean_.size()) {
        const std::size_t p = mean_.size();
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

/// Rows are summed in groups: the labels, and with a background the normal rows of bags of each
/// class b > 0 in group labels - 1 + b.
class GaussianModel final : public InstanceModel {
public:
    GaussianModel(TrainingRows training, double prior, double pooling, Background background)
        : training_(std::move(training)),
          weights_(training_.weights()),
          prior_(prior),
          pooling_(pooling),
          background_(std::move(background)) {}

    void learn(std::span<const std::size_t> labels) override {
        groups_.assign(labels.begin(), labels.end());
        if (has_background())
            for (std::size_t i = 0; i < labels.size(); ++i)
                if (const std::size_t b = background_.bag_labels[training_.bag_of[i]];
                    labels[i] == normal && b != normal)
                    groups_[i] = training_.labels - 1 + b;
        sums_.assign(columns(), Sums(training_.rows.columns()));
        for (std::size_t i = 0; i < labels.size(); ++i)
            sums_[groups_[i]].add(training_.rows.row(i), weights_[i]);
    }

    Table held_out() const override {
        Table out(training_.rows.rows(), columns());
        for (std::size_t i = 0; i < out.rows();) {
            std::size_t end = i;
            while (end < out.rows() && training_.bag_of[end] == training_.bag_of[i]) ++end;
            std::vector<Sums> rest = sums_;
            for (std::size_t r = i; r < end; ++r)
                rest[groups_[r]].add(training_.rows.row(r), -weights_[r]);
            auto normals = normals_of(rest);
            for (; i < end; ++i) evaluate(normals, training_.rows.row(i), out.row(i));
        }
        return out;
    }

    Table of(const Table& rows) const override {
        auto normals = normals_of(sums_);
        Table out(rows.rows(), columns());
        for (std::size_t i = 0; i < rows.rows(); ++i) evaluate(normals, rows.row(i), out.row(i));
        return out;
    }

private:
    static constexpr std::size_t normal = 0;  // the label of normal instances

    bool has_background() const { return !background_.features.empty(); }
    std::size_t columns() const {
        return has_background() ? 2 * training_.labels - 1 : training_.labels;
    }
    std::size_t label_of(std::size_t group) const {
        return group < training_.labels ? group : normal;
    }

    /// Of a group of normal rows in bags that are not normal.
    std::vector<double> background_mean(const Sums& s, std::vector<double> mean) const {
        for (std::size_t a = 0; a < mean.size(); ++a)
            if (const std::size_t at = a * mean.size() + a; background_.features[a])
                mean[a] = (s.first[at] + prior_ * mean[a]) / (s.weight[at] + prior_);
        return mean;
    }

    std::vector<Normal> normals_of(const std::vector<Sums>& sums) const {
        const std::size_t p = training_.rows.columns();
        std::vector<std::vector<double>> means;
        std::vector<Within> own(training_.labels, Within(p));
        for (std::size_t g = 0; g < sums.size(); ++g) {
            means.push_back(g < training_.labels ? mean_of(sums[g])
                                                 : background_mean(sums[g], means[normal]));
            own[label_of(g)].add(within(sums[g], means[g]));
        }
        Within all(p);
        for (const Within& w : own) all.add(w);
        std::vector<Normal> normals;
        for (std::size_t g = 0; g < sums.size(); ++g)
            normals.emplace_back(means[g], own[label_of(g)], all, prior_, pooling_);
        return normals;
    }

    static void evaluate(std::vector<Normal>& normals, std::span<const double> x,
                         std::span<double> out) {
        for (std::size_t k = 0; k < normals.size(); ++k) out[k] = normals[k].log_density(x);
    }

    TrainingRows training_;
    std::vector<double> weights_;
    double prior_, pooling_;
    Background background_;
    std::vector<std::size_t> groups_;
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
    return std::make_unique<GaussianModel>(std::move(training), prior, pooling, Background{});
}

std::unique_ptr<InstanceModel> background_model(TrainingRows training, double prior, double pooling,
                                                Background background) {
    return std::make_unique<GaussianModel>(std::move(training), prior, pooling,
                                           std::move(background));
}

}  // namespace efferent::bags

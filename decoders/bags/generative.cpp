// Hard EM's pieces, each a plain function of tables.
#include "decoders/bags/generative.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "decoders/bags/log_sum.hpp"

namespace efferent::bags {

void describe_in(Fields& field, EmissionParams& p, const std::vector<std::string>& densities) {
    const std::string names = listed(densities);
    field("density", p.density, "of features given a label: " + names);
    field("width", p.width, "standard deviation of a kernel, in those of the features");
    field("prior_bags", p.prior_bags,
          "how many bags of standard normal instances a normal density counts as seen");
    field("pooling", p.pooling,
          "share of a normal density's covariance that all labels have in common");
    field("doubt", p.doubt, "share of each density that is spread over all labels");
    field("dependence", p.dependence,
          "how far instances of a bag say the same thing twice: m of them count as m^(1 - this)");
    field("steps", p.steps, "of hard EM, at most");
    field.require(std::ranges::find(densities, p.density) != densities.end(), "density",
                  "must be one of " + names);
    field.require(p.width > 0.0, "width", "must be above zero");
    field.require(p.prior_bags > 0.0, "prior_bags", "must be above zero");
    field.require(p.pooling >= 0.0 && p.pooling <= 1.0, "pooling", "must be in [0, 1]");
    field.require(p.doubt > 0.0 && p.doubt < 1.0, "doubt", "must be above 0 and below 1");
    field.require(p.dependence >= 0.0 && p.dependence <= 1.0, "dependence", "must be in [0, 1]");
    field.require(p.steps >= 1, "steps", "must be at least 1");
}

double share_of_instance(const EmissionParams& params, std::size_t count) {
    return std::pow(static_cast<double>(count), -params.dependence);
}

LearnedInstances start(const BagTable& training, const EmissionParams& params) {
    require_trainable(training);
    LearnedInstances l;
    l.features = training.features;
    l.scaling =
        Scaling::of(training, params.density == "log_normal" ? Scale::logarithm : Scale::as_is);
    l.training = {l.scaling.apply(training.rows, training.features), training.bag_of_rows(),
                  training.classes.size()};
    for (const Bag& bag : training.bags) l.bag_labels.push_back(*bag.label);
    l.labels = bag_labels_of_rows(l);
    return l;
}

std::unique_ptr<InstanceModel> density_of(const LearnedInstances& learned,
                                          const EmissionParams& params) {
    return params.density == "kernel"
               ? kernel_model(learned.training, params.width)
               : gaussian_model(learned.training, params.prior_bags, params.pooling);
}

std::unique_ptr<InstanceModel> density_of(const LearnedInstances& learned,
                                          const EmissionParams& params,
                                          const std::vector<std::string>& background) {
    if (background.empty()) return density_of(learned, params);
    std::vector<bool> flags(learned.features.size(), false);
    for (const std::string& name : background) {
        const auto at = std::ranges::find(learned.features, name);
        if (at == learned.features.end())
            throw Error(Fault::config, "background: " + unknown_name(name, learned.features));
        flags[static_cast<std::size_t>(at - learned.features.begin())] = true;
    }
    return background_model(learned.training, params.prior_bags, params.pooling,
                            {std::move(flags), learned.bag_labels});
}

std::size_t normal_column(std::size_t columns, std::size_t classes, std::size_t bag) {
    return columns == classes || bag == normal_class ? normal_class : classes - 1 + bag;
}

void require_consistent(const LearnedInstances& l) {
    const auto require = [](bool holds, const std::string& what) {
        if (!holds) throw Error(Fault::config, what + " do not fit the instances");
    };
    const std::size_t rows = l.training.rows.rows(), classes = l.training.labels;
    require(rows > 0 && l.training.rows.columns() == l.features.size(), "features");
    require(l.scaling.means.size() == l.features.size() &&
                l.scaling.logarithm.size() == l.features.size() &&
                l.scaling.deviations.size() == l.features.size() &&
                std::ranges::all_of(l.scaling.deviations, [](double d) { return d > 0.0; }),
            "means and deviations");
    require(classes >= 2 && l.training.bag_of.size() == rows && l.labels.size() == rows, "labels");
    for (const std::size_t label : l.bag_labels) require(label < classes, "labels of bags");
    for (std::size_t i = 0; i < rows; ++i) {
        require(l.training.bag_of[i] < l.bag_labels.size() &&
                    (i == 0 || l.training.bag_of[i] >= l.training.bag_of[i - 1]),
                "bags");
        require(l.labels[i] == normal_class || l.labels[i] == l.bag_labels[l.training.bag_of[i]],
                "labels");
    }
}

std::vector<std::size_t> bag_labels_of_rows(const LearnedInstances& learned) {
    std::vector<std::size_t> labels;
    labels.reserve(learned.training.bag_of.size());
    for (const std::size_t b : learned.training.bag_of) labels.push_back(learned.bag_labels[b]);
    return labels;
}

Table label_given_class(const LearnedInstances& learned) {
    const std::size_t classes = learned.training.labels;
    Table p(classes, classes);
    for (std::size_t b = 0; b < classes; ++b) p.row(b)[normal_class] = p.row(b)[b] = 1.0;
    for (std::size_t i = 0; i < learned.labels.size(); ++i)
        p.row(learned.bag_labels[learned.training.bag_of[i]])[learned.labels[i]] += 1.0;
    for (std::size_t b = 0; b < classes; ++b) {
        double sum = 0.0;
        for (const double n : p.row(b)) sum += n;
        for (double& n : p.row(b)) n /= sum;
    }
    return p;
}

Table given_label_given_class(std::size_t classes, double own_share) {
    Table p(classes, classes);
    for (std::size_t b = 0; b < classes; ++b) {
        p.row(b)[normal_class] = 1.0 - own_share;
        p.row(b)[b] = own_share;
    }
    p.row(normal_class)[normal_class] = 1.0;
    return p;
}

Table even_label_given_class(std::size_t classes) { return given_label_given_class(classes, 0.5); }

void spread(Table& log_densities, double doubt) {
    const double labels = static_cast<double>(log_densities.columns());
    for (std::size_t i = 0; i < log_densities.rows(); ++i) {
        const auto row = log_densities.row(i);
        const double shared = log_sum(row) + std::log(doubt / labels);
        for (double& f : row) {
            const double two[] = {f + std::log1p(-doubt), shared};
            f = log_sum(two);
        }
    }
}

std::vector<std::size_t> relabelled(const Table& log_densities, const Table& label_given_class,
                                    std::span<const std::size_t> bag_labels) {
    std::vector<std::size_t> labels;
    labels.reserve(bag_labels.size());
    for (std::size_t i = 0; i < bag_labels.size(); ++i) {
        const std::size_t own = bag_labels[i];
        const auto p = label_given_class.row(own);
        const auto f = log_densities.row(i);
        const double normal = f[normal_column(f.size(), label_given_class.columns(), own)];
        const bool is_own = std::log(p[own]) + f[own] > std::log(p[normal_class]) + normal;
        labels.push_back(is_own ? own : normal_class);
    }
    return labels;
}

}  // namespace efferent::bags

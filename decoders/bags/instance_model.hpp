// What features of an instance say about its label, learnt from instances whose labels change.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::bags {

/// Standardised rows to learn from, NaN where a feature is missing, and the bag of each. A bag
/// weighs one, however many instances it has: a row weighs one over the rows of its bag.
struct TrainingRows {
    Table rows;
    std::vector<std::size_t> bag_of;
    std::size_t labels = 2;  ///< how many there are

    std::vector<double> weights() const;
};

/// A table of values has a row per row and a column per label (and more with a background):
/// ln p(f | label) of a density, ln P(label | f) of a posterior. Missing features are integrated
/// out: they say nothing.
class InstanceModel {
public:
    virtual ~InstanceModel() = default;
    /// One label below TrainingRows::labels for each training row.
    virtual void learn(std::span<const std::size_t> labels) = 0;
    /// Of the training rows, each from the rows of the other bags alone. From all rows an instance
    /// would be likeliest where it was put, and hard EM would never move it.
    virtual Table held_out() const = 0;
    /// Of further rows.
    virtual Table of(const Table& rows) const = 0;
};

/// A normal density per label: weighted mean; covariance (S + prior I) / (W + prior), S the scatter
/// and W the weight of the label's rows. `prior` is how many bags of standardised instances count
/// as seen; an unpooled label without a row is the standard normal density. The marginal over the
/// present features is taken. `pooling` is the share of the covariance that is common to all
/// labels, within them (Friedman, J Am Stat Assoc 84:165, 1989). Error{config} if rows with missing
/// features leave a covariance indefinite.
std::unique_ptr<InstanceModel> gaussian_model(TrainingRows training, double prior, double pooling);

/// What in an instance comes from its bag as much as from itself.
struct Background {
    std::vector<bool> features;           ///< per column
    std::vector<std::size_t> bag_labels;  ///< by TrainingRows::bag_of
};

/// Normal densities as above, but of a normal instance one for each class of its bag: that in a
/// normal bag in the column of the normal label, that in a bag of class b > 0 in the further column
/// labels - 1 + b. All share their covariance. Their mean is that in normal bags, which hold no
/// other instances; but in features of the background it is that of their own rows, with `prior`
/// bags at the mean of normal bags.
std::unique_ptr<InstanceModel> background_model(TrainingRows training, double prior, double pooling,
                                                Background background);

/// A kernel density per label: the weighted mean of normal kernels of standard deviation `width`
/// at its rows (Parzen, Ann. Math. Stat. 33(3), 1962). A row that lacks a feature, and a label that
/// has no row, stand there for all rows together, N(0, 1 + width²).
std::unique_ptr<InstanceModel> kernel_model(TrainingRows training, double width);

/// P(label | f) = (n + 1) / (k + labels), n of the `neighbours` = k nearest rows with that label.
/// The distance is the mean square over the features that both have; rows without a common one are
/// passed over.
std::unique_ptr<InstanceModel> neighbour_model(TrainingRows training, std::size_t neighbours);

}  // namespace efferent::bags

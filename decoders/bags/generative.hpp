// What the two generative models share: settings, what they have learnt, and hard EM.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "decoders/bags/instance_model.hpp"
#include "decoders/bags/method.hpp"
#include "decoders/bags/scaling.hpp"

namespace efferent::bags {

struct EmissionParams {
    std::string density = "gaussian";
    double width = 1.0;
    double prior_bags = 1.0;
    double pooling = 0.0;
    double doubt = 0.1;
    double dependence = 0.5;
    std::int64_t steps = 30;
};
/// The fields within a method's own settings. `densities` is what "density" may be.
void describe_in(Fields& field, EmissionParams& params, const std::vector<std::string>& densities);

/// What each of a bag's `count` instances counts for: count^-dependence.
double share_of_instance(const EmissionParams& params, std::size_t count);

/// What hard EM leaves: enough to judge, and to be saved.
struct LearnedInstances {
    std::vector<std::string> features;
    Scaling scaling;
    TrainingRows training;                ///< standardised
    std::vector<std::size_t> bag_labels;  ///< of the training bags, by TrainingRows::bag_of
    std::vector<std::size_t> labels;      ///< of the training rows
    std::vector<std::size_t> moved;       ///< labels that each step changed; not saved
};

/// A method that can be saved and go on elsewhere.
class GenerativeMethod : public BagMethod {
public:
    virtual const LearnedInstances& learned() const = 0;
    /// Instead of fit(). Error{config} if the sizes do not fit together.
    virtual void resume(LearnedInstances learned) = 0;
};

/// Standardised rows, every instance with the label of its bag.
LearnedInstances start(const BagTable& training, const EmissionParams& params);

std::unique_ptr<InstanceModel> density_of(const LearnedInstances& learned,
                                          const EmissionParams& params);

/// The same with features of the background (background_model). Error{config} for a name that is no
/// feature.
std::unique_ptr<InstanceModel> density_of(const LearnedInstances& learned,
                                          const EmissionParams& params,
                                          const std::vector<std::string>& background);

/// Of `columns` columns that of a normal instance in a bag of class `bag`: without a background
/// there are as many columns as classes, and it is the normal label's.
std::size_t normal_column(std::size_t columns, std::size_t classes, std::size_t bag);

/// Error{config} if the numbers of rows, labels, bags and features do not fit each other, or a row
/// has a label that its bag excludes.
void require_consistent(const LearnedInstances& learned);

/// Labels of the bags of the rows.
std::vector<std::size_t> bag_labels_of_rows(const LearnedInstances& learned);

/// P(I = label | B = class), a row per class: instances with that label in bags of that class, and
/// one more, over their sum; 0 for ever unless the label is normal or the class itself.
/// Source: Adel et al., "Generative multiple-instance learning models for quantitative
/// electromyography", UAI 2013 (the constraint and the pseudo-counts).
Table label_given_class(const LearnedInstances& learned);

/// The same with a given P(own | class) in (0, 1) of every class but the normal one.
Table given_label_given_class(std::size_t classes, double own_share);

/// The same before anything is known: one half each for normal and the class itself. From the
/// counts of the start, where every instance has the label of its bag, too few would ever move.
Table even_label_given_class(std::size_t classes);

/// ln((1 - doubt) f + doubt mean f) for rows of K columns of ln f: labels of the other instances
/// may be wrong, so that one instance speaks for a label with at most 1 + (1 - doubt) K / doubt to
/// one.
void spread(Table& log_densities, double doubt);

/// Per row the likelier of normal and its bag's own label: argmax P(i | b) f(i).
std::vector<std::size_t> relabelled(const Table& log_densities, const Table& label_given_class,
                                    std::span<const std::size_t> bag_labels);

}  // namespace efferent::bags

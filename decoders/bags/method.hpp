// Learns from bags with labels, and judges a bag from its instances.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/part.hpp"
#include "decoders/bags/bag_table.hpp"

namespace efferent::bags {

/// Why a bag is judged as it is; both tables have a row per instance and a column per class, or no
/// rows where a method does not look at instances.
struct Explanation {
    Table labels;    ///< P(instance is normal, or of that class), given the bag's probabilities
    Table evidence;  ///< what the instance adds to the score of that class over the normal one's
};

/// What a method's scores mean.
struct Says {
    bool log_probability = false;  ///< ln P up to what calibration puts right; else order alone
    double growth = 0.0;           ///< the scores of m like instances grow as m^growth
};

/// Contract (tests/bags/methods_test.cpp): learns bags that are easily told apart; the same bags
/// give the same bytes; a bag's scores do not depend on others; refuses in one sentence.
class BagMethod {
public:
    virtual ~BagMethod() = default;
    /// Error{config} as require_trainable says. Reads labels of bags, never `truth`.
    virtual void fit(const BagTable& training) = 0;
    /// One per class; the largest is the decision. Error{config} for no instance, other columns
    /// than fit() had, or a value that is infinite.
    virtual std::vector<double> scores(const Table& instances) const = 0;
    /// `probabilities` of the bag's classes, calibrated.
    virtual Explanation explain(const Table& instances,
                                std::span<const double> probabilities) const = 0;
    /// A row of scores for each training bag, from what was learnt of the other bags; no rows from
    /// methods that would have to be trained again for it.
    virtual Table held_out_scores() const = 0;
    virtual Says says() const = 0;
};

Parts<BagMethod> bag_methods();

/// The class of the largest score, the first of equals.
std::size_t decided(std::span<const double> scores);

/// Error{config} unless there are instances, of `columns` features, none infinite.
void require_judgeable(const Table& instances, std::size_t columns);

}  // namespace efferent::bags

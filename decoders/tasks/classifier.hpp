// Maps a row of features to a task.
#pragma once

#include <cstdint>
#include <span>

#include "core/ids.hpp"
#include "core/part.hpp"
#include "core/table.hpp"

namespace efferent::decoders {

/// What a decision costs once trained.
struct Footprint {
    double bytes = 0.0;        ///< of parameters, at 4 bytes a number
    double macs = 0.0;         ///< multiply-accumulates per decision
    double comparisons = 0.0;  ///< of numbers, per decision
    double bits = 32.0;        ///< of what is multiplied: 32 single precision, fewer whole numbers
};

/// What a classifier makes of a row.
enum class Reads : std::uint8_t {
    features,  ///< any numbers, standardised
    scores,    ///< one column per class, as they are
};

/// Contract (tests/decoders/classifiers_test.cpp): learns a separable toy set; same data and
/// seed give the same bytes; a row's scores do not depend on the rows beside it.
class Classifier {
public:
    virtual ~Classifier() = default;
    /// `labels[i]` is the class of row i, below `classes`. Error{config} if rows and labels do not
    /// fit each other, a number is not finite, or a class that a label names has too few rows for
    /// the method. Classes without rows are never decided for. Forgets what was fitted before.
    virtual void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
                     std::uint64_t seed) = 0;
    /// One row per row, one column per class; the largest is the decision. -inf for classes that
    /// fit() never saw. Error{config} on other columns than fit() had, or a number not finite.
    virtual Table scores(const Table& rows) const = 0;
    virtual Footprint footprint() const = 0;
    virtual Reads reads() const { return Reads::features; }
    /// Whether fit() uses the seed.
    virtual bool random() const { return false; }
};

Parts<Classifier> classifiers();

/// The column of the largest score; the first of equals.
TaskId decide(std::span<const double> scores);

}  // namespace efferent::decoders

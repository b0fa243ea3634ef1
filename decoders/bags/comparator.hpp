// What the conventional methods on bags share: filled rows, and classifiers of rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "decoders/bags/method.hpp"
#include "decoders/bags/scaling.hpp"
#include "decoders/tasks/classifier.hpp"

namespace efferent::bags {

/// Standardised instances; a missing feature is at its mean. See Scaling.
struct FilledRows {
    std::vector<std::string> features;
    Scaling scaling;

    static FilledRows of(const BagTable& training);
    Table operator()(const Table& instances) const;
};

/// A classifier of rows by its name and one setting.
std::unique_ptr<decoders::Classifier> row_classifier(const std::string& type,
                                                     const std::string& settings);

/// Labels of the bags, as classifiers take them.
std::vector<TaskId> bag_labels(const BagTable& training);

}  // namespace efferent::bags

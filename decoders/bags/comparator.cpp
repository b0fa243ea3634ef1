// Filled rows and classifiers of rows, for conventional methods on bags.
#include "decoders/bags/comparator.hpp"

namespace efferent::bags {

FilledRows FilledRows::of(const BagTable& training) {
    require_trainable(training);
    return {training.features, Scaling::of(training, Scale::as_is)};
}

Table FilledRows::operator()(const Table& instances) const {
    require_judgeable(instances, features.size());
    return scaling.filled(instances, features);
}

std::unique_ptr<decoders::Classifier> row_classifier(const std::string& type,
                                                     const std::string& settings) {
    return make(decoders::classifiers(),
                Config::parse("{\"type\":\"" + type + "\"" + settings + "}", type));
}

std::vector<TaskId> bag_labels(const BagTable& training) {
    std::vector<TaskId> labels;
    for (const Bag& bag : training.bags) labels.push_back(static_cast<TaskId>(*bag.label));
    return labels;
}

}  // namespace efferent::bags

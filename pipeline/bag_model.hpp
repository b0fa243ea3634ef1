// A generative model of bags that has been trained: made from a table, as a file, and used.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decoders/bags/generative.hpp"
#include "decoders/bags/tuning.hpp"

namespace efferent {

/// How well the held-out bags of the training table were judged.
struct HeldOut {
    std::int64_t bags = 0;
    std::int64_t right = 0;
    double log_loss = 0.0;  ///< mean -ln P of the true class
};

void describe(Fields& field, HeldOut& h);

struct BagModel {
    std::string origin;  ///< what messages call it
    std::string table;   ///< file that it was trained on
    std::vector<std::string> classes;
    std::vector<std::string> features;  ///< names that end in their units
    Config settings;                    ///< of the method, every default written out
    bags::Calibration calibration;
    HeldOut held_out;
    std::unique_ptr<bags::GenerativeMethod> method;
};

/// What is chosen where `changes` ("density=kernel") fix nothing: density, doubt and dependence;
/// for bif with those of `features` that are needle::background_features() as its background.
std::vector<Config> bag_model_candidates(
    const std::string& method, const std::vector<std::string>& features,
    const std::vector<std::pair<std::string, std::string>>& changes);

/// Error{config} as bags::require_trainable and require_varying say, with `name` before it, or if
/// the method is not generative.
BagModel train_bag_model(const bags::BagTable& table, const std::string& name,
                         const std::vector<Config>& candidates);

/// Schema "efferent.bag_model/1": docs/formats.md. The same bytes for the same model.
std::string bag_model_json(const BagModel& model);
/// Error{format} naming `origin` for text that is cut off, altered, of another schema, or whose
/// numbers do not fit together.
BagModel bag_model_from_json(std::string_view text, const std::string& origin);

/// One bag judged.
struct BagJudgement {
    std::string bag;
    std::vector<std::string> instances;  ///< names
    Table features;                      ///< as given, in the order of the model's
    std::vector<double> probabilities;   ///< per class
    bags::Explanation why;               ///< evidence in nats, calibrated
};

/// The columns of `table` in the model's order. Error{config} for a feature that the model does not
/// know, with the nearest one, or one that the table lacks.
bags::BagTable with_features_of(const BagModel& model, const bags::BagTable& table);

/// `table` as with_features_of gives it; instances are called `names`, or 1, 2 ... without.
BagJudgement judge(const BagModel& model, const bags::BagTable& table, std::size_t bag,
                   std::vector<std::string> names = {});

}  // namespace efferent

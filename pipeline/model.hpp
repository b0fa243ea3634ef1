// A trained method as a file: for each split of an experiment what its network learned.
#pragma once

#include <string>
#include <vector>

#include "pipeline/front_end.hpp"
#include "pipeline/prepared.hpp"

namespace efferent {

/// What one split's training part taught.
struct ModelSplit {
    std::string unit;  ///< Split::unit
    Learned learned;
};

/// Where and how a model was trained; whoever uses it must have all of this alike.
struct ModelHead {
    std::string experiment;
    Config method;                ///< every default written out
    std::vector<Config> filters;  ///< also
    Windows windows;
    std::int64_t seed = 0;
    double rate_hz = 0.0;
    std::string unit;
    std::vector<std::string> channels;
    std::vector<std::string> classes;
    std::string splits_sha256;
};

struct Model {
    std::string origin;  ///< what messages call it
    ModelHead head;
    std::vector<ModelSplit> splits;  ///< in the order of the plan
};

void describe(Fields& field, ModelHead& head);

ModelHead model_head(const ExperimentParams& params, const MethodParams& method,
                     const Prepared& prepared);

/// Whether two methods, every default written out, train the same networks: they may then differ in
/// name, classifier, what adapts the networks after training, and the chip that they decide on.
bool train_alike(const Config& a, const Config& b);

/// Error{config} naming `origin` and the first thing in which an experiment differs from the one
/// that the model was trained in.
void require_same(const ModelHead& model, const ModelHead& here, const std::string& origin);

/// Schema "efferent.model/1": docs/formats.md, "Models". The same bytes for the same model.
std::string model_json(const Model& model);
/// Error{format} naming `origin` for text that is cut off, altered or of another schema.
Model model_from_json(std::string_view text, const std::string& origin);

/// One split in JSON, and back; a checkpoint holds these too.
Config split_config(const ModelSplit& split);
ModelSplit split_from(const Config& config);

}  // namespace efferent

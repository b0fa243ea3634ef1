// A training rule: from a network and examples to another network. docs/semantics.md, "Training".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/monitor.hpp"
#include "core/part.hpp"
#include "snn/learning/examples.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// One row of a learning curve. Accuracies are fractions of windows.
struct Epoch {
    std::int64_t number = 0;  ///< from 1
    double loss = 0.0;        ///< mean over the training windows, as the epoch went on
    double accuracy = 0.0;
    std::optional<double> validation_loss;  ///< absent without a validation part
    std::optional<double> validation_accuracy;
    double rate_hz = 0.0;  ///< mean of the hidden neurons over the training examples
    double step = 0.0;     ///< learning rate at the epoch's end
    friend bool operator==(const Epoch&, const Epoch&) = default;
};

struct Trained {
    Network network;
    std::vector<Epoch> curve;
    std::int64_t best_epoch = 0;  ///< whose network this is; 0 for rules without epochs
};

/// How a caller watches, saves and resumes. A checkpoint is text that the same version of the same
/// rule with the same settings, network, examples and seed goes on from bit for bit.
struct TrainingRun {
    std::uint64_t seed = 0;
    Monitor* monitor = nullptr;                  ///< hears what share of the whole training is done
    std::function<void(const Epoch&)> at_epoch;  ///< may be empty
    std::function<void(const std::string&)> save_checkpoint;  ///< after an epoch; may be empty
    std::optional<std::string> resume;                        ///< a checkpoint
};

class Rule {
public:
    virtual ~Rule() = default;
    /// A new network of the same shape; the given one is the start. The same bytes for the same
    /// settings, network, examples and seed on any number of threads.
    /// Error{unsupported} names the population or projection that the rule cannot train;
    /// Error{config} for examples that do not fit the network or a checkpoint of other settings;
    /// Error{format} for a damaged checkpoint; Error{network} if a layer stays silent or the loss
    /// is not finite, naming layer and step, and what to try.
    virtual Trained train(const Network& start, const Examples& examples,
                          const TrainingRun& run) const = 0;
};

Parts<Rule> rules();

}  // namespace efferent::snn

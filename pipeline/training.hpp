// Trains one method on the training part of every split of an experiment, with checkpoints.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/monitor.hpp"
#include "pipeline/model.hpp"

namespace efferent {

/// How far a training is.
struct TrainingProgress {
    std::size_t split = 0;  ///< from 0
    std::size_t splits = 0;
    std::string unit;  ///< Split::unit
    snn::Epoch epoch;
};

struct TrainingOptions {
    std::string method;  ///< a name in the experiment, or a short name such as "trained+winner"
    std::function<void(const TrainingProgress&)> at_epoch;  ///< may be empty
    /// Gets a text after every epoch and every split from which training goes on; may be empty.
    std::function<void(const std::string&)> save_checkpoint;
    std::optional<std::string> resume;  ///< such a text
    std::string resume_origin;          ///< what messages call it
};

/// Splits one after the other. The same Model whether or not it was resumed, on any number of
/// threads. Error{config} if the method has nothing to train or the checkpoint is of another
/// version, experiment, method or data; Error{format} if it is damaged; and what the rule says.
Model train(const ExperimentParams& params, const TrainingOptions& options, Monitor* monitor);

}  // namespace efferent

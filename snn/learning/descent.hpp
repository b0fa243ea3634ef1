// Training by gradient, epoch by epoch: what the rules that have a gradient share.
#pragma once

#include "snn/learning/adam.hpp"
#include "snn/learning/batch.hpp"
#include "snn/learning/hardware.hpp"
#include "snn/learning/rewiring.hpp"
#include "snn/learning/rule.hpp"

namespace efferent::snn::training {

struct DescentParams {
    Reading reading;
    std::int64_t epochs = 30;
    std::int64_t batch = 32;
    Steps steps;
    double start_share = 0.02;
    Activity activity;
    HardwareParams hardware;
    RewiringParams rewiring;
    bool learn_biases = false;
    bool learn_time_constants = false;
    bool learn_delays = false;
    Duration longest_delay = 20ms;
    std::string start_delays = "drawn";
    std::int64_t validation_groups = 0;
    std::int64_t patience = 0;
};
void describe_in(Fields& field, DescentParams& params);

/// `settings` is what distinguishes this training from others, for its checkpoints.
Trained train(const DescentParams& params, const Manner& manner, const std::string& settings,
              const Network& start, const Examples& examples, const TrainingRun& run);

}  // namespace efferent::snn::training

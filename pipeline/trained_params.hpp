// The settings of a trained front end, for whoever runs its network.
#pragma once

#include <string>
#include <vector>

#include "pipeline/spiking_chain.hpp"
#include "snn/learning/chip.hpp"
#include "snn/learning/reading.hpp"

namespace efferent {

struct TrainedParams {
    std::vector<Config> encoders{Config::parse("{\"type\": \"send_on_delta\"}", "default")};
    double threshold_scale = 1.0;
    Config network = Config::parse("{\"type\": \"layered\"}", "default");
    Config rule = Config::parse("{\"type\": \"bptt\"}", "default");
    snn::Reading reading;
    std::string reads = "scores";
    Config adaptation;
    snn::ChipParams chip;
    Config backend;
    std::string readout = "outside";
};

void describe(Fields& field, TrainedParams& params);

/// The rule's settings with every default written out, and this reading.
Config rule_with(const TrainedParams& params);

/// The same of the rule that adapts, which must be there.
Config adaptation_with(const TrainedParams& params);

/// What is trained with these settings, as text: equal for methods that may share their networks.
std::string trained_with(const TrainedParams& params, std::uint64_t seed);

/// The encoders and the backend that run what was trained.
SpikingParams chain_params(const TrainedParams& params);

/// The same with the defaults of encoders, network and rule written out.
Config resolved(const TrainedParams& params, std::string_view type);

}  // namespace efferent

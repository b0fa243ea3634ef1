// Decomposition by a spiking network, as if the recording arrived now.
#pragma once

#include "apps/online_decomposition.hpp"
#include "pipeline/spiking_unit_model.hpp"

namespace efferent::apps {

/// As decompose_online, with the network in `text`, the content of the request's file.
void decompose_spiking(const OnlineRequest& request, std::string_view text);

/// Trains a network on the stretch that `efferent decompose` has decomposed, takes it to a file,
/// and tells what it is.
void save_spiking_units(const MotorUnitRun& run, const emg::Dataset& dataset,
                        const SpikingModelParams& params, const std::string& path);

}  // namespace efferent::apps

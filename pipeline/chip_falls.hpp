// How much of a trained decoder's accuracy each step of the way to a chip takes: floats, whole
// numbers, what fits, the device with its full queues and its mismatch.
#pragma once

#include "pipeline/evaluate.hpp"
#include "pipeline/experiment.hpp"

namespace efferent {

/// Those of the experiment, every default written out. Error{config} for an unknown method or chip,
/// or a method whose networks nothing trains.
std::vector<ChipFallParams> chip_falls_of(const ExperimentParams& params,
                                          const std::vector<MethodParams>& methods);

/// One a chip, in order, on the bench's splits. The bench keeps networks, so that none is trained
/// twice. A chip that cannot hold the network is no error: ChipFall::refused says why.
std::vector<ChipFall> chip_falls(const Bench& bench, const MethodParams& method,
                                 const ChipFallParams& params, Monitor* monitor);

}  // namespace efferent

// All methods of an experiment on one part of its data, those together that share their work.
#pragma once

#include <vector>

#include "pipeline/experiment.hpp"
#include "pipeline/model.hpp"
#include "pipeline/over_seeds.hpp"

namespace efferent {

/// One for each of `methods`, in their order. A method that trains as `model` was trained takes its
/// networks; `model` and `monitor` may be null.
std::vector<OverSeeds> evaluate_every(const Bench& bench, const std::vector<MethodParams>& methods,
                                      const ExperimentParams& params, const Model* model,
                                      Monitor* monitor);

}  // namespace efferent

// Accuracy against event rate: one method with its thresholds scaled.
#pragma once

#include "pipeline/evaluate.hpp"
#include "pipeline/experiment.hpp"

namespace efferent {

/// One point a factor, in order, on the bench's splits; `method` has a front end with relative
/// thresholds.
std::vector<RatePoint> rate_curve(const Bench& bench, const MethodParams& method,
                                  const RateCurveParams& params, Monitor* monitor);

}  // namespace efferent

// Weights at the start: scaled until a layer's neurons spike as often as asked.
#pragma once

#include "snn/learning/batch.hpp"

namespace efferent::snn::training {

/// Layer by layer, the weights into it are multiplied by what makes `share` of its neurons spike at
/// a tick, in the mean over some of the trials. Error{network} if a layer stays silent.
void calibrate(const Plan& plan, Batch<float>& batch, std::span<const Trial* const> trials,
               double share, Aligned<float>& values);

}  // namespace efferent::snn::training

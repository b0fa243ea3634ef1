// How far gradients are from central differences.
#pragma once

#include "bench/training/problem.hpp"

namespace efferent::bench {

/// Largest relative error over kinds of parameters, along random directions: the trainer's gradient
/// of smooth spikes, in double.
double smooth_error();
/// Relative L2 error over all weights: exact EventProp on a small recurrent network.
double exact_eventprop_error();

}  // namespace efferent::bench

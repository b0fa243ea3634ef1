// What training is timed on: 128 input lines, 256 recurrent neurons, 16 classes, 500 ticks.
#pragma once

#include "snn/learning/batch.hpp"

namespace efferent::bench {

/// A network, a batch of trials as ticks, and where the hidden neurons spike as often as asked.
struct Problem {
    snn::Network network;
    snn::training::Plan plan;
    std::vector<snn::training::Trial> trials;
    std::vector<const snn::training::Trial*> batch;
    snn::Aligned<float> parameters;
};

struct ProblemSize {
    std::size_t channels = 64;
    std::size_t hidden = 256;
    std::size_t classes = 16;
    std::int64_t ticks = 500;
    std::size_t batch = 32;
    double input_share = 0.03;  ///< of the lines at a tick
    double hidden_share = 0.014;
};

Problem problem(const ProblemSize& size, std::uint64_t seed);

/// The surrogate that all are timed with.
snn::training::Manner manner();

}  // namespace efferent::bench

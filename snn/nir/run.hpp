// A NIR graph step by step, as one of the platforms computes it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "snn/nir/flat.hpp"
#include "snn/nir/platform.hpp"

namespace efferent::snn::nir {

/// What every part gave at every step.
struct Trace {
    struct One {
        std::string name;
        std::size_t size = 0;
        bool is_neuron = false;
        std::vector<double> output;     ///< [step][value]: spikes of neurons that have a threshold
        std::vector<double> potential;  ///< of neurons, after the step
    };
    std::size_t steps = 0;
    std::vector<One> parts;

    const One& of(std::string_view name) const;  ///< Error{config} naming those that there are
};

/// `input` is [step][value]. Error{network} as laid_open() says; Error{unsupported} for a neuron of
/// which the platform's rule is not known, a delay that is no whole number of steps, and, in whole
/// numbers, weights beyond 8 bits or thresholds beyond 17.
Trace run(const Graph& graph, std::span<const double> input, const Platform& as);

}  // namespace efferent::snn::nir

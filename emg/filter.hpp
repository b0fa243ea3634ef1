// Causal filters: the same numbers whether a signal comes whole or in blocks.
#pragma once

#include <span>

#include "core/part.hpp"
#include "core/signal.hpp"

namespace efferent::emg {

class Filter {
public:
    virtual ~Filter() = default;
    /// Fixes rate and channels, and starts at rest. Error{config} if the filter cannot be made at
    /// this rate (an edge at or above half of it).
    virtual void prepare(Hertz rate, std::size_t channels) = 0;
    /// Filters row-major samples in place; blocks arrive in order and without gaps.
    virtual void apply(std::span<float> samples) = 0;
    /// At rest again.
    virtual void reset() = 0;
};

Parts<Filter> filters();

}  // namespace efferent::emg

// Features of one window of samples.
#pragma once

#include <span>
#include <vector>

#include "core/part.hpp"
#include "core/signal.hpp"

namespace efferent::decoders {

/// Equations and their traps: docs/features.md. Never NaN, on any finite window.
class Feature {
public:
    virtual ~Feature() = default;
    virtual std::size_t size(std::size_t channels) const = 0;
    /// Standard deviation of each channel over the training trials, for dead bands.
    virtual void prepare(std::span<const double> scale) = 0;
    /// Writes size(window.channels()) numbers. `window` has at least two samples.
    virtual void extract(const SignalView& window, std::span<double> out) const = 0;
    /// Multiply-accumulates for a window of so many channels and samples.
    virtual double macs(std::size_t channels, std::size_t samples) const = 0;
};

Parts<Feature> features();

}  // namespace efferent::decoders

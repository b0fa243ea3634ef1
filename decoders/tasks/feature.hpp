// Features of one window of samples.
#pragma once

#include <span>
#include <vector>

#include "core/part.hpp"
#include "core/signal.hpp"

namespace efferent::decoders {

/// Equations and their traps: docs/features.md. Finite on any finite window; channels in another
/// order give the same numbers in another order (tests/decoders/features_test.cpp).
class Feature {
public:
    virtual ~Feature() = default;
    virtual std::size_t size(std::size_t channels) const = 0;
    /// Standard deviation of each channel over the training trials, for what is relative to the
    /// size of the signal; to be called first. Error{config} if one is negative or not finite.
    virtual void prepare(std::span<const double> scale) = 0;
    /// Writes size(window.channels()) numbers. `window` has at least two samples.
    virtual void extract(const SignalView& window, std::span<double> out) const = 0;
    /// Multiply-accumulates for a window of so many channels and samples.
    virtual double macs(std::size_t channels, std::size_t samples) const = 0;
};

Parts<Feature> features();

}  // namespace efferent::decoders

// One channel at several times its rate, so that a potential may lie between two samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace efferent::needle {

/// A signal interpolated to `factor` values a sample by a windowed sinc, with zeros around it.
/// Instants are counted in these finer steps from the first sample.
class FineSignal {
public:
    /// `margin` steps before the first sample and after the last can be asked for and changed.
    FineSignal(std::span<const float> samples, std::size_t factor, std::size_t margin);

    std::size_t factor() const { return factor_; }
    std::int64_t length() const { return length_; }  ///< steps from the first sample on
    float at(std::int64_t step) const { return values_[static_cast<std::size_t>(step) + margin_]; }
    /// The steps [centre - half, centre + half].
    std::span<const float> window(std::int64_t centre, std::size_t half) const;
    /// Adds `gain` times a shape, whose middle lies at `centre`.
    void add(std::span<const float> shape, std::int64_t centre, float gain);
    /// Mean over the samples of their squares.
    double power() const;
    /// Median absolute value of the samples over 0.6745: the standard deviation of normal noise.
    double noise() const;

    /// For each step, the mean square of the signal within `half` steps of it.
    std::vector<float> power_around(std::size_t half) const;
    /// For each step, the sum over samples of the signal times the shape whose middle lies there.
    std::vector<float> correlate(std::span<const float> shape) const;

private:
    std::size_t factor_, margin_;
    std::int64_t length_;
    std::vector<float> values_;
};

/// For lags -(size - 1) to size - 1: the sum over samples of `first` times `second` moved by the
/// lag against it, for two shapes of one odd size.
std::vector<float> cross_correlate(std::span<const float> first, std::span<const float> second,
                                   std::size_t factor);

}  // namespace efferent::needle

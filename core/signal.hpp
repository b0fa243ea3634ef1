// A view of consecutive multichannel samples.
#pragma once

#include <cstddef>
#include <span>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace efferent {

/// Samples in the unit of their recording; row = instant, column = channel.
/// The view knows its place by sample index, not by time: a block boundary rounds nothing.
class SignalView {
public:
    SignalView(Hertz rate, std::int64_t first, std::size_t channels, std::span<const float> samples)
        : rate_(rate), first_(first), channels_(channels), samples_(samples) {}

    Hertz rate() const { return rate_; }
    std::int64_t first() const { return first_; }  ///< index of row 0 in its stream
    std::size_t channels() const { return channels_; }
    std::size_t length() const { return channels_ == 0 ? 0 : samples_.size() / channels_; }
    std::span<const float> samples() const { return samples_; }

    std::span<const float> row(std::size_t i) const {
        return samples_.subspan(i * channels_, channels_);
    }
    Time time(std::size_t i) const {
        return sample_time(rate_, first_ + static_cast<std::int64_t>(i));
    }
    /// Rows [begin, begin + count), still knowing their place.
    SignalView rows(std::size_t begin, std::size_t count) const {
        return {rate_, first_ + static_cast<std::int64_t>(begin), channels_,
                samples_.subspan(begin * channels_, count * channels_)};
    }
    /// The same samples as a stream of their own, whose first sample has index 0.
    SignalView from_zero() const { return {rate_, 0, channels_, samples_}; }

private:
    Hertz rate_;
    std::int64_t first_;
    std::size_t channels_;
    std::span<const float> samples_;
};

}  // namespace efferent

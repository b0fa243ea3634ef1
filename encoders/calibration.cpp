// How the channels behave in the segments that an encoder may know beforehand.
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "encoders/encoder.hpp"

namespace efferent::encoders {

namespace {

void require_alike(const SignalView& segment, const SignalView& first) {
    if (segment.channels() == first.channels() && segment.rate() == first.rate()) return;
    const auto story = [](const SignalView& s) {
        return std::to_string(s.channels()) + " channels at " + exact(s.rate().value) + " Hz";
    };
    throw Error(Fault::config, "calibration: one segment has " + story(segment) +
                                   ", where the first has " + story(first) +
                                   "; use segments of one recording");
}

/// Means over the rows of `term(channel, sample)`.
template <class Term>
std::vector<double> channel_means(std::span<const SignalView> segments, std::size_t channels,
                                  Term term) {
    std::vector<double> sums(channels);
    std::size_t rows = 0;
    for (const SignalView& segment : segments) {
        rows += segment.length();
        for (std::size_t i = 0; i < segment.length(); ++i) {
            const auto row = segment.row(i);
            for (std::size_t c = 0; c < channels; ++c)
                sums[c] += term(c, static_cast<double>(row[c]));
        }
    }
    if (rows == 0)
        throw Error(Fault::config, "calibration: there is no sample; give at least one segment");
    for (double& sum : sums) sum /= static_cast<double>(rows);
    return sums;
}

std::vector<double> first_row(std::span<const SignalView> segments) {
    for (const SignalView& s : segments)
        if (s.length() > 0) return {s.row(0).begin(), s.row(0).end()};
    return {};
}

}  // namespace

Calibration calibrate(std::span<const SignalView> segments, double microvolts_per_unit) {
    if (segments.empty())
        throw Error(Fault::config, "calibration: there is no sample; give at least one segment");
    for (const SignalView& segment : segments) require_alike(segment, segments.front());
    const std::size_t channels = segments.front().channels();
    // Relative to the first sample, so that a constant channel comes to exactly 0.
    const auto origin = first_row(segments);
    const auto mean =
        channel_means(segments, channels, [&](std::size_t c, double x) { return x - origin[c]; });
    auto scale = channel_means(segments, channels, [&](std::size_t c, double x) {
        const double d = x - origin[c] - mean[c];
        return d * d;
    });
    for (std::size_t c = 0; c < channels; ++c) {
        scale[c] = std::sqrt(scale[c]);
        if (!std::isfinite(scale[c]))
            throw Error(Fault::format, "calibration: channel " + std::to_string(c) +
                                           " (from 0): holds a sample that is not finite, where "
                                           "numbers are needed");
    }
    return {segments.front().rate(), microvolts_per_unit, std::move(scale)};
}

}  // namespace efferent::encoders

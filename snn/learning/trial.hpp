// An example as ticks: which input lines arrive at which tick, and which ticks are read.
#pragma once

#include <span>
#include <vector>

#include "snn/engine/aligned.hpp"
#include "snn/learning/examples.hpp"
#include "snn/learning/reading.hpp"

namespace efferent::snn::training {

/// So many events of one input line that wait for the same tick.
struct LineCount {
    std::uint16_t line = 0;
    std::uint16_t times = 0;
};

/// Of a window: ticks (first, last].
struct TickWindow {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

struct Trial {
    std::int64_t ticks = 0;              ///< the last that is read: ticks 1 .. `ticks` are computed
    std::vector<std::uint32_t> offsets;  ///< of ticks 0 .. `ticks`, and the end
    std::vector<LineCount> lines;        ///< ascending within a tick
    std::vector<TickWindow> windows;
    std::size_t label = 0;

    std::span<const LineCount> sent(std::int64_t tick) const {
        const auto t = static_cast<std::size_t>(tick);
        return std::span(lines).subspan(offsets[t], offsets[t + 1] - offsets[t]);
    }
};

/// Error{config} for a window without a tick, or too many events of one line at one tick; the
/// example is sound.
Trial trial_of(const Example& example, const Reading& reading);

/// How a readout is read.
struct ReadBack {
    const Reading& reading;
    double keep = 0.0;        ///< of the readout, from tick to tick
    double fade_ticks = 0.0;  ///< e^(−t / this) weighs the ticks of a window's mean; 0: all alike
};

/// What a trial's windows ask of its readout.
template <class Real>
struct Asked {
    Aligned<Real> all;     ///< [tick][class lane]: the derivative of the loss by what arrives there
    Aligned<Real> motion;  ///< by how much that changes in a tick; empty if not wanted
    /// Of each tick and the one after the last, the place in `parts` of what it asks by itself:
    /// all(t) = keep · all(t + 1) + part(t). Ticks in a row that ask the same share it. Nothing
    /// but zero beside `motion`.
    std::vector<std::uint32_t> part;
    Aligned<Real> parts;  ///< [place][class lane]; the first is zero
};

/// From the derivatives of the loss by the scores, [window][class]: the adjoint of Reading.
template <class Real>
void spread(const Trial& trial, const ReadBack& how, std::span<const double> by_scores,
            std::size_t classes, std::size_t lanes, bool with_motion, std::vector<double>& scratch,
            Asked<Real>& to);

}  // namespace efferent::snn::training

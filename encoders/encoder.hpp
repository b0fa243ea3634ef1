// Turns samples into events.
#pragma once

#include <span>
#include <vector>

#include "core/event.hpp"
#include "core/part.hpp"
#include "core/signal.hpp"

namespace efferent::encoders {

/// What an encoder may know beforehand: how the channels behave in a calibration segment, which is
/// never the trial under test.
struct Calibration {
    Hertz rate;
    double microvolts_per_unit = 0.0;  ///< 0 where the unit has no size in volts
    std::vector<double> scale;         ///< standard deviation per channel, in units
};

/// Standard deviations over all rows of all segments (population, about each channel's mean).
/// Error{config} if there is no sample.
Calibration calibrate(std::span<const SignalView> segments, double microvolts_per_unit);

/// Contract (tests/encoders/conformance_test.cpp, for every registered encoder):
///  - blocks arrive in order and without gaps;
///  - events are appended in canonical order, each at the time of a sample of the block;
///  - cutting the signal into other blocks does not change the events.
class Encoder {
public:
    virtual ~Encoder() = default;
    /// Sets the steps and starts anew. Error{config} if a threshold in microvolts meets a unit
    /// without volts. A channel that was flat never sends under a relative threshold.
    virtual void prepare(const Calibration& calibration) = 0;
    /// Error{format} at a sample that is not finite, Error{config} if the block is not as
    /// calibrated or a sample needs too many events; after an error only reset() and prepare() make
    /// sense.
    virtual void encode(const SignalView& block, std::vector<Event>& out) = 0;
    /// Forgets the stream, keeps the steps.
    virtual void reset() = 0;
    /// What one event of a channel says about its value, in units; 0 if it cannot be rebuilt,
    /// infinity on a channel that never sends because it was flat.
    virtual double step(ChannelId channel) const = 0;
};

Parts<Encoder> encoders();

}  // namespace efferent::encoders

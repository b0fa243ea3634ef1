// The encoder card: what an encoder keeps of a signal, and what that costs.
#pragma once

#include <span>
#include <vector>

#include "encoders/encoder.hpp"

namespace efferent::encoders {

/// Figures over all channels and segments. Definitions: docs/encoders.md.
struct EncoderCard {
    double snr_db = 0.0;                 ///< median over (segment, channel); NaN if not rebuildable
    double nrmse = 0.0;                  ///< median, RMS error / RMS of the signal about its mean
    double events_per_s_channel = 0.0;   ///< mean
    double events_per_sample = 0.0;      ///< mean, per channel
    double up_fraction = 0.0;            ///< up events among all events
    double slope_overload = 0.0;         ///< fraction of samples with |x − rebuilt| >= step
    double first_event_ms = 0.0;         ///< median over (segment, channel) that sent an event
    std::size_t silent_channels = 0;     ///< (segment, channel) pairs without an event
    std::size_t segments = 0;
};

/// What a receiver rebuilds of one channel: the running sum of ±step from `start`, at each of
/// `samples` samples. Events of other channels are passed over.
std::vector<double> rebuild(std::span<const Event> events, ChannelId channel, double step,
                            double start, const SignalView& signal);

/// Encodes each segment from a reset of `encoder` (already prepared) and measures.
EncoderCard measure(Encoder& encoder, std::span<const SignalView> segments);

}  // namespace efferent::encoders

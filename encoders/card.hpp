// The encoder card: what an encoder keeps of a signal, and what that costs.
#pragma once

#include <span>
#include <vector>

#include "encoders/encoder.hpp"

namespace efferent::encoders {

/// Figures over all channels and segments; NaN where nothing defines one (no event, say).
/// Definitions: docs/encoders.md.
struct EncoderCard {
    double snr_db = 0.0;                ///< median over (segment, channel); NaN if not rebuildable
    double nrmse = 0.0;                 ///< median, RMS error / RMS of the signal about its mean
    double events_per_s_channel = 0.0;  ///< mean
    double events_per_sample = 0.0;     ///< mean, per channel
    double up_fraction = 0.0;           ///< up events among all events
    double slope_overload = 0.0;        ///< fraction of samples with |x − rebuilt| >= step
    double first_event_ms = 0.0;        ///< median over (segment, channel) that sent an event
    std::size_t silent_channels = 0;    ///< (segment, channel) pairs without an event
    std::size_t segments = 0;
};

/// The events of the whole signal as one stream, from a reset of `encoder` (already prepared).
std::vector<Event> encode_all(Encoder& encoder, const SignalView& signal);

/// What a receiver rebuilds of one channel at each sample of `signal`, whose values it does not
/// read: start + (ups − downs up to and at that sample) · step. Other channels are passed over.
std::vector<double> rebuild(std::span<const Event> events, ChannelId channel, double step,
                            double start, const SignalView& signal);

/// Encodes each segment from a reset of `encoder` (already prepared) and measures.
/// Error{config} if there is no sample.
EncoderCard measure(Encoder& encoder, std::span<const SignalView> segments);

}  // namespace efferent::encoders

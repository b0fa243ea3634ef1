// What training and streaming of spiking units share: from samples to events.
#pragma once

#include "pipeline/spiking_units.hpp"

namespace efferent {

/// What an encoder has sent of a signal: all that is known of it from there on.
struct SentEvents {
    Hertz rate;
    std::size_t channels = 0;
    std::size_t length = 0;     ///< samples
    std::vector<Event> events;  ///< in order, at times of samples from 0 on
};

/// Units without a network yet, and what their encoder sends of the signal that it was set by.
struct EncodedUnits {
    SpikingUnits units;
    SentEvents sent;
};

/// Prepared for one channel with a standard deviation of 1.
std::unique_ptr<encoders::Encoder> encoder_of(const SpikingUnitParams& params, Hertz rate);

/// Error{config} for what could not be trained on any signal of this rate: an encoder that takes
/// none of it, a window that is no sample long.
void require_trainable(const SpikingUnitParams& params, Hertz rate);

/// Sets whitening, if any, and encoder by the signal and encodes it: the only thing that samples
/// are for.
EncodedUnits encode_units(SignalView signal, const SpikingUnitParams& params);

/// As train_spiking_units, from the events alone.
SpikingUnits train_on_events(EncodedUnits encoded,
                             const std::vector<std::vector<std::size_t>>& discharges,
                             const std::vector<std::string>& names,
                             const SpikingUnitParams& params);

/// The signal itself, or what the whitening makes of it, in `scratch`.
SignalView whitened(const SpikingUnits& units, SignalView signal, std::vector<float>& scratch);

/// Prepared, at the begin of a stream.
std::unique_ptr<encoders::Encoder> encoder_of(const SpikingUnits& units);

/// The sample whose time this is.
std::int64_t sample_of(Hertz rate, Time time);

}  // namespace efferent

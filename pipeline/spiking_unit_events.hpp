// What training and streaming of spiking units share: from samples to events.
#pragma once

#include "pipeline/spiking_units.hpp"

namespace efferent {

/// The signal itself, or what the whitening makes of it, in `scratch`.
SignalView whitened(const SpikingUnits& units, SignalView signal, std::vector<float>& scratch);

/// Prepared, at the begin of a stream.
std::unique_ptr<encoders::Encoder> encoder_of(const SpikingUnits& units);

/// The sample whose time this is.
std::int64_t sample_of(Hertz rate, Time time);

}  // namespace efferent

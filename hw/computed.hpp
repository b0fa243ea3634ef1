// What the part that computes as a chip does has to say of a network.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// Nothing if the chip's file names none: nothing here computes as it does. Error{config} for an
/// unknown name.
std::unique_ptr<Arithmetic> arithmetic_of(const Chip& chip);

/// The same, where it is needed: Error{unsupported} if nothing here computes as the chip does.
std::unique_ptr<Arithmetic> required_arithmetic_of(const Chip& chip);

/// In ticks, from a spike to its arrival: the chip's figure, or what its arithmetic does. Absent:
/// neither is there.
Known longest_delay(const Chip& chip);

/// Why the network cannot be quantised and started on the chip as it is; nothing if it can, or if
/// nothing here computes as the chip does. Error{config} for a population's settings.
std::optional<std::string> refusal_of(const snn::Network& network, const Chip& chip, Duration tick);

}  // namespace efferent::hw

// A network on a chip as a program like any other: quantised, then run tick by tick as the chip
// computes.
#pragma once

#include "hw/quantise.hpp"
#include "snn/backend.hpp"

namespace efferent::hw {

/// Tick k ≥ 0 stands at k · tick. An event waits for the next tick at or after it, then for its
/// projection's delay; a spike's time is its tick's. Probes are sampled at every tick, in the
/// network's own unit of potential. Cost::deliveries is the chip's count of weights added;
/// of one population, it is what was sent to it. `draw` draws what differs between devices.
std::shared_ptr<const snn::Program> chip_program(const snn::Network& network, const Chip& chip,
                                                 std::shared_ptr<const Arithmetic> arithmetic,
                                                 Quantised quantised, std::uint64_t draw);

}  // namespace efferent::hw

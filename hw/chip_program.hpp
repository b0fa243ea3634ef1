// A network on a chip as a program like any other: quantised, then run tick by tick as the chip
// computes.
#pragma once

#include "hw/quantise.hpp"
#include "hw/repair.hpp"
#include "snn/backend.hpp"

namespace efferent::hw {

/// What a program is made of; neurons that repairs added are the last.
struct ChipPlan {
    snn::Network network;  ///< as it was given
    Repaired fitted;       ///< as it runs
    Quantised quantised;   ///< of that
    Chip chip;
    std::shared_ptr<const Arithmetic> arithmetic;
    std::uint64_t draw = 0;  ///< of what differs between devices
};

/// Tick k ≥ 0 stands at k · tick. An event waits for the next tick at or after it, then for its
/// projection's delay; a spike's time is its tick's. Probes are sampled at every tick, in the
/// network's own unit of potential. Cost::deliveries is the chip's count of weights added;
/// of one population, it is what was sent to it. Neurons that repairs added are counted in the
/// whole alone; the potentials of a readout's parts are added up.
std::shared_ptr<const snn::Program> chip_program(ChipPlan plan);

}  // namespace efferent::hw

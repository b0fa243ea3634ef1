// Files of lava-dl (.net, HDF5), by which networks for Loihi are exchanged: chains of dense layers.
#pragma once

#include <filesystem>

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// Feature i of the first layer is input line i; populations are called "layer 0", "layer 1", ... A
/// file does not say how long a tick is. As lava.lib.dl.netx reads it: the register of a current's
/// decay is iDecay − 1, of a potential's vDecay, of refractory ticks refDelay, a bias counts in
/// steps of 2^6, a dense layer hears the spikes of the tick before, later by the delay of the layer
/// that sends. wgtExp, tauRho, scaleRho and theta are training's and passed over, as there.
/// Error{io}, Error{format}; Error{unsupported} for layers other than input (without neurons of its
/// own), flatten and dense, and for neurons that are not CUBA; Error{capacity} for weights that are
/// no whole numbers of 8 bits: lava-dl itself would clip them.
WholeNetwork read_lava_net(const std::filesystem::path& path,
                           Duration tick = std::chrono::milliseconds{1});

/// What is written is read back and compared before the file appears. Names, units and the tick are
/// not in such a file. Error{unsupported} for what it cannot say: loops, layers that do not hear
/// the one before alone, readouts, reset by subtraction, delays that differ within a source or of
/// input lines, two synapses of one pair, weights that are no whole number.
void write_lava_net(const std::filesystem::path& path, const WholeNetwork& network);

/// Loihi's arithmetic for networks that such a file shall hold, with one exponent for all weights.
std::unique_ptr<Arithmetic> without_exponents(std::unique_ptr<Arithmetic> loihi);

}  // namespace efferent::hw

// How a decision is read from a network: the potentials of its readout over a window.
// docs/semantics.md, "Training".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "snn/learning/examples.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// Shared by training and deciding, so that both read alike.
struct Reading {
    Duration tick = 1ms;        ///< of `clocked`, decay exact, order current_first
    std::string over = "mean";  ///< "mean" of the potential over the window's ticks, or its "last"
};

void describe(Fields& field, Reading& reading);

/// The population that decides: the network's last, of model `li`, one neuron per class.
/// Error{unsupported} if it is not that.
PopulationId readout_of(const Network& network);

/// One score per class and window, [window][class]: Σ over the spikes that reach the readout of
/// weight · share, where `share` is what one arrival leaves in the reading (1 at once, falling with
/// the readout's time constant), plus the readout's rest. In double, in the order of the spikes.
std::vector<std::vector<double>> scores(const Network& network, const Reading& reading,
                                        std::span<const Spike> spikes,
                                        std::span<const Window> windows);

/// What an arrival at tick `at` leaves in the reading of the ticks (first, last]: 0 after the
/// window, keep^(last − at) for "last", and for "mean" the mean of keep^(k − at) over the window's
/// ticks k at or after `at`, with keep = e^(−tick / membrane).
double share(const Reading& reading, double keep, std::int64_t first, std::int64_t last,
             std::int64_t at);

}  // namespace efferent::snn

// Changes that make a network fit a chip, each one listed. They take a network and give another;
// populations that are added come last, so neurons keep their numbers.
#pragma once

#include <limits>

#include "core/time.hpp"
#include "hw/chip.hpp"
#include "snn/network.hpp"

namespace efferent::hw {

struct Repaired {
    snn::Network network{};
    std::vector<std::string> changes{};  ///< sentences, none if nothing was to be done
    /// Of each neuron that was added the one whose spikes it repeats, at once or later, or to whose
    /// potential it adds.
    std::vector<NeuronId> repeats{};
};

/// Keeps the `most` strongest inputs of each neuron by |weight|; of equals the earlier in the order
/// of projections, then sources. Spikes change: it is for training on with.
Repaired prune_fan_in(const snn::Network& network, std::size_t most);

/// A readout, which does not spike, with more than `most` inputs is split into parts that hear so
/// many each. Exact: the potentials of the parts add up to its own, since nothing in it is other
/// than linear. Rest and start are the first part's, which is the neuron itself.
Repaired split_readouts(const snn::Network& network, std::size_t most);

/// A neuron with more than `most` synapses gets duplicates that hear what it hears, and they share
/// its targets out. Exact: every duplicate spikes when its original does. (What arrives at one
/// instant is added up in another order, so the last bit of a potential can differ.) The neurons
/// that it hears have more synapses after that.
Repaired share_fan_out(const snn::Network& network, std::size_t most);

/// Delays to the nearest whole tick, one at least and no more than `longest` of them. Spikes
/// change. Input lines keep theirs, since input can wait outside.
Repaired round_delays(const snn::Network& network, Duration tick,
                      std::int64_t longest = std::numeric_limits<std::int32_t>::max());

/// A delay above `longest` is made of several by neurons that pass each spike on. Exact with
/// neurons that a spike can bring from reset to threshold within an instant, which those added do:
/// they are `lif` that reset to a value. Input lines keep their delays. `longest` is above zero.
Repaired relay_delays(const snn::Network& network, Duration longest);

/// Those of the above that the chip's limits call for: delays rounded, readouts split if there may
/// be so many outputs, inputs pruned, delays relayed (or cut to the chip's longest, a tick at
/// least, where it has none or does not take the relays), fan-out and destinations shared.
Repaired repair(const snn::Network& network, const Chip& chip, Duration tick);

}  // namespace efferent::hw

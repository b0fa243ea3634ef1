// From a network to the whole numbers that a chip's registers hold: decays first, then for each
// population (or neuron, where thresholds are its own) the scale at which weights and threshold
// lose least. What is lost is listed.
#pragma once

#include "hw/arithmetic.hpp"

namespace efferent::hw {

/// How often each source spoke in data like those to come: weights that are heard more often count
/// for more. Empty: all alike.
struct Activity {
    std::vector<double> lines;    ///< 2 a channel, see snn::line()
    std::vector<double> neurons;  ///< of the whole network
};

/// As recorded, and one more for each source, so that none counts for nothing. Error{network} for a
/// channel or neuron that the network does not have.
Activity activity_of(const snn::Network& network, std::span<const Event> events,
                     std::span<const Spike> spikes);

/// What rounding did to one projection.
struct Rounding {
    std::string name;          ///< "input to hidden 1"
    double lost = 0.0;         ///< Σ a (w − ŵ)² / Σ a w², with a the source's activity
    std::size_t clipped = 0;   ///< weights that met the end of their range
    std::size_t vanished = 0;  ///< weights other than 0 that became 0
};

struct Quantised {
    WholeNetwork network;
    std::vector<Rounding> roundings;  ///< one a projection
    /// By how much each population's thresholds are off, the mean of |share|; 0 for readouts.
    std::vector<double> threshold_errors;
    /// The network's potential where the chip's is 0: [population][neuron].
    std::vector<std::vector<double>> zeros;
    std::vector<std::string> changes;  ///< sentences
};

/// The potential of the chip is that of the network less its reset value, in steps of `unit`. A
/// time constant that the chip rounds changes no neuron's mean response: weights make up for it.
/// Error{unsupported} for models, delays or refractory periods that the chip lacks, naming
/// the population or projection.
Quantised quantise(const snn::Network& network, const Chip& chip, const Arithmetic& arithmetic,
                   Duration tick, const Activity& activity = {});

/// The changes and roundings in words, a line each.
std::string report(const Quantised& quantised);

}  // namespace efferent::hw

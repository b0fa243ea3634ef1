// A network as training sees it: layers of neurons, links of weights, and where each number that is
// learned lies in one long array.
#pragma once

#include <vector>

#include "snn/dynamics.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/learning/reading.hpp"

namespace efferent::snn::training {

/// Arrays are padded to whole blocks of lanes.
constexpr std::size_t padded(std::size_t size) { return (size + 15) / 16 * 16; }

/// A hidden population.
struct Layer {
    PopulationId population{};
    std::string name;
    std::size_t size = 0;
    std::size_t lanes = 0;
    std::vector<Dynamics> dynamics;  ///< one, or one a neuron
    std::vector<double> leaks;       ///< of each neuron, rest without its bias
    bool adapts = false;
    std::size_t bias = 0;      ///< where its parameters begin: each `lanes` long
    std::size_t membrane = 0;  ///< logit of what is kept from tick to tick
    std::size_t current = 0;
    std::size_t threshold = 0;  ///< as it is, not learned

    const Dynamics& of(std::size_t neuron) const {
        return dynamics[dynamics.size() == 1 ? 0 : neuron];
    }
    bool has_current() const { return dynamics.front().has_current(); }
    bool drains() const { return !dynamics.front().has_closed_form(); }
};

inline constexpr std::size_t from_input = ~std::size_t{0};
inline constexpr std::size_t one_delay = ~std::size_t{0};

/// A projection: row s of `stride` weights is what source s sends.
struct Link {
    std::size_t projection = 0;
    std::size_t from = from_input;  ///< a layer
    std::size_t to = 0;             ///< a layer, or `layers.size()` for the readout
    std::size_t rows = 0;           ///< sources, padded
    std::size_t stride = 0;
    std::size_t first = 0;   ///< parameter
    std::int64_t delay = 1;  ///< ticks; the longest there can be where sources have their own
    std::size_t delays = one_delay;  ///< parameter: ticks of each source, `rows` of them, if any
    bool apart = false;              ///< to neurons for which `clocked` sums its rows by themselves
    bool whole = true;               ///< every pair has a synapse

    bool has_own_delays() const { return delays != one_delay; }
};

/// What else than weights is a parameter: learned, or for thresholds held in few bits.
struct Learned {
    bool biases = false;
    bool time_constants = false;
    bool thresholds = false;
    /// Ticks up to which each source's delay is learned, of projections to hidden layers; 0: delays
    /// stay as they are.
    std::int64_t longest_delay = 0;
};

struct Plan {
    std::vector<Layer> layers;
    std::vector<Link> links;
    PopulationId readout{};
    std::size_t classes = 0;
    std::size_t class_lanes = 0;
    double readout_keep = 0.0;  ///< from tick to tick
    double readout_rest = 0.0;
    Reading reading;
    Learned learned;
    std::size_t first_delay = 0;  ///< parameters from here on are delays
    std::size_t parameters = 0;
    std::vector<std::uint8_t> trained;  ///< of each parameter, whether it is
};

/// Error{unsupported} names what of the network cannot be trained.
Plan plan_of(const Network& network, const Reading& reading, const Learned& learned);

/// The start, as the network has it; and a network of the same shape with what was learned, whose
/// sparse projections have the synapses that the plan has now.
Aligned<float> parameters_of(const Plan& plan, const Network& network);
Network with_parameters(const Plan& plan, const Network& network, const Aligned<float>& values);

/// A time constant of whole nanoseconds, as a network has it.
double whole_tau_ns(double logit_of_keep, Duration tick);

}  // namespace efferent::snn::training

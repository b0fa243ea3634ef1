// A network as a digital chip holds it: whole numbers in the chip's own registers. A value, like
// snn/network.hpp, made by quantise() or by hand; machines run it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snn/network.hpp"

namespace efferent::hw {

/// Neurons [first, first + size). Columns have one entry a neuron; what a register means is the
/// arithmetic's own (hw/arithmetics/). A column may be empty if the arithmetic has no such
/// register.
struct WholePopulation {
    std::string name{};
    NeuronId first{};
    std::size_t size = 0;
    bool spikes = true;  ///< false: a readout, whose potential is read
    std::vector<std::int32_t> threshold{};
    std::vector<std::int32_t> membrane{};  ///< the register of the leak
    std::vector<std::int32_t> current{};   ///< the register of the synaptic current's decay
    std::vector<std::int32_t> bias{};
    std::vector<std::int32_t> refractory{};  ///< ticks from a spike to the next; 0 is as 1
    /// What each bit of the weights it hears moves its potential by, in the potential's steps;
    /// empty where a weight is what it says.
    std::vector<std::int32_t> base_currents{};
    bool subtracts = false;  ///< a spike takes the threshold off, rather than reset to 0
    /// What one step of the potential is in the unit of the network that it was made from: one for
    /// all neurons, or one each.
    std::vector<double> unit{1.0};
    friend bool operator==(const WholePopulation&, const WholePopulation&) = default;
};

/// Compressed rows as in snn::Sparse; what arrives is weight · 2^exponent.
struct WholeProjection {
    snn::Origin from;  ///< the input lines or a population
    PopulationId to{};
    int exponent = 0;
    std::vector<std::uint32_t> offsets{0};  ///< sources + 1
    std::vector<std::uint32_t> targets{};   ///< within the population, ascending in a row
    std::vector<std::int16_t> weights{};
    /// Ticks from the one in which a spike is made (an event comes) to that in which it arrives. 0
    /// is within the tick: of input lines, and of spikes where the chip passes them on at once
    /// (ODIN). One a synapse, or a single entry for all.
    std::vector<std::uint8_t> delays{};
    friend bool operator==(const WholeProjection&, const WholeProjection&) = default;
};

struct WholeNetwork {
    std::size_t channels = 0;  ///< input lines are 2c (up) and 2c + 1 (down), as in snn::line()
    Duration tick{};
    IdVector<PopulationId, WholePopulation> populations;
    std::vector<WholeProjection> projections;
    std::size_t neurons() const;
    std::size_t synapses() const;
    friend bool operator==(const WholeNetwork&, const WholeNetwork&) = default;
};

/// Error{network} if a size does not fit its ends or a row is out of order, naming the projection.
void require_sound(const WholeNetwork& network);

}  // namespace efferent::hw

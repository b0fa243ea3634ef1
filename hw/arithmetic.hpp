// How a family of chips computes: what its registers can hold, and a machine that runs a network of
// whole numbers tick by tick as the chip does. A part: hw/arithmetics/loihi.cpp is one to copy.
#pragma once

#include <memory>
#include <span>

#include "core/part.hpp"
#include "hw/chip.hpp"
#include "hw/whole_network.hpp"
#include "snn/dynamics.hpp"

namespace efferent::hw {

/// Whole numbers from `least` to `most`, both included.
struct Range {
    std::int64_t least = 0;
    std::int64_t most = 0;
    friend bool operator==(const Range&, const Range&) = default;
};

/// What a chip's registers hold.
struct Registers {
    Range weight{};
    int weight_step = 1;    ///< weights are multiples of it
    int base_currents = 0;  ///< bits of a weight that are currents of each population's own choice;
                            ///< 0: they are 1, 2, 4, ...
    Range exponent{};       ///< of a projection; {0, 0}: none
    Range threshold{};
    Range bias{};             ///< of a tick, in the threshold's steps
    Range potential{};        ///< where potentials saturate, in their own steps; {0, 0}: not said
    int potential_shift = 0;  ///< a weight w moves the potential by w · 2^(exponent + shift)...
    int threshold_shift = 0;  ///< ...and a threshold t is met at t · 2^shift
    int bias_shift = 0;       ///< a bias b moves the potential by b · 2^shift a tick
    Range delay{1, 1};        ///< ticks from a spike to its arrival
    std::int64_t refractory_most = 0;  ///< ticks
    bool own_scales = false;           ///< thresholds are each neuron's own, so weights may have
                                       ///< other steps from neuron to neuron
    bool resets_to_zero = true;
    bool subtracts = false;       ///< offers reset by subtraction
    bool devices_differ = false;  ///< by the seed; with seed 0 a machine is as designed
    bool has_current = false;     ///< offers a synaptic current
};

/// A neuron's decays as its registers hold them; what is left from tick to tick by them.
struct Decays {
    std::int32_t membrane = 0;
    std::int32_t current = 0;
    double keeps_membrane =
        1.0;  ///< of the potential; for a leak that subtracts: as at half threshold
    double keeps_current = 0.0;
    double gain = 1.0;  ///< what an arriving 1 adds to the potential in the tick of its arrival
};

/// What a machine has done.
struct Work {
    std::uint64_t events = 0;    ///< from outside
    std::uint64_t synapses = 0;  ///< weights added
    std::uint64_t updates = 0;   ///< neurons moved on by a tick
    std::uint64_t spikes = 0;
    std::uint64_t dropped = 0;    ///< spikes or events that a queue had no room for
    std::uint64_t saturated = 0;  ///< potentials or currents that met the end of their register
};

/// One run, from rest.
class Machine {
public:
    virtual ~Machine() = default;
    /// The next tick. `lines` are the input lines whose events come in it, in their order, one
    /// entry an event. Appends the neurons that spike, in the chip's order, one entry a spike.
    virtual void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) = 0;
    virtual std::int32_t potential(NeuronId neuron) const = 0;
    virtual std::int32_t current(NeuronId neuron) const = 0;  ///< 0 where it has none
    virtual Work work() const = 0;
};

class Arithmetic {
public:
    virtual ~Arithmetic() = default;
    virtual Registers registers(const Chip& chip) const = 0;
    /// Error{unsupported} for dynamics that the chip lacks, in words that follow "population x: ".
    /// `threshold` is what the register will hold, 0 while that is not known: a leak that subtracts
    /// depends on it.
    virtual Decays decays(const snn::Dynamics& dynamics, Duration tick,
                          std::int64_t threshold) const = 0;
    /// Copies what it needs. `seed` draws what differs from device to device, if anything does.
    /// Error{capacity} for what the registers cannot hold.
    virtual std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                           std::uint64_t seed) const = 0;
};

Parts<Arithmetic> arithmetics();

}  // namespace efferent::hw

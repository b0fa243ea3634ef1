#include "hw/chip_neurons.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

using snn::Dynamics;

[[noreturn]] void refuse(const std::string& where, const std::string& story) {
    throw Error(Fault::unsupported, where + ": " + story);
}

bool subtracts(const Dynamics& d) { return d.spikes() && d.reset == snn::Reset::by_subtraction; }

/// The same neuron with potentials counted from where it is reset, and starting there.
Dynamics from_zero(Dynamics d, double zero) {
    d.rest -= zero;
    d.threshold -= zero;
    d.v_reset = 0.0;
    d.v_initial = 0.0;
    return d;
}

/// The mean response stays what it is where the chip rounds time constants.
double gain(const Dynamics& d, const Decays& held, Duration tick) {
    double gain = 1.0 / held.gain;
    if (!d.has_current()) return gain;
    if (d.leaks()) gain *= 1.0 - held.keeps_membrane;
    const double keeps = std::exp(-static_cast<double>(tick.count()) / d.excitatory_ns);
    return gain * (1.0 - held.keeps_current) / (1.0 - keeps);
}

ChipNeuron chip_neuron(const Dynamics& d, const Arithmetic& arithmetic, const Registers& registers,
                       Duration tick, const std::string& where) {
    ChipNeuron n;
    n.zero = d.spikes() && !subtracts(d) ? d.v_reset : 0.0;
    n.dynamics = from_zero(d, n.zero);
    const Decays held = decays_of(arithmetic, n, tick, 0, where);
    n.threshold = d.threshold - n.zero;
    if (n.threshold <= 0.0) refuse(where, "its threshold is not above its reset");
    n.bias = d.leaks() ? (1.0 - held.keeps_membrane) * (d.rest - n.zero)
                       : d.drift_per_ns * static_cast<double>(tick.count());
    if (n.bias != 0.0 && registers.bias == Range{})
        refuse(where, "neurons have no bias on this chip");
    n.gain = gain(d, held, tick);
    const std::int64_t refractory =
        whole_ticks(d.refractory_ns, tick, where, "a refractory period");
    if (refractory > registers.refractory_most)
        refuse(where, "a refractory period of " + std::to_string(refractory) +
                          " ticks is longer than the chip's " +
                          std::to_string(registers.refractory_most));
    n.refractory = static_cast<std::int32_t>(refractory);
    return n;
}

}  // namespace

std::int64_t whole_ticks(double ns, Duration tick, const std::string& where, const char* what) {
    const double n = ns / static_cast<double>(tick.count());
    if (n == std::floor(n)) return static_cast<std::int64_t>(n);
    refuse(where, std::string(what) + " of " + exact(ns / 1e6) +
                      " ms is not a whole number of ticks of " + exact(milliseconds(tick)) + " ms");
}

Decays decays_of(const Arithmetic& arithmetic, const ChipNeuron& neuron, Duration tick,
                 std::int64_t threshold, const std::string& population) {
    try {
        return arithmetic.decays(neuron.dynamics, tick, threshold);
    } catch (Error& e) {
        e.during(population);
        throw;
    }
}

std::vector<ChipNeuron> chip_neurons(const snn::Population& population,
                                     const Arithmetic& arithmetic, const Registers& registers,
                                     Duration tick, std::vector<std::string>& changes) {
    const std::string where = "population \"" + population.name + "\"";
    if (snn::is_source(population))
        refuse(where, "it sends spikes of its own accord; on a chip they must come from outside");
    const std::vector<Dynamics> dynamics = snn::dynamics_of(population);
    std::vector<ChipNeuron> all;
    bool moved = false;
    for (const Dynamics& d : dynamics) {
        if (d.reset != dynamics.front().reset || d.spikes() != dynamics.front().spikes())
            refuse(where, "its neurons differ in how they are reset");
        all.push_back(chip_neuron(d, arithmetic, registers, tick, where));
        moved = moved || d.v_initial != all.back().zero;
    }
    if (moved) changes.push_back(where + ": neurons start where they are reset to");
    all.resize(population.size, ChipNeuron(all.front()));
    return all;
}

}  // namespace efferent::hw

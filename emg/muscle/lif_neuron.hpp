// A motor neuron as a leaky integrate-and-fire membrane whose size decides all else.
#pragma once

#include "emg/muscle/pool.hpp"

namespace efferent::emg {

/// Source: Caillet, Phillips, Farina, Modenese, eLife 11 (2022) e76489 and PLoS Comput Biol 18
/// (2022) e1010556; constants as in NeuroMotion (Ma et al. 2024).
struct LifNeuron {
    double resistance_ohm = 0.0;
    double time_constant_s = 0.0;
    double refractory_s = 0.0;  ///< mean; each one varies by a tenth of it
};

/// Neuron `number` of `count`, counted from 1, smallest first: soma 1.49e-7
/// * 2.4^((number/count)^1.47) m2, resistance 1.68e-10 soma^-2.43, capacitance 0.013 soma F,
/// refractory 40 ms number^0.05.
LifNeuron lif_neuron(std::size_t number, std::size_t count);

/// Amperes into every neuron of a pool at an excitation of 0 to 1: 3.9 nA + 31.1 nA excitation.
double synaptic_current(double excitation);

/// The excitation at which a steady current just reaches the threshold of 27 mV.
double rheobase_excitation(const LifNeuron& neuron);

/// The discharges in seconds during the drive. The neuron hears `gain` times the excitation with an
/// independent noise of the standard deviation `noise`, relative, low-passed at 100 Hz. The
/// membrane is solved exactly for a current that is constant within a millisecond; the reset is to
/// 0 and it stays there for the refractory period. A drive of 0 gives none: the neuron then gets no
/// current at all.
std::vector<double> lif_discharges(const LifNeuron& neuron, const Drive& drive, double gain,
                                   double noise, RandomStream random);

}  // namespace efferent::emg

// The motor neurons of one muscle, and their discharges under a common drive.
#pragma once

#include <string>

#include "emg/muscle/lif_neuron.hpp"

namespace efferent {
class Fields;
}

namespace efferent::emg {

struct MotorNeuronParams {
    std::string model = "renewal";
    std::string thresholds = "fuglevand";
    std::string rates = "onion_skin";
    double fluctuation = 0.08;
    double own = 0.4;
    double independent = 0.5;
};

void describe(Fields& field, MotorNeuronParams& p);

/// Units smallest first. `neurons` is empty unless the model is "lif"; then units[i].threshold is
/// the rheobase of neurons[i], and rates, thresholds and the variation of intervals are its
/// membrane's.
struct MotorNeurons {
    std::vector<MotorUnit> units;
    std::vector<LifNeuron> neurons;
    double independent = 0.0;
};

MotorNeurons motor_neurons(std::size_t count, const MotorNeuronParams& params, RandomStream random);

/// Each unit's discharges in seconds, ascending. Unit i hears gains[i] times the drive (or the
/// drive itself, if there are no gains). The drive is what is common; what is independent is the
/// random part of the intervals ("renewal") or a noise current ("lif"). Unit i draws from (seed,
/// "discharges", entity * 2^16 + i), so the result does not depend on threads.
std::vector<std::vector<double>> discharges(const MotorNeurons& pool, const Drive& drive,
                                            std::span<const double> gains, std::uint64_t seed,
                                            std::uint64_t entity);

}  // namespace efferent::emg

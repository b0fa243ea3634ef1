// Steps a leaky integrate-and-fire motor neuron through a drive.
#include "emg/muscle/lif_neuron.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::emg {
namespace {

constexpr double threshold_v = 0.027;
constexpr double step_s = 0.001;
constexpr double noise_edge_hz = 100.0;
constexpr double refractory_spread = 0.1;

}  // namespace

LifNeuron lif_neuron(std::size_t number, std::size_t count) {
    const double place = static_cast<double>(number) / static_cast<double>(count);
    const double soma_m2 = 1.49e-7 * std::pow(2.4, std::pow(place, 1.47));
    const double resistance = 1.68e-10 * std::pow(soma_m2, -2.43);
    return {resistance, resistance * 1.3e-2 * soma_m2,
            0.04 * std::pow(static_cast<double>(number), 0.05)};
}

double synaptic_current(double excitation) { return 3.9e-9 + 31.1e-9 * excitation; }

double rheobase_excitation(const LifNeuron& neuron) {
    return (threshold_v / neuron.resistance_ohm - 3.9e-9) / 31.1e-9;
}

std::vector<double> lif_discharges(const LifNeuron& neuron, const Drive& drive, double gain,
                                   double noise, RandomStream random) {
    const double keep = std::exp(-step_s / neuron.time_constant_s);
    const double noise_keep = std::exp(-2.0 * std::numbers::pi * noise_edge_hz * step_s);
    const double fresh = std::sqrt(1.0 - noise_keep * noise_keep);
    double fluctuation = random.normal();
    double v = threshold_v * random.uniform();  // neurons do not start in step
    double held_until = drive.start_s;
    std::vector<double> times;
    const auto steps =
        static_cast<std::size_t>(std::ceil((drive.end_s() - drive.start_s) / step_s));
    for (std::size_t i = 0; i < steps; ++i) {
        const double begin = drive.start_s + step_s * static_cast<double>(i);
        fluctuation = noise_keep * fluctuation + fresh * random.normal();
        const double excitation =
            std::max(0.0, gain * drive.at(begin) * (1.0 + noise * fluctuation));
        if (begin + step_s <= held_until) continue;
        const double goal =
            excitation > 0.0 ? neuron.resistance_ohm * synaptic_current(excitation) : 0.0;
        const double from = std::max(begin, held_until);
        const double left = begin + step_s - from;
        const double before = v;
        v = goal + (v - goal) * (left == step_s ? keep : std::exp(-left / neuron.time_constant_s));
        if (v < threshold_v) continue;
        const double at =
            from + neuron.time_constant_s * std::log((goal - before) / (goal - threshold_v));
        times.push_back(std::clamp(at, from, begin + step_s));
        held_until = times.back() +
                     neuron.refractory_s * std::max(0.1, 1.0 + refractory_spread * random.normal());
        v = 0.0;
    }
    return times;
}

}  // namespace efferent::emg

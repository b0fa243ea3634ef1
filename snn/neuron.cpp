// The closed forms behind docs/semantics.md, "Neurons".
#include "snn/neuron.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "snn/exponentials.hpp"

namespace efferent::snn {
namespace {

/// What a unit of current of time constant `synapse` has moved v by after `ns`:
/// (e^(−t/τs) − e^(−t/τm)) · τs / (τs − τm), and its limit t/τm · e^(−t/τm) where both are alike.
double postsynaptic(double membrane, double synapse, double ns) {
    const double x = ns / membrane - ns / synapse;
    if (std::abs(x) > 0.5)
        return synapse / (synapse - membrane) *
               (std::exp(-ns / synapse) - std::exp(-ns / membrane));
    const double shape = x == 0.0 ? 1.0 : std::expm1(x) / x;
    return ns / membrane * std::exp(-ns / membrane) * shape;
}

double free_potential(const NeuronState& s, const Dynamics& d, double ns) {
    if (!d.leaks()) return s.v + d.drift_per_ns * ns;
    double v = d.rest + (s.v - d.rest) * std::exp(-ns / d.membrane_ns);
    if (s.excitatory != 0.0) v += s.excitatory * postsynaptic(d.membrane_ns, d.excitatory_ns, ns);
    if (s.inhibitory != 0.0) v += s.inhibitory * postsynaptic(d.membrane_ns, d.inhibitory_ns, ns);
    return v;
}

void fade(double& value, double tau_ns, double ns) {
    if (value != 0.0) value *= std::exp(-ns / tau_ns);
}

void fade_all(NeuronState& s, const Dynamics& d, double ns) {
    fade(s.excitatory, d.excitatory_ns, ns);
    fade(s.inhibitory, d.inhibitory_ns, ns);
    fade(s.adaptation, d.adaptation_ns, ns);
}

/// v − threshold as exponentials, but for a constant; a synapse as fast as the membrane is moved
/// aside by 10⁻⁷, which moves the extrema by as little and is not used for values.
struct Distance {
    std::array<Exponential, most_exponentials> terms{};
    std::size_t count = 0;

    Distance(const NeuronState& s, const Dynamics& d) {
        double free = s.v - d.rest;
        for (const auto& [current, tau] :
             {std::pair{s.excitatory, d.excitatory_ns}, {s.inhibitory, d.inhibitory_ns}}) {
            if (current == 0.0) continue;
            const double apart =
                std::abs(tau / d.membrane_ns - 1.0) < 1e-7 ? d.membrane_ns * (1.0 + 1e-7) : tau;
            const double weight = current * apart / (apart - d.membrane_ns);
            add(weight, apart);
            free -= weight;
        }
        add(free, d.membrane_ns);
        add(-s.adaptation, d.adaptation_ns);
    }
    void add(double weight, double tau_ns) {
        if (weight != 0.0) terms.at(count++) = {weight, 1.0 / tau_ns};
    }
    std::span<const Exponential> fading() const { return std::span(terms).first(count); }
};

/// By then whatever fades has gone, to the resolution of double.
double settled(const NeuronState& s, const Dynamics& d) {
    double slowest = d.membrane_ns;
    if (s.excitatory != 0.0) slowest = std::max(slowest, d.excitatory_ns);
    if (s.inhibitory != 0.0) slowest = std::max(slowest, d.inhibitory_ns);
    if (s.adaptation != 0.0) slowest = std::max(slowest, d.adaptation_ns);
    return 64.0 * slowest;
}

/// Without a leak v is a straight line, and the threshold above it only falls: up to here their
/// distance closes all the while, and after it never.
double closing(const NeuronState& s, const Dynamics& d) {
    if (d.drift_per_ns > 0.0)
        return (d.threshold + s.adaptation - s.v) / d.drift_per_ns * (1.0 + 1e-9);
    if (d.drift_per_ns == 0.0) return 64.0 * d.adaptation_ns;
    return d.adaptation_ns * std::log(s.adaptation / (-d.drift_per_ns * d.adaptation_ns));
}

/// As next_spike(), of a neuron that is free and below its threshold.
std::optional<double> free_spike(const NeuronState& s, const Dynamics& d, double within) {
    if (!d.leaks() && s.adaptation == 0.0) {
        if (d.drift_per_ns <= 0.0) return std::nullopt;
        const double t = (d.threshold - s.v) / d.drift_per_ns;
        return t <= within ? std::optional(t) : std::nullopt;
    }
    // With a leak v cannot pass what it is drawn to, and is drawn no higher than this; without a
    // current it does not even reach that.
    const double drive = std::max(0.0, s.excitatory) + std::max(0.0, s.inhibitory);
    if (d.leaks() && s.v < d.threshold &&
        (d.rest + drive < d.threshold || (drive == 0.0 && d.rest == d.threshold)))
        return std::nullopt;
    const auto distance = [&](double t) {
        double threshold = d.threshold;
        if (s.adaptation != 0.0) threshold += s.adaptation * std::exp(-t / d.adaptation_ns);
        return free_potential(s, d, t) - threshold;
    };
    const double end = std::min(within, d.leaks() ? settled(s, d) : closing(s, d));
    if (!d.leaks()) return end > 0.0 ? first_zero(distance, {}, end) : std::nullopt;
    return first_zero(distance, extrema(Distance(s, d).fading(), end).points(), end);
}

}  // namespace

NeuronState later(NeuronState s, const Dynamics& d, double ns) {
    const double held = std::min(s.held_ns, ns);
    if (held > 0.0) {
        fade_all(s, d, held);
        s.held_ns -= held;
        ns -= held;
    }
    if (ns <= 0.0) return s;
    s.v = free_potential(s, d, ns);
    fade_all(s, d, ns);
    return s;
}

void receive(NeuronState& s, const Dynamics& d, const Arrival& arrival) {
    if (d.has_current()) {
        s.excitatory += arrival.excitatory;
        s.inhibitory += arrival.inhibitory;
    } else if (s.held_ns <= 0.0) {
        s.v += arrival.excitatory;
    }
}

std::optional<double> next_spike(const NeuronState& s, const Dynamics& d, double within) {
    if (!d.spikes() || s.held_ns > within) return std::nullopt;
    const double held = std::max(0.0, s.held_ns);
    const NeuronState free = held > 0.0 ? later(s, d, held) : s;
    if (free.v >= d.threshold + free.adaptation) return held;
    const auto spike = free_spike(free, d, within - held);
    return spike ? std::optional(held + *spike) : std::nullopt;
}

void spike(NeuronState& s, const Dynamics& d) {
    s.v = d.reset == Reset::to_value ? d.v_reset : s.v - (d.threshold + s.adaptation);
    s.adaptation += d.adaptation;
    s.held_ns = d.refractory_ns;
}

}  // namespace efferent::snn

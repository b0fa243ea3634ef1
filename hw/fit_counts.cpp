// Checks of how many there are: lines, neurons, synapses, axons, cores.
#include <algorithm>
#include <cmath>

#include "hw/fit_checks.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

double count(const std::vector<bool>& flags) {
    return static_cast<double>(std::ranges::count(flags, true));
}

/// A limit of a core, for all cores together.
Known of_all_cores(const Known& of_core, const Known& cores) {
    if (!of_core || !cores) return {};
    if (cores->value == 1.0) return of_core;
    return Figure{of_core->value * cores->value, of_core->source + "; cores: " + cores->source};
}

double spiking(const snn::Network& network) {
    double sum = 0.0;
    for (const snn::Population& p : network.populations())
        if (!snn::is_source(p) && snn::dynamics_of(p).front().spikes())
            sum += static_cast<double>(p.size);
    return sum;
}

/// The neuron that needs most.
struct Worst {
    std::size_t at = 0;
    double value = 0.0;
    std::size_t beyond = 0;  ///< neurons that need more than there is
};

template <class Need>
Worst worst(const FitQuestion& q, const Known& available, Need need) {
    Worst w;
    for (std::size_t n = 0; n < q.wiring.neurons; ++n) {
        if (q.outside[n]) continue;
        const double value = need(n);
        if (value > w.value) {
            w.value = value;
            w.at = n;
        }
        if (available && value > available->value) ++w.beyond;
    }
    return w;
}

std::string place(const snn::Network& network, const Worst& w) {
    return name_of_neuron(network, w.at) +
           (w.beyond > 1 ? ", and " + std::to_string(w.beyond - 1) + " more" : "");
}

}  // namespace

void check_counts(const FitQuestion& q, Findings& findings) {
    const Limits& limits = q.chip.limits;
    const Wiring& w = q.wiring;
    double lines = 0.0, neurons = 0.0;
    for (std::size_t s = 0; s < w.fan_out.size(); ++s) {
        const bool outside = s < w.lines || q.outside[s - w.lines];
        if (outside && w.fan_out[s] > 0) ++lines;
        if (!outside) ++neurons;
    }
    std::vector<bool> reached(w.neurons, false), heard(w.neurons, false);
    for (std::size_t n = 0; n < w.neurons; ++n)
        for (std::size_t k = w.first[n]; k < w.first[n + 1]; ++k) {
            const std::size_t source = w.sources[k];
            const bool outside = source < w.lines || q.outside[source - w.lines];
            if (outside) reached[n] = true;
            if (!outside && q.outputs[n]) heard[source - w.lines] = true;
        }
    const auto check = [&](const char* limit, double needed, const Known& available,
                           const char* sentence) {
        findings.check(limit, "network", needed, available, Outcome::broken, sentence);
    };
    check("inputs", lines, limits.inputs, "leave channels out, or use one line of a channel");
    if (limits.lines_and_neurons)
        check("lines_and_neurons", lines + spiking(q.network), limits.lines_and_neurons,
              "train a smaller network, or leave channels out");
    check("outputs", count(q.outputs), limits.outputs,
          "read fewer neurons, or let several stand for one answer");
    if (limits.hidden)
        check("hidden", neurons - count(q.outputs), limits.hidden, "train a smaller network");
    if (limits.input_targets)
        check("input_targets", count(reached), limits.input_targets,
              "train a network whose first population is no larger");
    if (limits.output_sources)
        check("output_sources", count(heard), limits.output_sources,
              "train a network whose last hidden population is no larger");
    check("neurons_per_core", neurons, of_all_cores(limits.neurons_per_core, limits.cores),
          "train a smaller network, or join several chips");
    check("synapses_per_core", static_cast<double>(w.sources.size()),
          of_all_cores(limits.synapses_per_core, limits.cores),
          "prune weights, or train a smaller network");
    // Quantising gives weights whatever bits there are.
    check("weight_bits", limits.weight_bits ? limits.weight_bits->value : 1.0, limits.weight_bits,
          "");
}

void check_neurons(const FitQuestion& q, Findings& findings) {
    const Limits& limits = q.chip.limits;
    const auto fan_in = [&](std::size_t n) { return static_cast<double>(q.wiring.fan_in(n)); };
    const auto fan_out = [&](std::size_t n) {
        return static_cast<double>(q.wiring.fan_out[q.wiring.lines + n]);
    };
    const auto check = [&](const char* limit, const Known& available, auto need,
                           const char* sentence) {
        const Worst w = worst(q, available, need);
        findings.check(limit, place(q.network, w), w.value, available, Outcome::repairable,
                       sentence);
    };
    check("fan_in", limits.fan_in, fan_in,
          "prune its weakest inputs, and train on without them; a readout can be split instead");
    check("fan_out", limits.fan_out, fan_out,
          "duplicate it and share its targets out, which changes no spike");
    if (!limits.neurons_per_core) return;
    const double of_core = limits.neurons_per_core->value;
    check(
        "destinations", limits.destinations,
        [&](std::size_t n) { return std::ceil(fan_out(n) / of_core); },
        "duplicate it and share its targets out, which changes no spike");
}

}  // namespace efferent::hw

// In pieces, so that somebody can watch; pieces change no result.
#include "pipeline/simulation.hpp"

#include <algorithm>
#include <chrono>

#include "hw/backends.hpp"

namespace efferent {
namespace {

constexpr int pieces = 200;

}  // namespace

Simulation simulate(SimulationParams params, Monitor& monitor) {
    Simulation s;
    s.params = std::move(params);
    s.params.backend = resolve(hw::backends(), s.params.backend);
    monitor.progress("compile", 0.0);
    const auto program = make(hw::backends(), s.params.backend)->compile(s.params.network);
    s.report = program->report();
    const auto session =
        program->start({.probes = s.params.probes, .samples = &s.samples, .monitor = &monitor});

    const auto begin = std::chrono::steady_clock::now();
    std::span<const Event> rest(s.params.events);
    for (int piece = 1; piece <= pieces; ++piece) {
        const Time stop{s.params.until / pieces * piece + s.params.until % pieces * piece / pieces};
        const auto count = static_cast<std::size_t>(
            std::ranges::lower_bound(rest, stop, {}, &Event::at) - rest.begin());
        session->run(rest.first(count), stop, s.spikes);
        rest = rest.subspan(count);
        monitor.progress("simulate", static_cast<double>(piece) / pieces);
    }
    s.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

    s.cost = session->cost();
    for (std::size_t p = 0; p < s.params.network.populations().size(); ++p)
        s.costs.push_back(session->cost(static_cast<PopulationId>(p)));
    return s;
}

double mean_rate_hz(const Simulation& simulation, PopulationId population) {
    const auto neurons =
        static_cast<double>(simulation.params.network.populations()[population].size);
    return static_cast<double>(simulation.costs[index(population)].spikes) / neurons /
           length_s(simulation);
}

PopulationId population_of(const snn::Network& network, NeuronId neuron) {
    const auto& all = network.populations();
    const auto next = std::ranges::upper_bound(all, neuron, {}, &snn::Population::first);
    return static_cast<PopulationId>(next - all.begin() - 1);
}

}  // namespace efferent

// Trains detectors on events, then deciders on events and on what the detectors make of them.
#include "decoders/motor_units/events/spiking_layers.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/parallel.hpp"

namespace efferent::motor_units {
namespace {

std::vector<std::vector<std::size_t>> all_spikes(const std::vector<UnitNeuron>& neurons,
                                                 const LineEvents& events) {
    std::vector<std::vector<std::size_t>> result(neurons.size());
    for_each_index(neurons.size(), [&](std::size_t u) { result[u] = spikes(neurons[u], events); });
    return result;
}

template <class Train>
UnitTraining naming(const std::string& unit, Train train) {
    try {
        return train();
    } catch (const Error& e) {
        throw Error(e.fault(), "unit " + unit + ": " + e.what());
    }
}

std::uint32_t number(std::size_t n) { return static_cast<std::uint32_t>(n); }

}  // namespace

SpikingLayers train_layers(const LineEvents& events,
                           const std::vector<std::vector<std::size_t>>& discharges,
                           const std::vector<std::string>& names, const LayerParams& params) {
    const std::size_t units = discharges.size();
    const auto lines = number(events.lines);
    SpikingLayers layers;
    layers.detectors.resize(units);
    layers.agreements.resize(units);
    const TapRange window{0, lines, 1, number(params.window)};
    {
        const EventMoments moments(events, params.detectors.keep, params.window - 1);
        for_each_index(units, [&](std::size_t u) {
            UnitTraining trained = naming(names[u], [&] {
                return train_neuron(events, moments, std::span(&window, 1), discharges[u],
                                    {1, params.window}, params.detectors);
            });
            layers.detectors[u] = std::move(trained.neuron);
            layers.agreements[u] = trained.agreement;
        });
    }
    if (params.lateral == 0) return layers;
    layers.deciders.resize(units);
    const LineEvents both =
        beside(events, on_lines(all_spikes(layers.detectors, events), events.steps));
    const auto late = number(1 + params.lookahead);
    const EventMoments moments(both, params.deciders.keep,
                               params.lookahead + std::max(params.window, params.lateral));
    for_each_index(units, [&](std::size_t u) {
        const auto own = lines + number(u);
        const TapRange ranges[] = {{0, lines, late, number(params.window)},
                                   {lines, own, 1, number(params.lateral)},
                                   {own + 1, lines + number(units), 1, number(params.lateral)}};
        const std::int64_t lead =
            layers.detectors[u].lead + static_cast<std::int64_t>(params.lookahead);
        UnitTraining trained = naming(names[u], [&] {
            return train_neuron(both, moments, ranges, discharges[u], {lead, 1}, params.deciders);
        });
        layers.deciders[u] = std::move(trained.neuron);
        layers.agreements[u] = trained.agreement;
    });
    return layers;
}

std::vector<std::vector<std::size_t>> spikes(const SpikingLayers& layers,
                                             const LineEvents& events) {
    auto detected = all_spikes(layers.detectors, events);
    if (layers.deciders.empty()) return detected;
    return all_spikes(layers.deciders, beside(events, on_lines(detected, events.steps)));
}

}  // namespace efferent::motor_units

// From known discharges to a network: events, two layers of neurons, populations and projections.
#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "decoders/motor_units/events/spiking_layers.hpp"
#include "decoders/motor_units/whitening.hpp"
#include "pipeline/spiking_unit_events.hpp"
#include "pipeline/spiking_units.hpp"

namespace efferent {
namespace {

using motor_units::LineEvents;
using motor_units::SpikingLayers;
using motor_units::UnitNeuron;

constexpr const char* default_encoder = R"({"type": "send_on_delta", "threshold_relative": 0.95})";

void require_usable(std::size_t length, const std::vector<std::vector<std::size_t>>& discharges,
                    const std::vector<std::string>& names, const SpikingUnitParams& params) {
    const auto refuse = [](const std::string& why) {
        throw Error(Fault::config, "spiking units: " + why);
    };
    if (discharges.empty()) refuse("there is no unit to train a network on");
    if (names.size() != discharges.size())
        refuse(std::to_string(names.size()) + " names for " + std::to_string(discharges.size()) +
               " units");
    for (std::size_t u = 0; u < names.size(); ++u) {
        const auto& of = discharges[u];
        if (of.size() < static_cast<std::size_t>(params.min_discharges))
            refuse("unit " + names[u] + " has " + std::to_string(of.size()) +
                   " discharges; training needs " + std::to_string(params.min_discharges));
        if (!std::ranges::is_sorted(of, std::less_equal<>{}) || of.back() >= length)
            refuse("unit " + names[u] + ": its discharges must ascend and lie within the " +
                   std::to_string(length) + " samples");
    }
}

Config encoder_config(const SpikingUnitParams& params) {
    return resolve(encoders::encoders(), params.encoder.present()
                                             ? params.encoder
                                             : Config::parse(default_encoder, "spiking units"));
}

/// In samples, at least one.
std::size_t samples(Hertz rate, Duration length, const char* what) {
    const std::int64_t count = sample_count(rate, length);
    if (count < 1)
        throw Error(Fault::config, std::string("spiking units: ") + what + " of " +
                                       exact(milliseconds(length)) + " ms is no sample long at " +
                                       exact(rate.value) + " Hz");
    return static_cast<std::size_t>(count);
}

motor_units::LayerParams layer_params(Hertz rate, Duration step, const SpikingUnitParams& params) {
    constexpr Duration guard{250'000}, tolerance{500'000};
    motor_units::LayerParams p;
    p.detectors.keep = std::exp(-milliseconds(step) / milliseconds(params.membrane));
    p.detectors.refractory = samples(rate, params.refractory, "a refractory period");
    p.detectors.synapses = static_cast<std::size_t>(params.detector_synapses);
    p.detectors.ridge = params.ridge;
    p.detectors.enough = params.enough_gain;
    p.detectors.penalty = params.detector_penalty;
    p.detectors.every = static_cast<std::size_t>(params.every);
    p.detectors.guard =
        static_cast<std::size_t>(std::max<std::int64_t>(1, sample_count(rate, guard)));
    p.detectors.tolerance =
        static_cast<std::size_t>(std::max<std::int64_t>(1, sample_count(rate, tolerance)));
    p.deciders = p.detectors;
    p.deciders.synapses = static_cast<std::size_t>(params.decider_synapses);
    p.deciders.penalty = params.decider_penalty;
    p.window = samples(rate, params.window, "a window");
    if (params.decider_synapses == 0) return p;
    p.lookahead = static_cast<std::size_t>(sample_count(rate, params.lookahead));
    p.lateral = samples(rate, params.lateral, "a lateral window");
    return p;
}

/// Trains, leaves out the units that were not found again well enough, and trains the others
/// anew, until all are.
struct Told {
    std::vector<std::string> names;  ///< of those that stay
    std::vector<std::vector<std::size_t>> discharges;
    SpikingLayers layers;
};
Told train_told(const LineEvents& events, std::vector<std::vector<std::size_t>> discharges,
                std::vector<std::string> names, const motor_units::LayerParams& params,
                double least) {
    while (!names.empty()) {
        SpikingLayers layers = motor_units::train_layers(events, discharges, names, params);
        std::vector<std::vector<std::size_t>> known;
        std::vector<std::string> kept;
        for (std::size_t u = 0; u < names.size(); ++u) {
            if (layers.agreements[u] < least) continue;
            known.push_back(std::move(discharges[u]));
            kept.push_back(std::move(names[u]));
        }
        if (kept.size() == layers.detectors.size())
            return {std::move(kept), std::move(known), std::move(layers)};
        discharges = std::move(known);
        names = std::move(kept);
    }
    throw Error(Fault::config,
                "spiking units: no unit is found again with a rate of agreement of " +
                    exact(least) +
                    " where it was trained; use a lower threshold of the encoder, "
                    "more synapses, or a lower min_agreement");
}

/// Synapses of `neurons` on lines [begin, end).
snn::Sparse synapses(const std::vector<UnitNeuron>& neurons, std::uint32_t begin, std::uint32_t end,
                     Duration step) {
    snn::Sparse sparse;
    for (std::uint32_t line = begin; line < end; ++line) {
        for (std::size_t u = 0; u < neurons.size(); ++u)
            for (const motor_units::UnitSynapse& s : neurons[u].synapses) {
                if (s.tap.line != line) continue;
                sparse.connect(u, s.weight);
                sparse.delays.push_back(step * s.tap.delay);
            }
        sparse.end_row();
    }
    return sparse;
}

struct NeuronText {
    Duration membrane{};
    Duration refractory{};
};
void describe(Fields& field, NeuronText& n) {
    field("membrane_ms", n.membrane, "time constant");
    field("refractory_ms", n.refractory, "refractory period");
}

/// All synapses have delays of their own; the projection's is not used.
void connect(snn::Network& network, snn::Origin from, PopulationId to, snn::Sparse synapses,
             Duration step) {
    if (!synapses.targets.empty()) network.connect(from, to, std::move(synapses), step);
}

snn::Network network_of(const SpikingLayers& layers, std::size_t channels, Duration step,
                        Duration membrane) {
    const auto lines = static_cast<std::uint32_t>(2 * channels);
    const std::size_t units = layers.detectors.size();
    const Config neuron = Config::of(
        NeuronText{membrane, step * static_cast<std::int64_t>(layers.detectors[0].refractory)},
        "lif");
    snn::Network network(channels);
    const PopulationId detectors = network.add("detectors", units, neuron);
    connect(network, snn::InputLines{}, detectors, synapses(layers.detectors, 0, lines, step),
            step);
    if (layers.deciders.empty()) return network;
    const PopulationId deciders = network.add("deciders", units, neuron);
    connect(network, snn::InputLines{}, deciders, synapses(layers.deciders, 0, lines, step), step);
    connect(network, detectors, deciders,
            synapses(layers.deciders, lines, lines + static_cast<std::uint32_t>(units), step),
            step);
    return network;
}

}  // namespace

void describe(Fields& field, SpikingUnitParams& p) {
    if (!p.encoder.present()) p.encoder = Config::parse(default_encoder, "default");
    field("encoder", p.encoder, "what makes events of each channel");
    field("whitening", p.whitening,
          "above 0: channels are made alike and unlike one another before they are encoded, with "
          "this share of their mean power added to each direction; 0: they are encoded as they "
          "are");
    field("window_ms", p.window, "how far apart the delays of a neuron's synapses may be");
    field("lookahead_ms", p.lookahead, "how long deciders wait for what detectors say");
    field("lateral_ms", p.lateral, "longest delay from a detector to the deciders of other units");
    field("membrane_ms", p.membrane, "time constant of the neurons");
    field("refractory_ms", p.refractory, "time after a spike in which a neuron hears nothing");
    field("detector_synapses", p.detector_synapses, "of each detector, at most");
    field("decider_synapses", p.decider_synapses,
          "of each decider, at most; 0: there are detectors alone");
    field("detector_penalty", p.detector_penalty, "on the squares of a detector's weights");
    field("decider_penalty", p.decider_penalty, "on the squares of a decider's weights");
    field("ridge", p.ridge, "added to each variance when synapses are chosen, as a share of it");
    field("enough_gain", p.enough_gain,
          "a neuron whose discharges stand out this much, in squared standard deviations, gets no "
          "more synapses, but five at least");
    field("every", p.every,
          "of the samples without a discharge every so manyth trains weights: more make training "
          "faster where signals are long; thresholds are chosen on all");
    field("min_discharges", p.min_discharges, "with which a unit can be trained");
    field("min_agreement", p.min_agreement,
          "rate of agreement with its discharges, where it was trained, below which a unit is left "
          "out; the others are then trained anew");
    const auto positive = [&](bool holds, const char* key) {
        field.require(holds, key, "must be above zero");
    };
    field.require(p.whitening >= 0.0, "whitening", "must not be negative");
    positive(p.window > 0ns, "window_ms");
    field.require(p.lookahead >= 0ns, "lookahead_ms", "must not be negative");
    positive(p.lateral > 0ns, "lateral_ms");
    positive(p.membrane > 0ns, "membrane_ms");
    positive(p.refractory > 0ns, "refractory_ms");
    field.require(p.detector_synapses >= 1 && p.detector_synapses <= 1024, "detector_synapses",
                  "must be from 1 to 1024");
    field.require(p.decider_synapses >= 0 && p.decider_synapses <= 1024, "decider_synapses",
                  "must be from 0 to 1024");
    positive(p.detector_penalty > 0.0, "detector_penalty");
    positive(p.decider_penalty > 0.0, "decider_penalty");
    field.require(p.ridge >= 0.0, "ridge", "must not be negative");
    field.require(p.min_agreement >= 0.0 && p.min_agreement <= 1.0, "min_agreement",
                  "must be from 0 to 1");
    positive(p.enough_gain > 0.0, "enough_gain");
    field.require(p.every >= 1 && p.every <= 1000, "every", "must be from 1 to 1000");
    field.require(p.min_discharges >= 2, "min_discharges", "must be at least 2");
}

SpikingUnitParams spiking_unit_preset(const std::string& name) {
    SpikingUnitParams params;
    if (name == "intramuscular") return params;
    if (name != "surface") {
        const std::vector<std::string> known{"intramuscular", "surface"};
        throw Error(Fault::config, "preset: " + unknown_name(name, known));
    }
    params.encoder =
        Config::parse(R"({"type": "send_on_delta", "threshold_relative": 0.55})", "preset");
    params.window = 15625us;
    params.lookahead = 5860us;
    params.lateral = 19500us;
    params.membrane = 700us;
    params.detector_synapses = 32;
    params.decider_synapses = 48;
    params.ridge = 0.1;
    return params;
}

std::unique_ptr<encoders::Encoder> encoder_of(const SpikingUnitParams& params, Hertz rate) {
    SpikingUnits units;
    units.rate = rate;
    units.encoder = encoder_config(params);
    units.scale = {1.0};
    return encoder_of(units);
}

void require_trainable(const SpikingUnitParams& params, Hertz rate) {
    (void)encoder_of(params, rate);
    (void)layer_params(rate, step_of(rate), params);
}

EncodedUnits encode_units(SignalView signal, const SpikingUnitParams& params) {
    SpikingUnits units;
    units.rate = signal.rate();
    units.channels = signal.channels();
    units.step = step_of(units.rate);
    units.encoder = encoder_config(params);
    if (params.whitening > 0.0)
        units.whitening =
            motor_units::whitening(signal.samples(), signal.channels(), params.whitening);
    std::vector<float> mixed;
    const SignalView encoded = whitened(units, signal.from_zero(), mixed);
    units.scale = encoders::calibrate(std::span(&encoded, 1), 0.0).scale;
    SentEvents sent{units.rate, units.channels, signal.length(), {}};
    encoder_of(units)->encode(encoded, sent.events);
    return {std::move(units), std::move(sent)};
}

SpikingUnits train_on_events(EncodedUnits encoded,
                             const std::vector<std::vector<std::size_t>>& discharges,
                             const std::vector<std::string>& names,
                             const SpikingUnitParams& params) {
    const SentEvents& sent = encoded.sent;
    require_usable(sent.length, discharges, names, params);
    SpikingUnits units = std::move(encoded.units);
    const motor_units::LayerParams layer = layer_params(units.rate, units.step, params);
    LineEvents events{2 * units.channels, sent.length, {}};
    for (const Event& e : sent.events)
        events.events.push_back({static_cast<std::uint32_t>(sample_of(units.rate, e.at)),
                                 static_cast<std::uint32_t>(snn::line(e.channel, e.polarity))});
    std::ranges::sort(events.events);
    const auto [kept, known, layers] =
        train_told(events, discharges, names, layer, params.min_agreement);
    const double length_s = static_cast<double>(sent.length) / units.rate.value;
    units.network = network_of(layers, units.channels, units.step, params.membrane);
    const auto& last = layers.deciders.empty() ? layers.detectors : layers.deciders;
    for (std::size_t u = 0; u < kept.size(); ++u)
        units.units.push_back({kept[u], last[u].lead, layers.agreements[u],
                               static_cast<double>(known[u].size()) / length_s});
    return units;
}

SpikingUnits train_spiking_units(SignalView signal,
                                 const std::vector<std::vector<std::size_t>>& discharges,
                                 const std::vector<std::string>& names,
                                 const SpikingUnitParams& params) {
    require_usable(signal.length(), discharges, names, params);
    return train_on_events(encode_units(signal, params), discharges, names, params);
}

}  // namespace efferent

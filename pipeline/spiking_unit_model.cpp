// Spiking units as files: making, writing, reading, running.
#include "pipeline/spiking_unit_model.hpp"

#include <cmath>

#include "core/text.hpp"
#include "pipeline/sealed.hpp"
#include "pipeline/units_in_events.hpp"

namespace efferent {
namespace {

constexpr std::string_view schema = "efferent.spiking_units/2";

struct UnitText {
    std::string name;
    std::int64_t lead = 0;
    double agreement = 0.0;
    double discharges_per_s = 0.0;
};

void describe(Fields& field, UnitText& u) {
    field("name", u.name, "as in the decomposition");
    field("lead", u.lead, "samples from a discharge to the spike that tells it");
    field("agreement", u.agreement, "rate of agreement with the discharges, where it was trained");
    field("discharges_per_s", u.discharges_per_s, "in the stretch in which it was trained");
    field.require(u.discharges_per_s > 0.0, "discharges_per_s", "must be above zero");
    field.require(u.lead >= 0, "lead", "must not be negative");
}

struct ModelText {
    std::string recording;
    bool simulated = false;
    double rate_hz = 0.0;
    std::string unit;
    std::vector<std::string> channels, skipped;
    std::vector<double> means;
    Band band;
    std::vector<double> whitening;
    Config encoder;
    std::vector<double> scale;
    std::vector<Config> units;
    Config network;
};

void describe(Fields& field, ModelText& m) {
    field("recording", m.recording, "in which the units were found");
    field("simulated", m.simulated, "whether that was simulated");
    field("rate_hz", m.rate_hz, "of the samples");
    field("unit", m.unit, "of the samples");
    field("channels", m.channels, "that the encoder reads");
    field("skipped", m.skipped, "that the recording has besides");
    field("means", m.means, "taken away from each channel before the band-pass");
    field("band_pass", m.band, "before the encoder");
    field("whitening", m.whitening, "weights of all channels in each encoded channel, or none");
    field("encoder", m.encoder, "of each channel");
    field("scale", m.scale, "standard deviations that the encoder knows");
    field("units", m.units, "one neuron each of the last population");
    field("network", m.network, "as in a file of a network");
    const std::size_t n = m.channels.size();
    field.require(m.rate_hz > 0.0, "rate_hz", "must be above zero");
    field.require(n > 0, "channels", "must have one at least");
    field.require(m.means.size() == n, "means", "must be one for each channel");
    field.require(m.scale.size() == n, "scale", "must be one for each channel");
    field.require(m.whitening.empty() || m.whitening.size() == n * n, "whitening",
                  "must be one for each pair of channels, or none");
    field.require(m.network.present(), "network", "must be given");
    field.require(m.encoder.present(), "encoder", "must be given");
}

SpikingUnits units_of(const ModelText& text, const std::string& origin) {
    SpikingUnits units{.rate = Hertz{text.rate_hz},
                       .channels = text.channels.size(),
                       .encoder = text.encoder,
                       .scale = text.scale,
                       .whitening = Table(text.channels.size()),
                       .network = snn::network_from_json(text.network.dump(), origin),
                       .step = step_of(Hertz{text.rate_hz}),
                       .units = {}};
    for (std::size_t i = 0; i < text.whitening.size(); i += units.channels)
        units.whitening.push_back(std::span(text.whitening).subspan(i, units.channels));
    for (const Config& config : text.units) {
        const auto unit = config.as<UnitText>();
        units.units.push_back({unit.name, unit.lead, unit.agreement, unit.discharges_per_s});
    }
    SpikingUnitStream{units};  // refuses what does not fit together
    return units;
}

/// What a network is trained on.
struct Taught {
    std::vector<std::string> names;
    std::vector<std::vector<std::size_t>> discharges;

    void add(std::string name, std::vector<std::size_t> of) {
        names.push_back(std::move(name));
        discharges.push_back(std::move(of));
    }
};

Taught in_samples(const MotorUnitRun& run) {
    Taught taught;
    for (std::size_t u = 0; u < run.result.units.size(); ++u)
        taught.add(std::to_string(u), run.result.units[u].pulses);
    return taught;
}

Taught in_events(const EncodedUnits& encoded, const MotorUnitParams& run,
                 const SpikingModelParams& params, Monitor& monitor) {
    Taught taught;
    for (auto& of : units_in_events(encoded.sent, {run.low_hz, params.rebuilt_high_hz, run.order},
                                    run.decomposition, monitor))
        taught.add("e" + std::to_string(taught.names.size()), std::move(of));
    if (taught.names.empty())
        throw Error(Fault::config,
                    "from: no motor unit was found in the events alone; use a lower threshold of "
                    "the encoder, or from=samples");
    return taught;
}

/// Of those with so many discharges.
Taught with_enough(Taught all, std::int64_t least) {
    Taught kept;
    for (std::size_t u = 0; u < all.names.size(); ++u)
        if (all.discharges[u].size() >= static_cast<std::size_t>(least))
            kept.add(std::move(all.names[u]), std::move(all.discharges[u]));
    return kept;
}

}  // namespace

void describe(Fields& field, SpikingModelParams& p) {
    describe(field, static_cast<SpikingUnitParams&>(p));
    field("from", p.from,
          "where the discharges that train it are found: \"samples\", or \"events\", blindly in "
          "what can be rebuilt of the signal from the encoder's events alone");
    field("rebuilt_high_hz", p.rebuilt_high_hz,
          "upper edge of the band-pass behind that rebuilding, with from=events");
    field.require(p.from == "samples" || p.from == "events", "from",
                  "must be \"samples\" or \"events\"");
    field.require(p.rebuilt_high_hz > 0.0, "rebuilt_high_hz", "must be above zero");
}

SpikingModelParams spiking_model_preset(const std::string& name) {
    SpikingModelParams params{spiking_unit_preset(name)};
    if (name == "surface") params.rebuilt_high_hz = 350.0;
    return params;
}

void require_trainable(const SpikingModelParams& params, const MotorUnitParams& run, Hertz rate) {
    require_trainable(static_cast<const SpikingUnitParams&>(params), rate);
    if (params.from != "events") return;
    if (encoder_of(params, rate)->step(ChannelId{0}) == 0.0)
        throw Error(Fault::config,
                    "from: no signal can be rebuilt from the events of this encoder; use "
                    "send_on_delta, or from=samples");
    if (!(params.rebuilt_high_hz > run.low_hz && params.rebuilt_high_hz < rate.value / 2.0))
        throw Error(Fault::config, "rebuilt_high_hz: must be above low_hz, " + exact(run.low_hz) +
                                       ", and below half the rate of " + exact(rate.value) +
                                       " Hz, not " + exact(params.rebuilt_high_hz));
}

SpikingUnitModel spiking_unit_model(const MotorUnitRun& run, const emg::Dataset& dataset,
                                    const SpikingModelParams& params, Monitor& monitor) {
    require_trainable(params, run.params, run.rate);
    const double rate = run.rate.value;
    const Cut part = cut(dataset, {static_cast<double>(run.begin) / rate,
                                   static_cast<double>(run.length) / rate, run.skipped});
    SpikingUnitModel model{.source = {run.name, run.name, run.simulated, run.rate, run.unit,
                                      run.channels, run.skipped},
                           .means = run.means,
                           .band = {run.params.low_hz, run.params.high_hz, run.params.order},
                           .units = {}};
    MotorUnitFrontEnd front(model.means, model.band, run.rate);
    EncodedUnits encoded =
        encode_units(front({run.rate, 0, run.channels.size(), part.samples}), params);
    Taught taught =
        params.from == "events" ? in_events(encoded, run.params, params, monitor) : in_samples(run);
    model.known = taught.names.size();
    taught = with_enough(std::move(taught), params.min_discharges);
    model.units = train_on_events(std::move(encoded), taught.discharges, taught.names, params);
    return model;
}

std::string model_json(const SpikingUnitModel& model) {
    const SpikingUnits& units = model.units;
    ModelText text{.recording = model.source.recording,
                   .simulated = model.source.simulated,
                   .rate_hz = units.rate.value,
                   .unit = model.source.unit,
                   .channels = model.source.channels,
                   .skipped = model.source.skipped,
                   .means = model.means,
                   .band = model.band,
                   .whitening = units.whitening.values(),
                   .encoder = units.encoder,
                   .scale = units.scale,
                   .units = {},
                   .network = Config::parse(snn::to_json(units.network), "network")};
    for (const SpikingUnit& u : units.units)
        text.units.push_back(Config::of(UnitText{u.name, u.lead, u.agreement, u.usual}));
    return sealed(schema, Config::of(std::move(text)));
}

bool is_spiking_unit_model(std::string_view text) {
    return text.substr(0, 100).find("efferent.spiking_units/") != std::string_view::npos;
}

SpikingUnitModel spiking_unit_model_from_json(std::string_view text, const std::string& origin) {
    const Config body = opened(text, schema, "file of spiking units", origin).body;
    try {
        const auto read = body.as<ModelText>();
        SpikingUnits units = units_of(read, origin);
        return {.source = {origin, read.recording, read.simulated, units.rate, read.unit,
                           read.channels, read.skipped},
                .means = read.means,
                .band = read.band,
                .units = std::move(units)};
    } catch (const Error& e) {
        refuse_body(e, origin);
    }
}

}  // namespace efferent

// The settings of a trained front end: one home for how decisions are read.
#include "pipeline/trained_params.hpp"

#include "core/text.hpp"
#include "hw/backends.hpp"
#include "snn/design.hpp"
#include "snn/learning/rule.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent {

void describe(Fields& field, TrainedParams& p) {
    field("encoders", p.encoders,
          "side by side: encoder e's channel c is the network's channel e · channels + c");
    field("threshold_scale", p.threshold_scale, "scales every relative threshold");
    field("network", p.network, "the design of the network to be trained, with a readout");
    field("rule", p.rule, "what trains it; how a decision is read stands in `reading` alone");
    field("reading", p.reading, "how a decision is read, in training and after");
    field("reads", p.reads,
          "\"scores\": a row is one score per class; \"spikes\": the square roots of the weighted "
          "spike counts of the neurons that the readout hears");
    field("adaptation", p.adaptation,
          "the rule that goes on from the trained network with the trials that calibrate, such as "
          "\"delta\" or \"rls\"; null: none");
    field("chip", p.chip, "what decides: the network as it was trained, or a chip with faults");
    field("backend", p.backend,
          "what runs the trained network, such as {\"type\": \"chip\", \"chip\": \"loihi\"}; null: "
          "`clocked`, as in training. A chip has the tick of `reading`");
    field(
        "readout", p.readout,
        "where scores come from: \"outside\", summed in floats from the spikes of those whom the "
        "readout hears; \"backend\", the potentials of its own readout neurons, the mean over the "
        "window's ticks");
    field.require(!p.encoders.empty(), "encoders", "must name at least one encoder");
    field.require(p.threshold_scale > 0.0, "threshold_scale", "must be above zero");
    field.require(p.network.present(), "network", "must be given");
    field.require(p.rule.present() && !p.rule.has("reading"), "rule",
                  "must be given, without a `reading` of its own");
    field.require(p.reads == "scores" || p.reads == "spikes", "reads",
                  "must be \"scores\" or \"spikes\"");
    field.require(!p.adaptation.present() || (!p.adaptation.has("reading") && p.reads == "scores"),
                  "adaptation", "has no `reading` of its own and needs \"reads\": \"scores\"");
    field.require(p.readout == "outside" || p.readout == "backend", "readout",
                  "must be \"outside\" or \"backend\"");
    field.require(p.readout == "outside" || p.reads == "scores", "readout",
                  "must be \"outside\" where spikes are read");
    field.require(p.readout == "outside" || p.reading.over == "mean", "readout",
                  "must be \"outside\" where the last potential is read");
}

Config rule_with(const TrainedParams& p) {
    return resolve(snn::rules(), p.rule).with("reading", Config::of(p.reading).dump(-1));
}

Config adaptation_with(const TrainedParams& p) {
    return resolve(snn::rules(), p.adaptation).with("reading", Config::of(p.reading).dump(-1));
}

SpikingParams chain_params(const TrainedParams& p) {
    SpikingParams chain{p.encoders, p.threshold_scale, p.network, snn::clocked_for(p.reading)};
    if (!p.backend.present()) return chain;
    chain.backend = p.backend;
    if (p.backend.type() == "chip" && !p.backend.has("tick_ms"))
        chain.backend = p.backend.with("tick_ms", exact(milliseconds(p.reading.tick)));
    return chain;
}

std::string trained_with(const TrainedParams& params, std::uint64_t seed) {
    TrainedParams p = params;
    p.adaptation = {};
    p.chip = {};
    p.backend = {};
    p.readout = "outside";
    return resolved(p, "trained").dump(-1) + " " + std::to_string(seed);
}

Config resolved(const TrainedParams& params, std::string_view type) {
    TrainedParams r = params;
    for (Config& encoder : r.encoders) encoder = resolve(encoders::encoders(), encoder);
    r.network = resolve(snn::designs(), r.network);
    r.rule = resolve(snn::rules(), rule_with(r)).without("reading");
    if (r.backend.present()) r.backend = resolve(hw::backends(), chain_params(r).backend);
    if (r.adaptation.present())
        r.adaptation = resolve(snn::rules(), adaptation_with(r)).without("reading");
    return Config::of(r, type);
}

}  // namespace efferent

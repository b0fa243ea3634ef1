// Leaky integrate-and-fire whose threshold rises with every spike and returns exponentially
// (Bellec et al., "Long short-term memory and learning-to-learn in networks of spiking neurons",
// 2018).
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct AlifParams {
    Membrane membrane;
    Firing firing;
    Duration adaptation_time = 200ms;
    double adaptation = 0.1;
};

void describe(Fields& field, AlifParams& p) {
    describe_in(field, p.membrane);
    describe_in(field, p.firing);
    require_start(field, p.membrane.v_initial, p.firing);
    field("adaptation_ms", p.adaptation_time, "time constant with which the threshold returns");
    field("adaptation", p.adaptation, "by which every spike raises the threshold");
    field.require(p.adaptation_time > 0ns, "adaptation_ms", "must be above zero");
    field.require(p.adaptation >= 0.0, "adaptation", "must not be negative");
}

Dynamics meaning(const AlifParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    apply(p.firing, d);
    d.adaptation_ns = in_ns(p.adaptation_time);
    d.adaptation = p.adaptation;
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_alif = part<Model, ModelOf<AlifParams, meaning>>(
    "alif", "leaky integrate-and-fire whose threshold adapts");

}  // namespace efferent::snn

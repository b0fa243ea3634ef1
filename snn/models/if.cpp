// Integrate-and-fire without a leak: v keeps what arrives until it spikes.
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct IfParams {
    Firing firing;
    double bias_per_s = 0.0;
    double v_initial = 0.0;
};

void describe(Fields& field, IfParams& p) {
    describe_in(field, p.firing);
    field("bias_per_s", p.bias_per_s,
          "constant input: by how much the potential moves in a second");
    field("v_initial", p.v_initial, "potential at the start");
    require_start(field, p.v_initial, p.firing);
}

Dynamics meaning(const IfParams& p) {
    Dynamics d;
    d.drift_per_ns = p.bias_per_s * 1e-9;
    d.v_initial = p.v_initial;
    apply(p.firing, d);
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_if = part<Model, ModelOf<IfParams, meaning>>(
    "if", "integrate-and-fire without a leak, instantaneous synapses");

}  // namespace efferent::snn

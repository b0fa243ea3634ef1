// Leaky integrator with instantaneous synapses: a readout that never spikes.
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct LiParams {
    Membrane membrane;
};

void describe(Fields& field, LiParams& p) { describe_in(field, p.membrane); }

Dynamics meaning(const LiParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_li = part<Model, ModelOf<LiParams, meaning>>(
    "li", "leaky integrator, instantaneous synapses; does not spike");

}  // namespace efferent::snn

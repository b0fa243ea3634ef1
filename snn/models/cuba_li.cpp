// Leaky integrator of exponential synaptic currents: a readout that never spikes.
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct CubaLiParams {
    Membrane membrane;
    Synapse synapse;
};

void describe(Fields& field, CubaLiParams& p) {
    describe_in(field, p.membrane);
    describe_in(field, p.synapse);
}

Dynamics meaning(const CubaLiParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    apply(p.synapse, d);
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_cuba_li = part<Model, ModelOf<CubaLiParams, meaning>>(
    "cuba_li", "leaky integrator, exponential synaptic currents; does not spike");

}  // namespace efferent::snn

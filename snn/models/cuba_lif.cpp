// Current-based leaky integrate-and-fire: an arrival moves a current that falls exponentially.
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct CubaLifParams {
    Membrane membrane;
    Synapse synapse;
    Firing firing;
};

void describe(Fields& field, CubaLifParams& p) {
    describe_in(field, p.membrane);
    describe_in(field, p.synapse);
    describe_in(field, p.firing);
    require_start(field, p.membrane.v_initial, p.firing);
}

Dynamics meaning(const CubaLifParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    apply(p.synapse, d);
    apply(p.firing, d);
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_cuba_lif = part<Model, ModelOf<CubaLifParams, meaning>>(
    "cuba_lif", "leaky integrate-and-fire, exponential synaptic currents");

}  // namespace efferent::snn

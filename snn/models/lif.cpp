// Leaky integrate-and-fire with instantaneous synapses: an arrival of weight w moves v by w.
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct LifParams {
    Membrane membrane;
    Firing firing;
};

void describe(Fields& field, LifParams& p) {
    describe_in(field, p.membrane);
    describe_in(field, p.firing);
    require_start(field, p.membrane.v_initial, p.firing);
}

Dynamics meaning(const LifParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    apply(p.firing, d);
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_lif = part<Model, ModelOf<LifParams, meaning>>(
    "lif", "leaky integrate-and-fire, instantaneous synapses");

}  // namespace efferent::snn

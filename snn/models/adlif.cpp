// Adaptive leaky integrate-and-fire: a slow current follows the potential below threshold too, and
// lowers it (Bittar and Garner, "A surrogate gradient spiking baseline for speech command
// recognition", 2022). On ticks the current moves first and the potential by the new one, so that
// it swings as it should (symplectic Euler: Baronig et al., "Advancing spatio-temporal processing
// in spiking neural networks through adaptation", 2024).
#include "snn/models/terms.hpp"

namespace efferent::snn {
namespace {

struct AdlifParams {
    Membrane membrane;  // its rest is where potentials are measured from
    Firing firing;
    Duration adaptation_time = 100ms;
    double coupling = 0.5;
    double adaptation = 0.1;
};

void describe(Fields& field, AdlifParams& p) {
    field("membrane_ms", p.membrane.membrane, "time constant of the leak to 0");
    field("bias", p.membrane.bias, "constant input");
    field.require(p.membrane.membrane > 0ns, "membrane_ms", "must be above zero");
    describe_in(field, p.firing);
    field("adaptation_ms", p.adaptation_time, "time constant of the slow current");
    field("coupling", p.coupling,
          "of the slow current to the potential, which it tends to times this");
    field("adaptation", p.adaptation, "by which every spike raises the slow current");
    field.require(p.adaptation_time > 0ns, "adaptation_ms", "must be above zero");
    field.require(p.coupling >= 0.0, "coupling", "must not be negative");
    field.require(p.adaptation >= 0.0, "adaptation", "must not be negative");
}

Dynamics meaning(const AdlifParams& p) {
    Dynamics d;
    apply(p.membrane, d);
    apply(p.firing, d);
    d.adapting = Adaptation::of_current;
    d.adaptation_ns = in_ns(p.adaptation_time);
    d.coupling = p.coupling;
    d.adaptation = p.adaptation;
    return d;
}

}  // namespace

extern constinit const PartInfo<Model> part_adlif = part<Model, ModelOf<AdlifParams, meaning>>(
    "adlif", "leaky integrate-and-fire with a slow current that follows its potential; on ticks");

}  // namespace efferent::snn

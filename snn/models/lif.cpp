// Leaky integrate-and-fire with instantaneous synapses: docs/semantics.md, "Networks".
#include <cmath>

#include "snn/model.hpp"

namespace efferent::snn {
namespace {

struct LifParams {
    Duration membrane = 20ms;
    Duration refractory = 0ms;
    double threshold = 1.0;
};

void describe(Fields& field, LifParams& p) {
    field("membrane_ms", p.membrane, "time constant of the leak");
    field("refractory_ms", p.refractory, "time after a spike during which arrivals are lost");
    field("threshold", p.threshold, "potential that makes a spike; rest and reset are 0");
    field.require(p.membrane > 0ns, "membrane_ms", "must be above zero");
    field.require(p.refractory >= 0ns, "refractory_ms", "must not be negative");
    field.require(p.threshold > 0.0, "threshold", "must be above zero");
}

struct Lif {
    using Params = LifParams;
    struct State {
        double v = 0.0;
    };

    static void decay(State& s, const Params& p, Duration dt) noexcept {
        s.v *= std::exp(-static_cast<double>(dt.count()) / static_cast<double>(p.membrane.count()));
    }
    static void receive(State& s, const Params&, double input) noexcept { s.v += input; }
    static bool fires(State& s, const Params& p) noexcept {
        if (s.v < p.threshold) return false;
        s.v = 0.0;
        return true;
    }
    static Duration dead_time(const Params& p) noexcept { return p.refractory; }
};

}  // namespace

extern constinit const PartInfo<Kernel> part_lif =
    part<Kernel, KernelOf<Lif>>("lif", "leaky integrate-and-fire, instantaneous synapses");

}  // namespace efferent::snn

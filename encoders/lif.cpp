// Leaky integrate-and-fire: the rectified signal charges a membrane, which sends and starts anew.
#include <cmath>

#include "encoders/per_channel.hpp"

namespace efferent::encoders {
namespace {

struct LifParams : Threshold {
    Duration membrane = 10ms;
};

void describe(Fields& field, LifParams& p) {
    describe(field, static_cast<Threshold&>(p));
    field("membrane_ms", p.membrane, "time constant with which the membrane forgets");
    field.require(p.membrane > 0ns, "membrane_ms", "must be above zero");
}

/// v ← a·v + (1 − a)·|x| with a = exp(−1 / (rate · membrane)): a low pass whose gain at rest is 1,
/// so that v and θ are amplitudes in the signal's unit. v ≥ θ sends `up` and sets v to 0.
class Lif {
public:
    using Params = LifParams;
    Lif(const Params& params, double threshold, Hertz rate)
        : threshold_(threshold),
          decay_(std::exp(-1.0 / (rate.value * seconds(params.membrane)))),
          gain_(-std::expm1(-1.0 / (rate.value * seconds(params.membrane)))) {}

    void start(double) { membrane_ = 0.0; }

    double sent(double x) {
        membrane_ = decay_ * membrane_ + gain_ * std::abs(x);
        if (membrane_ < threshold_) return 0.0;
        membrane_ = 0.0;
        return 1.0;
    }

    double step() const { return 0.0; }  // an amplitude has no sign and the reset loses the rest

private:
    double threshold_;
    double decay_;
    double gain_;
    double membrane_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Encoder> part_lif = part<Encoder, PerChannel<Lif>>(
    "lif",
    "the rectified signal charges a leaky membrane, which sends up events: amplitude as a rate");

}  // namespace efferent::encoders

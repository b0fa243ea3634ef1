// Reference reset: one event when a sample is a step away, and the reference becomes that sample.
#include <cmath>

#include "encoders/per_channel.hpp"

namespace efferent::encoders {
namespace {

class ReferenceReset {
public:
    using Params = Threshold;
    ReferenceReset(const Params&, double step, Hertz) : step_(step) {}

    void start(double x) { reference_ = x; }

    double sent(double x) {
        const double change = x - reference_;
        if (std::abs(change) < step_) return 0.0;
        reference_ = x;
        return change > 0.0 ? 1.0 : -1.0;
    }

    double step() const { return step_; }

private:
    double step_;
    double reference_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Encoder> part_reference_reset =
    part<Encoder, PerChannel<ReferenceReset>>(
        "reference_reset",
        "one event at a step's distance, and the reference becomes the sample; a receiver drifts");

}  // namespace efferent::encoders

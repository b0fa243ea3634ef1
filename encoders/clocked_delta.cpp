// Clocked delta modulation: at most one step a sample, so that steep signals run away from it.
#include <cmath>

#include "encoders/per_channel.hpp"

namespace efferent::encoders {
namespace {

/// The reference is start + n·θ with a whole n, the very expression of rebuild().
class ClockedDelta {
public:
    using Params = Threshold;
    ClockedDelta(const Params&, double step, Hertz) : step_(step) {}

    void start(double x) {
        start_ = reference_ = x;
        moved_ = 0.0;
    }

    double sent(double x) {
        const double change = x - reference_;
        if (std::abs(change) < step_) return 0.0;
        const double count = change > 0.0 ? 1.0 : -1.0;
        moved_ += count;
        reference_ = start_ + moved_ * step_;
        return count;
    }

    double step() const { return step_; }

private:
    double step_;
    double reference_ = 0.0;
    double start_ = 0.0;
    double moved_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Encoder> part_clocked_delta =
    part<Encoder, PerChannel<ClockedDelta>>(
        "clocked_delta",
        "at most one event a sample, which moves the reference by a step; lags behind steep "
        "signals");

}  // namespace efferent::encoders

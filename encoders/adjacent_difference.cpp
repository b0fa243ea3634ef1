// Adjacent difference: one event when a sample is a step away from the sample before it.
#include <cmath>
#include <utility>

#include "encoders/per_channel.hpp"

namespace efferent::encoders {
namespace {

class AdjacentDifference {
public:
    using Params = Threshold;
    AdjacentDifference(const Params&, double step, Hertz) : step_(step) {}

    void start(double x) { previous_ = x; }

    double sent(double x) {
        const double change = x - std::exchange(previous_, x);
        if (std::abs(change) < step_) return 0.0;
        return change > 0.0 ? 1.0 : -1.0;
    }

    double step() const { return step_; }

private:
    double step_;
    double previous_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Encoder> part_adjacent_difference =
    part<Encoder, PerChannel<AdjacentDifference>>(
        "adjacent_difference",
        "one event when a sample is a step away from the one before; slow changes go unseen");

}  // namespace efferent::encoders

// Send-on-delta: as many events as whole steps moved, so that a receiver is never a step away.
#include <cmath>

#include "encoders/per_channel.hpp"

namespace efferent::encoders {
namespace {

/// The reference is start + n·θ with a whole n, the very expression of rebuild(): the receiver's
/// value and this one agree bit for bit. A double holds n exactly: with float samples and at most
/// 65535 events each, |n| stays below 2^42.
class SendOnDelta {
public:
    using Params = Threshold;
    SendOnDelta(const Params&, double step, Hertz) : step_(step) {}

    void start(double x) {
        start_ = reference_ = x;
        moved_ = 0.0;
    }

    double sent(double x) {
        const double change = x - reference_;
        if (std::abs(change) < step_) return 0.0;
        const double count = whole_steps(x, change);
        moved_ += count;
        reference_ = at(moved_);
        return count;
    }

    double step() const { return step_; }

private:
    double at(double moved) const { return start_ + moved * step_; }

    /// floor(|change| / θ) with the sign of `change`, or one off where rounding asks for it: first
    /// of all |x − reference| < θ, then no step beyond x.
    double whole_steps(double x, double change) const {
        const double sign = change > 0.0 ? 1.0 : -1.0;
        const auto missing = [&](double k) { return sign * (x - at(moved_ + sign * k)); };
        double k = std::floor(std::abs(change) / step_);
        if (missing(k) >= step_)
            k += 1.0;
        else if (missing(k) < 0.0 && missing(k - 1.0) < step_)
            k -= 1.0;
        return sign * k;
    }

    double step_;
    double reference_ = 0.0;
    double start_ = 0.0;
    double moved_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Encoder> part_send_on_delta =
    part<Encoder, PerChannel<SendOnDelta>>(
        "send_on_delta",
        "one event per step moved, several a sample if need be; the signal can be rebuilt to "
        "within a step");

}  // namespace efferent::encoders

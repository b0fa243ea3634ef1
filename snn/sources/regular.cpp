// A spike every so often, the same for ever.
#include "core/fields.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

struct RegularParams {
    Duration interval = 100ms;
    Duration phase{};
};

void describe(Fields& field, RegularParams& p) {
    field("interval_ms", p.interval, "from one spike to the next");
    field("phase_ms", p.phase, "when the first spike comes");
    field.require(p.interval > 0ns, "interval_ms", "must be above zero");
    field.require(p.phase >= 0ns, "phase_ms", "must not be negative");
}

class RegularTrain final : public Train {
public:
    explicit RegularTrain(const RegularParams& p) : interval_(p.interval), next_(p.phase) {}

    Time next() override {
        const Time now = next_;
        next_ = Time::max() - now > interval_ ? now + interval_ : Time::max();
        return now;
    }

private:
    Duration interval_;
    Time next_;
};

class Regular final : public Source {
public:
    using Params = RegularParams;
    explicit Regular(const Params& params) : params_(params) {}
    std::unique_ptr<Train> train(std::size_t) const override {
        return std::make_unique<RegularTrain>(params_);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Source> part_regular =
    part<Source, Regular>("regular", "a spike every so often, of all neurons or of each its own");

}  // namespace efferent::snn

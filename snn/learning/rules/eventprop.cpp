// EventProp on a grid of ticks: gradients from the times of spikes alone.
#include "core/error.hpp"
#include "snn/learning/descent.hpp"

namespace efferent::snn {
namespace {

struct EventPropParams {
    training::DescentParams descent;
    double slowest = 0.05;
    Duration fade = 0ms;
};

void describe(Fields& field, EventPropParams& p) {
    describe_in(field, p.descent);
    field("slowest", p.slowest,
          "spikes that cross more slowly count as being this fast, in potential a membrane time "
          "constant: the gradient of a spike that only just happens has no bound");
    field("fade_ms", p.fade,
          "e^(-t / this) weighs what the loss asks of the ticks of a window's mean; 0: all alike, "
          "of which the time of a spike changes next to nothing");
    field.require(p.slowest > 0.0, "slowest", "must be above zero");
    field.require(p.fade >= 0ns, "fade_ms", "must not be negative");
    field.require(!p.descent.learn_time_constants, "learn_time_constants",
                  "is not what this rule can learn");
}

void require_crossings(const Network& network) {
    for (const Population& p : network.populations()) {
        if (p.model.type() == "li") continue;
        const bool fits = p.model.type() == "cuba_lif" &&
                          dynamics_of(p).front().reset == Reset::to_value;
        if (!fits)
            throw Error(Fault::unsupported,
                        "population \"" + p.name +
                            "\": eventprop trains cuba_lif with reset to_value, whose spikes have "
                            "times of their own");
    }
}

class EventProp final : public Rule {
public:
    using Params = EventPropParams;
    explicit EventProp(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_crossings(start);
        const training::Manner manner{
            .slope = {.shape = training::Shape::crossing},
            .slowest = p_.slowest,
            .fade_ticks = milliseconds(p_.fade) / milliseconds(p_.descent.reading.tick)};
        return training::train(p_.descent, manner, Config::of(p_, "eventprop").dump(-1), start,
                               examples, run);
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_eventprop = part<Rule, EventProp>(
    "eventprop", "gradients from the times of spikes (EventProp), on a grid of ticks");

}  // namespace efferent::snn

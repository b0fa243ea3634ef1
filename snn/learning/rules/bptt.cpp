// Backpropagation through time with a surrogate for the derivative of a spike.
#include "snn/learning/descent.hpp"
#include "snn/learning/surrogate.hpp"

namespace efferent::snn {
namespace {

struct BpttParams {
    training::DescentParams descent;
    training::Surrogate surrogate;
    bool through_reset = false;
};

void describe(Fields& field, BpttParams& p) {
    describe_in(field, p.descent);
    field("surrogate", p.surrogate, "what a spike passes backwards, by how near the potential is");
    field("through_reset", p.through_reset,
          "whether the reset's dependence on the spike is part of the gradient");
}

class Bptt final : public Rule {
public:
    using Params = BpttParams;
    explicit Bptt(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        const training::Manner manner{.slope = slope_of(p_.surrogate),
                                      .through_reset = p_.through_reset};
        return training::train(p_.descent, manner, Config::of(p_, "bptt").dump(-1), start, examples,
                               run);
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_bptt =
    part<Rule, Bptt>("bptt", "backpropagation through time with a surrogate gradient");

}  // namespace efferent::snn

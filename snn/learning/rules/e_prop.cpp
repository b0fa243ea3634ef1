// E-prop: eligibility traces that run forwards with the network meet the error of each window, and
// nothing goes back through time.
#include "snn/learning/descent.hpp"
#include "snn/learning/surrogate.hpp"

namespace efferent::snn {
namespace {

struct EPropParams {
    training::DescentParams descent;
    training::Surrogate surrogate;
    std::string feedback = "symmetric";
};

void describe(Fields& field, EPropParams& p) {
    describe_in(field, p.descent);
    field("surrogate", p.surrogate, "what stands for a spike's derivative by the potential");
    field("feedback", p.feedback,
          "what brings a window's error to a hidden neuron: \"symmetric\", the weights with which "
          "the readout hears it, or \"random\", weights drawn once");
    field.require(p.feedback == "symmetric" || p.feedback == "random", "feedback",
                  "must be \"symmetric\" or \"random\"");
    field.require(!p.descent.learn_time_constants, "learn_time_constants",
                  "is not what this rule can learn");
    field.require(!p.descent.learn_delays, "learn_delays", "is not what this rule can learn");
}

class EProp final : public Rule {
public:
    using Params = EPropParams;
    explicit EProp(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        const training::Manner manner{.slope = slope_of(p_.surrogate),
                                      .feedback = p_.feedback == "random"
                                                      ? training::Feedback::random
                                                      : training::Feedback::symmetric,
                                      .feedback_seed = run.seed};
        return training::train(p_.descent, manner, Config::of(p_, "e_prop").dump(-1), start,
                               examples, run);
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_e_prop = part<Rule, EProp>(
    "e_prop", "eligibility traces and the error of each window, forwards in time alone");

}  // namespace efferent::snn

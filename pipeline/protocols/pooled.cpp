// One model for all people, split by session or by repetition.
#include "pipeline/protocol.hpp"

namespace efferent {
namespace {

struct PooledParams {
    std::string by = "session";
    std::vector<std::int64_t> train;
    std::vector<std::int64_t> test;
};

void describe(Fields& field, PooledParams& p) {
    field("by", p.by, "what divides the trials: session or repetition");
    field("train", p.train, "sessions or repetitions that train");
    field("test", p.test, "sessions or repetitions that test");
    field.require(p.by == "session" || p.by == "repetition", "by",
                  "must be \"session\" or \"repetition\"");
    field.require(!p.train.empty(), "train", "must not be empty");
    field.require(!p.test.empty(), "test", "must not be empty");
}

class Pooled final : public Protocol {
public:
    using Params = PooledParams;
    explicit Pooled(const Params& params) : params_(params) {}

    Plan plan(const emg::Dataset& dataset) const override {
        const Key key = params_.by == "session" ? &emg::Trial::session : &emg::Trial::repetition;
        const auto all = all_trials(dataset);
        Split split{"all people", trials_where(dataset, all, key, params_.train),
                    trials_where(dataset, all, key, params_.test)};
        require_trainable(dataset, split);
        return {{std::move(split)}, {}};
    }

    std::string story() const override {
        return "One model for all people: " + params_.by + "s " + list(params_.train) + " train, " +
               list(params_.test) + " test.";
    }

private:
    Params params_;
};

}  // namespace

// The manual shows the defaults, which are not enough to run: the parts must be named.
extern constinit const PartInfo<Protocol> part_pooled =
    part<Protocol, Pooled>("pooled", "one model for all people, split by session or repetition");

}  // namespace efferent

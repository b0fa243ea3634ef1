// Per person and session: some repetitions train, others test.
#include <algorithm>

#include "pipeline/protocol.hpp"

namespace efferent {
namespace {

struct WithinParams {
    std::vector<std::int64_t> train_repetitions;
    std::vector<std::int64_t> test_repetitions;
    std::int64_t folds = 0;
};

void describe(Fields& field, WithinParams& p) {
    field("train_repetitions", p.train_repetitions,
          "repetitions that train; empty: all that do not test");
    field("test_repetitions", p.test_repetitions, "repetitions that test; empty: use folds");
    field("folds", p.folds,
          "test each of so many folds in turn (the r-th repetition is in fold r modulo folds); 0 "
          "with no test_repetitions: leave "
          "one repetition out");
    field.require(p.folds == 0 || p.folds >= 2, "folds", "must be 0 or at least 2");
    field.require(p.folds == 0 || p.test_repetitions.empty(), "folds",
                  "and test_repetitions exclude each other");
    field.require(p.train_repetitions.empty() || !p.test_repetitions.empty(), "train_repetitions",
                  "needs test_repetitions beside it");
}

class WithinSession final : public Protocol {
public:
    using Params = WithinParams;
    explicit WithinSession(const Params& params) : params_(params) {}

    Plan plan(const emg::Dataset& dataset) const override {
        Plan plan;
        const auto all = all_trials(dataset);
        for (const auto person : values_of(dataset, all, &emg::Trial::subject)) {
            const auto hers = trials_where(dataset, all, &emg::Trial::subject, {{person}});
            for (const auto session : values_of(dataset, hers, &emg::Trial::session)) {
                const auto trials = trials_where(dataset, hers, &emg::Trial::session, {{session}});
                add_splits(
                    dataset, trials,
                    "person " + std::to_string(person) + ", session " + std::to_string(session),
                    plan);
            }
        }
        return plan;
    }

    std::string story() const override {
        if (!params_.test_repetitions.empty())
            return "Per person and session, " +
                   (params_.train_repetitions.empty()
                        ? std::string("all other repetitions")
                        : "repetitions " + list(params_.train_repetitions)) +
                   " train, repetitions " + list(params_.test_repetitions) + " test.";
        if (params_.folds > 0)
            return "Per person and session, " + std::to_string(params_.folds) +
                   " folds of repetitions take turns to test.";
        return "Per person and session, each repetition in turn tests, the others train.";
    }

private:
    void add_splits(const emg::Dataset& dataset, const std::vector<std::size_t>& trials,
                    const std::string& unit, Plan& plan) const {
        const auto repetitions = values_of(dataset, trials, &emg::Trial::repetition);
        const auto add = [&](const std::vector<std::int64_t>& train,
                             const std::vector<std::int64_t>& test) {
            Split split{unit, trials_where(dataset, trials, &emg::Trial::repetition, train),
                        trials_where(dataset, trials, &emg::Trial::repetition, test)};
            require_trainable(dataset, split);
            plan.splits.push_back(std::move(split));
        };
        if (!params_.test_repetitions.empty())
            return add(params_.train_repetitions.empty()
                           ? without(repetitions, params_.test_repetitions)
                           : params_.train_repetitions,
                       params_.test_repetitions);
        const std::size_t folds =
            params_.folds > 0 ? static_cast<std::size_t>(params_.folds) : repetitions.size();
        if (folds > repetitions.size() || folds < 2)
            throw Error(Fault::config,
                        dataset.name + ": " + unit + ": has " + std::to_string(repetitions.size()) +
                            " repetition(s), too few for " +
                            std::to_string(std::max<std::size_t>(folds, 2)) + " folds");
        for (std::size_t fold = 0; fold < folds; ++fold) {
            std::vector<std::int64_t> test;
            for (std::size_t r = fold; r < repetitions.size(); r += folds)
                test.push_back(repetitions[r]);
            add(without(repetitions, test), test);
        }
    }

    static std::vector<std::int64_t> without(const std::vector<std::int64_t>& all,
                                             const std::vector<std::int64_t>& some) {
        std::vector<std::int64_t> rest;
        for (const auto r : all)
            if (std::ranges::find(some, r) == some.end()) rest.push_back(r);
        return rest;
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Protocol> part_within_session =
    part<Protocol, WithinSession>("within_session", "per person and session, split by repetition");

}  // namespace efferent

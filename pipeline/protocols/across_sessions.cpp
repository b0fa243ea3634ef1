// Per person: some sessions train, others test.
#include "pipeline/protocol.hpp"

namespace efferent {
namespace {

struct AcrossSessionsParams {
    std::vector<std::int64_t> train_sessions;
    std::vector<std::int64_t> test_sessions;
    bool both_ways = false;
};

void describe(Fields& field, AcrossSessionsParams& p) {
    field("train_sessions", p.train_sessions,
          "sessions that train; empty with test_sessions empty: leave one session out");
    field("test_sessions", p.test_sessions, "sessions that test");
    field("both_ways", p.both_ways, "then swap the two and test again");
    field.require(p.train_sessions.empty() == p.test_sessions.empty(), "train_sessions",
                  "and test_sessions are given together or not at all");
}

class AcrossSessions final : public Protocol {
public:
    using Params = AcrossSessionsParams;
    explicit AcrossSessions(const Params& params) : params_(params) {}

    Plan plan(const emg::Dataset& dataset) const override {
        Plan plan;
        const auto all = all_trials(dataset);
        std::vector<std::int64_t> left_out;
        for (const auto person : values_of(dataset, all, &emg::Trial::subject)) {
            const auto trials = trials_where(dataset, all, &emg::Trial::subject, {{person}});
            const auto rounds = rounds_for(values_of(dataset, trials, &emg::Trial::session));
            if (rounds.empty()) left_out.push_back(person);
            for (const auto& [train, test] : rounds) {
                Split split{
                    "person " + std::to_string(person) + ", tested on session " + list(test),
                    trials_where(dataset, trials, &emg::Trial::session, train),
                    trials_where(dataset, trials, &emg::Trial::session, test)};
                require_trainable(dataset, split);
                plan.splits.push_back(std::move(split));
            }
        }
        note_left_out(dataset, left_out, plan);
        return plan;
    }

    std::string story() const override {
        if (params_.train_sessions.empty())
            return "Per person, each session in turn tests, the others train.";
        return "Per person, sessions " + list(params_.train_sessions) + " train, sessions " +
               list(params_.test_sessions) + " test" +
               (params_.both_ways ? ", and the other way round." : ".");
    }

private:
    struct Round {
        std::vector<std::int64_t> train, test;
    };

    /// Empty if this person lacks a session.
    std::vector<Round> rounds_for(const std::vector<std::int64_t>& there) const {
        std::vector<Round> rounds;
        if (params_.train_sessions.empty()) {
            if (there.size() < 2) return {};
            for (const auto test : there) {
                Round round{{}, {test}};
                for (const auto s : there)
                    if (s != test) round.train.push_back(s);
                rounds.push_back(round);
            }
            return rounds;
        }
        if (!has_all(there, params_.train_sessions) || !has_all(there, params_.test_sessions))
            return {};
        rounds.push_back({params_.train_sessions, params_.test_sessions});
        if (params_.both_ways) rounds.push_back({params_.test_sessions, params_.train_sessions});
        return rounds;
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Protocol> part_across_sessions =
    part<Protocol, AcrossSessions>("across_sessions", "per person, split by session");

}  // namespace efferent

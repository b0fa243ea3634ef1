// Per person: some sessions train; of each later one the first repetitions calibrate, the rest
// test.
#include <algorithm>

#include "pipeline/protocol.hpp"

namespace efferent {
namespace {

struct CalibratedSessionsParams {
    std::vector<std::int64_t> train_sessions;
    std::vector<std::int64_t> test_sessions;
    std::int64_t calibration_repetitions = 1;
    bool calibration_trains = false;
};

void describe(Fields& field, CalibratedSessionsParams& p) {
    field("train_sessions", p.train_sessions, "sessions that train");
    field("test_sessions", p.test_sessions,
          "sessions of which each is calibrated and tested by itself");
    field("calibration_repetitions", p.calibration_repetitions,
          "first repetitions of a session that calibrate and do not test, for no method");
    field("calibration_trains", p.calibration_trains,
          "whether they join the training part instead, for every method alike: what learning "
          "anew would give");
    field.require(!p.train_sessions.empty(), "train_sessions", "must not be empty");
    field.require(!p.test_sessions.empty(), "test_sessions", "must not be empty");
    for (const auto s : p.test_sessions)
        field.require(std::ranges::find(p.train_sessions, s) == p.train_sessions.end(),
                      "test_sessions", "must not be among train_sessions");
    field.require(p.calibration_repetitions >= 1, "calibration_repetitions",
                  "must be at least 1; without calibration take across_sessions");
}

class CalibratedSessions final : public Protocol {
public:
    using Params = CalibratedSessionsParams;
    explicit CalibratedSessions(const Params& params) : params_(params) {}

    Plan plan(const emg::Dataset& dataset) const override {
        Plan plan;
        const auto all = all_trials(dataset);
        std::vector<std::int64_t> left_out;
        for (const auto person : values_of(dataset, all, &emg::Trial::subject)) {
            const auto trials = trials_where(dataset, all, &emg::Trial::subject, {{person}});
            const auto there = values_of(dataset, trials, &emg::Trial::session);
            if (!has_all(there, params_.train_sessions) || !has_all(there, params_.test_sessions)) {
                left_out.push_back(person);
                continue;
            }
            for (const auto session : params_.test_sessions)
                plan.splits.push_back(split(dataset, trials, person, session));
        }
        note_left_out(dataset, left_out, plan);
        return plan;
    }

    std::string story() const override {
        const std::string k = std::to_string(params_.calibration_repetitions);
        return "Per person, sessions " + list(params_.train_sessions) +
               " train; of each of the sessions " + list(params_.test_sessions) + " the first " +
               (params_.calibration_repetitions == 1 ? "repetition" : k + " repetitions") +
               (params_.calibration_trains ? " trains too" : " calibrates") +
               " and the others test.";
    }

private:
    Split split(const emg::Dataset& dataset, const std::vector<std::size_t>& trials,
                std::int64_t person, std::int64_t session) const {
        const auto hers = trials_where(dataset, trials, &emg::Trial::session, {{session}});
        auto repetitions = values_of(dataset, hers, &emg::Trial::repetition);
        const auto first = static_cast<std::size_t>(params_.calibration_repetitions);
        Split split{
            .unit = "person " + std::to_string(person) + ", calibrated in session " +
                    std::to_string(session),
            .train = trials_where(dataset, trials, &emg::Trial::session, params_.train_sessions),
            .test = {},
            .calibrate = {}};
        if (repetitions.size() <= first)
            throw Error(Fault::config, dataset.name + ": " + split.unit + ": has " +
                                           std::to_string(repetitions.size()) +
                                           " repetition(s), none of which is left to test");
        repetitions.resize(first);
        split.calibrate = trials_where(dataset, hers, &emg::Trial::repetition, repetitions);
        std::ranges::set_difference(hers, split.calibrate, std::back_inserter(split.test));
        require_trainable(dataset, split);
        if (params_.calibration_trains) {
            std::ranges::copy(split.calibrate, std::back_inserter(split.train));
            split.calibrate.clear();
        }
        return split;
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Protocol> part_calibrated_sessions =
    part<Protocol, CalibratedSessions>(
        "calibrated_sessions", "per person, later sessions each with a part that calibrates");

}  // namespace efferent

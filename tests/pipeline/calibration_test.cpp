// A new session: which trials calibrate, that none of them tests, and that readouts adapt to them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "pipeline/evaluate.hpp"
#include "pipeline/leak.hpp"
#include "pipeline/metrics_json.hpp"
#include "pipeline/trained_params.hpp"
#include "pipeline/training.hpp"
#include "tests/pipeline/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::toy;

namespace {

constexpr const char* later_sessions =
    R"({"type":"calibrated_sessions","train_sessions":[1],"test_sessions":[2,3]})";

Plan plan_of(const emg::Dataset& d, const std::string& json = later_sessions) {
    return make(protocols(), Config::parse(json, "protocol"))->plan(d);
}

/// From session 2 on every electrode sits where its neighbour was: classes look like one another.
emg::Dataset moved(std::uint64_t seed) {
    emg::Dataset d = toy(seed, {.people = 1, .sessions = 3, .repetitions = 3});
    const SignalView all = d.recording.signal();
    std::vector<float> samples(all.samples().begin(), all.samples().end());
    for (const emg::Trial& trial : d.trials)
        for (std::int64_t i = trial.start; trial.session > 1 && i < trial.start + trial.length;
             ++i) {
            const auto row = samples.begin() + i * static_cast<std::int64_t>(all.channels());
            std::rotate(row, row + 1, row + static_cast<std::int64_t>(all.channels()));
        }
    d.recording = emg::Recording(
        {"moved", d.recording.rate(), d.recording.unit(), d.recording.channels(), samples});
    return d;
}

MethodParams method_with(const std::string& adaptation) {
    return Config::parse(
               R"({"name":"m","classifier":{"type":"winner"},"front_end":{"type":"trained",
        "network":{"type":"layered","hidden":[40],"gain":4},"rule":{"type":"logistic"},
        "adaptation":)" +
                   adaptation + "}}",
               "test")
        .as<MethodParams>();
}

Evaluation evaluated(const emg::Dataset& d, const Plan& plan, const MethodParams& method) {
    const std::vector<Config> filters;
    return evaluate({d, plan, filters, {}, 1}, method, nullptr, "test");
}

std::vector<std::vector<Decision>> decisions(const Evaluation& e) {
    std::vector<std::vector<Decision>> all;
    for (const TestedTrial& t : e.tested) all.push_back(t.decisions);
    return all;
}

}  // namespace

TEST_CASE("the first repetitions of a later session calibrate, and the others test") {
    const auto d = toy(1, {.sessions = 3});
    for (const std::int64_t first : {1, 2}) {
        const Plan plan =
            plan_of(d, R"({"type":"calibrated_sessions","train_sessions":[1],"test_sessions":[2,3],
                   "calibration_repetitions":)" +
                           std::to_string(first) + "}");
        REQUIRE(plan.splits.size() == 4);
        for (const Split& split : plan.splits) {
            CHECK(split.train.size() == 12);
            CHECK(split.calibrate.size() == static_cast<std::size_t>(3 * first));
            CHECK(split.test.size() == static_cast<std::size_t>(3 * (4 - first)));
            std::set<std::size_t> all(split.train.begin(), split.train.end());
            all.insert(split.calibrate.begin(), split.calibrate.end());
            all.insert(split.test.begin(), split.test.end());
            CHECK(all.size() == 24);
            const emg::Trial& one = d.trials[split.test[0]];
            for (const std::size_t t : split.train) {
                CHECK(d.trials[t].session == 1);
                CHECK(d.trials[t].subject == one.subject);
            }
            for (const std::size_t t : split.calibrate) {
                CHECK(d.trials[t].session == one.session);
                CHECK(d.trials[t].subject == one.subject);
                CHECK(d.trials[t].repetition <= first);
            }
            for (const std::size_t t : split.test) CHECK(d.trials[t].repetition > first);
        }
        CHECK(first_of_same_training(plan) == std::vector<std::size_t>{0, 0, 2, 2});
    }
}

TEST_CASE("trials that calibrate may train instead, and the same ones test") {
    const auto d = toy(1, {.sessions = 3});
    const Plan plan = plan_of(d);
    const Plan anew =
        plan_of(d, R"({"type":"calibrated_sessions","train_sessions":[1],"test_sessions":[2,3],
               "calibration_trains":true})");
    for (std::size_t i = 0; i < plan.splits.size(); ++i) {
        CHECK(anew.splits[i].test == plan.splits[i].test);
        CHECK(anew.splits[i].calibrate.empty());
        CHECK(anew.splits[i].train.size() == 15);
    }
    CHECK(first_of_same_training(anew) == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("a trial that both calibrates and tests is a leak, by position and by content") {
    auto d = toy(1, {.sessions = 3});
    Split split = plan_of(d).splits[0];
    REQUIRE(LeakDetector(d, 50).shared(split).samples == 0);
    const std::size_t both = split.test[1];
    split.calibrate.push_back(both);
    const LeakDetector detector(d, 50);
    const Shared found = detector.shared(split);
    CHECK(found.samples == 200);
    CHECK(found.same_place);
    CHECK_THAT(detector.leak(split, found).what(),
               Catch::Contains("calibration and test share 200 samples") &&
                   Catch::Contains("in calibration and"));
    split.calibrate.pop_back();

    const SignalView all = d.recording.signal();
    std::vector<float> samples(all.samples().begin(), all.samples().end());
    const emg::Trial &from = d.trials[split.calibrate[0]], &to = d.trials[both];
    std::copy_n(samples.begin() + 4 * (from.start + 17), 4 * 150, samples.begin() + 4 * to.start);
    d.recording = emg::Recording(
        {"copied", d.recording.rate(), d.recording.unit(), d.recording.channels(), samples});
    const LeakDetector again(d, 50);
    const Shared copied = again.shared(split);
    CHECK(copied.samples > 50);
    CHECK_FALSE(copied.same_place);
    CHECK_THAT(again.leak(split, copied).what(), Catch::Contains("of equal content"));
}

TEST_CASE("the fingerprint knows what calibrates") {
    const auto d = toy(1, {.sessions = 3});
    Plan plan = plan_of(d);
    const auto before = fingerprint(d, plan);
    plan.splits[0].calibrate.pop_back();
    CHECK(before != fingerprint(d, plan));
}

TEST_CASE("a calibration that the data cannot give is refused in one sentence") {
    auto d = toy(1, {.sessions = 3, .repetitions = 2});
    const auto refusal = [&](const std::string& changes) {
        return message_of([&] {
            (void)plan_of(d,
                          R"({"type":"calibrated_sessions","train_sessions":[1],)" + changes + "}");
        });
    };
    CHECK_THAT(refusal(R"("test_sessions":[2],"calibration_repetitions":2)"),
               Catch::Contains("none of which is left to test"));
    CHECK_THAT(refusal(R"("test_sessions":[1])"), Catch::Contains("not be among train_sessions"));
    CHECK_THAT(refusal(R"("test_sessions":[9])"), Catch::Contains("nobody has the sessions"));
    CHECK_THAT(refusal(R"("test_sessions":[2],"calibration_repetitions":0)"),
               Catch::Contains("across_sessions"));
    std::erase_if(d.trials, [](const emg::Trial& t) {
        return t.session == 2 && t.repetition == 1 && index(t.task) == 2;
    });
    CHECK_THAT(refusal(R"("test_sessions":[2])"),
               Catch::Contains("\"task2\" is tested but has no trial to calibrate with"));
    CHECK_THAT(message_of([] {
                   (void)resolved(Config::parse(R"({"reads":"spikes","adaptation":"rls"})", "test")
                                      .as<TrainedParams>(),
                                  "trained");
               }),
               Catch::Contains("needs \"reads\": \"scores\""));
}

TEST_CASE("a readout adapts to moved electrodes, and to nothing without calibration") {
    constexpr std::uint64_t seed = 2;
    CAPTURE(seed);
    const auto d = moved(seed);
    const Plan plan = plan_of(d);
    Plan bare = plan;
    for (Split& split : bare.splits) split.calibrate.clear();
    const Evaluation unadapted = evaluated(d, plan, method_with("null"));
    const double before = trial_accuracy(d, unadapted.tested);
    CHECK(before < 0.8);
    CHECK(decisions(evaluated(d, bare, method_with("null"))) == decisions(unadapted));
    for (const std::string rule : {R"({"type":"rls","prior":3})", R"("delta")"}) {
        CAPTURE(rule);
        const Evaluation adapted = evaluated(d, plan, method_with(rule));
        CHECK(trial_accuracy(d, adapted.tested) > before + 0.2);
        CHECK(decisions(evaluated(d, bare, method_with(rule))) == decisions(unadapted));
        // What is saved is the network before it adapted, in every split.
        REQUIRE(adapted.first_learned);
        CHECK(adapted.first_learned->trained.network == unadapted.first_learned->trained.network);
        // Splits that share their training part decide as each would alone.
        const Evaluation second =
            evaluated(d, {.splits = {plan.splits[1]}, .notes = {}}, method_with(rule));
        const auto all = decisions(adapted);
        const std::vector<std::vector<Decision>> own(
            all.begin() + static_cast<std::ptrdiff_t>(plan.splits[0].test.size()), all.end());
        CHECK(decisions(second) == own);
    }
}

TEST_CASE("a model trained once serves every session and every way to adapt") {
    auto params = Config::parse(R"({"name": "small", "summary": "a test", "shuffles": 5,
        "data": {"type": "simulated_forearm", "people": 1, "sessions": 3, "repetitions": 2,
                 "trial_s": 0.5, "channels": 4},
        "classes": ["rest", "WF", "WE"],
        "protocol": {"type": "calibrated_sessions", "train_sessions": [1], "test_sessions": [2, 3]},
        "methods": ["rms+lda"]})",
                                "test")
                      .as<ExperimentParams>();
    for (const std::string adaptation : {"null", "\"rls\""})
        params.methods.push_back(resolved(method_with(adaptation)).with("name", "m " + adaptation));
    TrainingOptions options;
    options.method = "m null";
    const Model model = train(params, options, nullptr);
    REQUIRE(model.splits.size() == 2);
    CHECK(model.splits[0].learned.trained.network == model.splits[1].learned.trained.network);
    const Results whole = run(params, nullptr);
    REQUIRE(whole.methods.size() == 3);
    CHECK(metrics_json(run(params, &model, nullptr)) == metrics_json(whole));
}

TEST_CASE("methods that differ in how they adapt share their trained networks") {
    const Config none = resolved(method_with("null"));
    Config rls = resolved(method_with("\"rls\""));
    CHECK(none != rls);
    CHECK(train_alike(none, rls.with("name", "other")));
    CHECK_FALSE(train_alike(none, rls.with("front_end.rule.penalty", "0.5")));
    ModelHead before, after;
    before.method = none;
    after.method = rls;
    require_same(before, after, "m.json");
    after.method = rls.with("front_end.rule.penalty", "0.5");
    CHECK_THAT(message_of([&] { require_same(before, after, "m.json"); }),
               Catch::Contains("settings of the method"));
    CHECK(resolved(none.as<MethodParams>()) == none);
    CHECK(resolved(rls.as<MethodParams>()) == rls);
}

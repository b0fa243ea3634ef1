#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "pipeline/leak.hpp"
#include "pipeline/protocol.hpp"
#include "tests/pipeline/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::toy;

namespace {

Plan plan_of(const char* json, const emg::Dataset& d) {
    return make(protocols(), Config::parse(json, "protocol"))->plan(d);
}

/// A copy of trial `from`'s samples laid over trial `to`, shifted by `shift` samples.
emg::Dataset with_copied_samples(const emg::Dataset& d, std::size_t from, std::size_t to,
                                 std::int64_t shift) {
    const SignalView all = d.recording.signal();
    std::vector<float> samples(all.samples().begin(), all.samples().end());
    const auto channels = static_cast<std::int64_t>(all.channels());
    const emg::Trial &a = d.trials[from], &b = d.trials[to];
    for (std::int64_t i = 0; i + shift < a.length; ++i)
        for (std::int64_t c = 0; c < channels; ++c)
            samples[static_cast<std::size_t>((b.start + i) * channels + c)] =
                samples[static_cast<std::size_t>((a.start + i + shift) * channels + c)];
    emg::Dataset copy = d;
    copy.recording = emg::Recording(
        {d.name, d.recording.rate(), d.recording.unit(), d.recording.channels(), samples});
    return copy;
}

}  // namespace

TEST_CASE("no protocol ever puts a trial on both sides, and every side has every class") {
    const auto d = toy(1);
    for (const char* json :
         {R"({"type":"within_session","test_repetitions":[4]})",
          R"({"type":"within_session","folds":2})", R"({"type":"within_session"})",
          R"({"type":"across_sessions"})",
          R"({"type":"across_sessions","train_sessions":[1],"test_sessions":[2],"both_ways":true})",
          R"({"type":"across_people"})",
          R"({"type":"pooled","by":"session","train":[1],"test":[2]})"}) {
        CAPTURE(json);
        const Plan plan = plan_of(json, d);
        REQUIRE(!plan.splits.empty());
        const LeakDetector detector(d, 50);
        for (const Split& split : plan.splits) {
            REQUIRE(!split.train.empty());
            REQUIRE(!split.test.empty());
            std::set<std::size_t> train(split.train.begin(), split.train.end());
            CHECK(
                std::ranges::none_of(split.test, [&](std::size_t t) { return train.contains(t); }));
            CHECK(detector.shared(split).samples == 0);
            std::set<TaskId> classes;
            for (const std::size_t t : split.train) classes.insert(d.trials[t].task);
            CHECK(classes.size() == d.classes.size());
        }
    }
}

TEST_CASE("protocols divide by what they are named after") {
    const auto d = toy(1);
    const Plan within = plan_of(R"({"type":"within_session","test_repetitions":[4]})", d);
    CHECK(within.splits.size() == 4);
    for (const Split& split : within.splits) {
        for (const std::size_t t : split.test) CHECK(d.trials[t].repetition == 4);
        for (const std::size_t t : split.train) {
            CHECK(d.trials[t].repetition != 4);
            CHECK(d.trials[t].session == d.trials[split.test[0]].session);
            CHECK(d.trials[t].subject == d.trials[split.test[0]].subject);
        }
    }
    CHECK(plan_of(R"({"type":"within_session"})", d).splits.size() == 16);
    CHECK(plan_of(R"({"type":"across_sessions"})", d).splits.size() == 4);
    CHECK(plan_of(R"({"type":"across_people"})", d).splits.size() == 2);
}

TEST_CASE("what cannot be divided is refused by name") {
    auto d = toy(1, {.repetitions = 1});
    CHECK(message_of([&] { plan_of(R"({"type":"within_session"})", d); }) ==
          "toy: person 1, session 1: has 1 repetition(s), too few for 2 folds");
    d = toy(1);
    std::erase_if(d.trials,
                  [](const emg::Trial& t) { return index(t.task) == 2 && t.repetition != 4; });
    CHECK(message_of([&] { plan_of(R"({"type":"within_session","test_repetitions":[4]})", d); }) ==
          "toy: person 1, session 1: class \"task2\" is tested but has no training trial; it needs "
          "at least one repetition in each part");
    CHECK(message_of([&] {
              plan_of(R"({"type":"across_sessions","train_sessions":[1],"test_sessions":[9]})", d);
          }) == "toy: nobody has the sessions that the protocol asks for");
    CHECK_THAT(message_of([&] { plan_of(R"({"type":"across_people"})", toy(1, {.people = 1})); }),
               Catch::Contains("needs at least two"));
}

TEST_CASE("people without a session are left out and named") {
    auto d = toy(1);
    std::erase_if(d.trials, [](const emg::Trial& t) { return t.subject == 2 && t.session == 2; });
    const Plan plan =
        plan_of(R"({"type":"across_sessions","train_sessions":[1],"test_sessions":[2]})", d);
    CHECK(plan.splits.size() == 1);
    REQUIRE(plan.notes.size() == 1);
    CHECK_THAT(plan.notes[0], Catch::Contains("left out") && Catch::Contains(": 2."));
}

TEST_CASE("a planted leak is found by position and by content, at any shift") {
    const auto d = toy(1);
    const auto leak_in = [](const emg::Dataset& data, const char* json) -> std::string {
        const Plan plan = plan_of(json, data);
        const LeakDetector detector(data, 50);
        for (const Split& split : plan.splits)
            if (const Shared found = detector.shared(split); found.samples > 0)
                return detector.leak(split, found).what();
        return "no leak";
    };
    const char* fourth = R"({"type":"within_session","test_repetitions":[4]})";
    REQUIRE(leak_in(d, fourth) == "no leak");
    CHECK_THAT(
        leak_in(
            d, R"({"type":"within_session","train_repetitions":[1,2,3,4],"test_repetitions":[4]})"),
        Catch::Contains("train and test share 600 samples"));
    CHECK_THAT(leak_in(d, R"({"type":"pooled","by":"repetition","train":[1,2],"test":[2,3]})"),
               Catch::Contains("share"));

    auto overlapping = d;  // the last repetition of a class begins within the one before it
    overlapping.trials[9].start = overlapping.trials[6].start + 150;
    CHECK_THAT(leak_in(overlapping, fourth), Catch::Contains("train and test share"));

    for (const std::int64_t shift : {0, 1, 17, 49, 50, 99}) {
        CAPTURE(shift);
        const auto copied = with_copied_samples(d, 0, 9, shift);
        CHECK_THAT(leak_in(copied, fourth), Catch::Contains("of equal content") &&
                                                Catch::Contains("\"rest\", repetition 4"));
    }
}

TEST_CASE("flat stretches are no leak by content") {
    auto d = toy(1);
    const SignalView all = d.recording.signal();
    d.recording =
        emg::Recording({"flat", d.recording.rate(), d.recording.unit(), d.recording.channels(),
                        std::vector<float>(all.samples().size(), 1.0F)});
    const LeakDetector detector(d, 50);
    for (const Split& split : plan_of(R"({"type":"within_session"})", d).splits)
        CHECK(detector.shared(split).samples == 0);
}

TEST_CASE("the fingerprint changes with any trial that changes side") {
    const auto d = toy(1);
    Plan plan = plan_of(R"({"type":"within_session","test_repetitions":[4]})", d);
    const auto before = fingerprint(d, plan);
    CHECK(before == fingerprint(d, plan));
    std::swap(plan.splits[0].train[0], plan.splits[0].test[0]);
    CHECK(before != fingerprint(d, plan));
}

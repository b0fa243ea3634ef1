#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "core/parallel.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/experiment.hpp"
#include "tests/pipeline/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::toy;

namespace {

/// Both ways to read a trained network, a small one that learns fast, and one that is no spiking
/// one.
constexpr const char* network_methods[] = {
    R"({"name": "convolutional+winner", "classifier": {"type": "winner"},
        "front_end": {"type": "convolutional", "filters": [16], "epochs": 30}})",
    R"({"name": "trained+winner", "classifier": {"type": "winner"}, "front_end": {"type": "trained",
        "encoders": [{"type": "send_on_delta", "threshold_relative": 0.5},
                     {"type": "reference_reset", "threshold_relative": 2}],
        "network": {"type": "layered", "hidden": [40], "gain": 4}, "rule": {"type": "ridge"}}})",
    R"({"name": "trained+lda", "classifier": {"type": "lda", "shrinkage": 0.1}, "front_end": {"type": "trained",
        "reads": "spikes", "reading": {"over": "last"},
        "network": {"type": "layered", "hidden": [40], "gain": 4}, "rule": {"type": "ridge"}}})"};

std::vector<MethodParams> every_method() {
    std::vector<MethodParams> methods;
    for (const Config& config : standard_method_configs()) methods.push_back(method_from(config));
    methods.push_back(method_from(Config::parse("\"htd+mlp\"", "test")));
    for (const char* text : network_methods)
        methods.push_back(method_from(Config::parse(text, "test")));
    return methods;
}

const std::vector<Config> filters{Config::parse(R"({"type":"high_pass","edge_hz":20})", "test")};

struct Fitted {
    emg::Dataset data = toy(3);
    Plan plan =
        make(protocols(), Config::parse(R"({"type":"across_sessions"})", "test"))->plan(data);

    Method method(const MethodParams& params) const {
        Method m(params, filters);
        const auto training = training_part(data, plan.splits[0]);
        m.fit({training, data.classes.size(), 1.0, {}, 7}, nullptr);
        return m;
    }
};

std::vector<Decision> decisions(Method& method, const SignalView& signal,
                                std::span<const std::size_t> blocks) {
    std::vector<Decision> out;
    method.begin();
    std::size_t at = 0, next = 0;
    while (at < signal.length()) {
        const std::size_t rows = std::min(blocks[next++ % blocks.size()], signal.length() - at);
        method.push(signal.rows(at, rows), out);
        at += rows;
    }
    return out;
}

}  // namespace

TEST_CASE("every method decides the same from a stream as from a file") {
    const Fitted fitted;
    for (const MethodParams& params : every_method()) {
        CAPTURE(params.name);
        Method method = fitted.method(params);
        const auto& trial = fitted.data.trials[fitted.plan.splits[0].test[1]];
        const SignalView signal = fitted.data.signal(trial);
        const auto whole = decisions(method, signal, std::vector<std::size_t>{signal.length()});
        REQUIRE(whole.size() == 16);  // 200 samples, windows of 50 every 10
        CHECK(whole[0].at == Time{250ms});
        for (const auto& blocks : std::vector<std::vector<std::size_t>>{{1}, {7}, {50}, {3, 64, 1}})
            CHECK(decisions(method, signal, blocks) == whole);
    }
}

TEST_CASE("every method learns the toy and is chance on shuffled labels") {
    const Fitted fitted;
    const Bench bench{fitted.data, fitted.plan, filters, {}, 7};
    const Bench other{fitted.data, fitted.plan, filters, {}, 8};
    for (const MethodParams& params : every_method()) {
        CAPTURE(params.name);
        const auto evaluation = evaluate(bench, params, nullptr, "");
        REQUIRE(evaluation.tested.size() == fitted.data.trials.size());
        CHECK(trial_accuracy(fitted.data, evaluation.tested) > 0.9);
        CHECK(evaluation.footprint.parameters > 0.0);
        CHECK(evaluation.footprint.state > 0.0);
        CHECK(evaluation.energy.arithmetic_pj > 0.0);
        CHECK(evaluation.energy.memory_pj > 0.0);
        const bool adds_alone =
            params.front_end.type() == "trained" && params.classifier.type() == "winner";
        CHECK((evaluation.operations.mac > 0.0) == !adds_alone);
        const bool has_events =
            evaluation.family == "spiking" || params.front_end.type() == "traces";
        CHECK((evaluation.operations.ac > 0.0) ==
              (has_events || params.classifier.type() == "forest"));
        CHECK((evaluation.operations.updates > 0.0) == (evaluation.family == "spiking"));
        CHECK((evaluation.family == "spiking") ==
              (params.front_end.type() == "spiking" || params.front_end.type() == "trained"));
        if (evaluation.random) continue;  // what says that it is not is the same with any seed
        const auto again = evaluate(other, params, nullptr, "");
        for (std::size_t i = 0; i < again.tested.size(); ++i)
            CHECK(again.tested[i].decisions == evaluation.tested[i].decisions);
    }
    const auto checks = shuffle_control(bench, every_method().front(), 20, nullptr);
    CHECK(checks.shuffle_within_chance);
    CHECK(checks.shuffled_accuracy < 0.6);
    // However alike few shuffles come out, they say no more than as many guesses.
    const auto few = shuffle_control(bench, every_method().front(), 5, nullptr);
    const double share = 1.0 / static_cast<double>(fitted.data.classes.size());
    const auto guesses = 5.0 * static_cast<double>(fitted.data.trials.size());
    CHECK(few.chance_high - few.chance_low >=
          Approx(8.0 * std::sqrt(share * (1.0 - share) / guesses)));
}

TEST_CASE("what is learned does not depend on the test data") {
    const Fitted fitted;
    auto other = fitted.data;  // the same training part, every test sample different
    const auto& split = fitted.plan.splits[0];
    std::vector<float> samples(fitted.data.recording.signal().samples().begin(),
                               fitted.data.recording.signal().samples().end());
    const std::size_t channels = fitted.data.recording.channels().size();
    for (const std::size_t t : split.test)
        for (std::int64_t i = 0; i < fitted.data.trials[t].length; ++i)
            for (std::size_t c = 0; c < channels; ++c)
                samples[static_cast<std::size_t>(fitted.data.trials[t].start + i) * channels + c] *=
                    -3.0F;
    other.recording = emg::Recording({"other", other.recording.rate(), other.recording.unit(),
                                      other.recording.channels(), samples});
    const auto probe = toy(99);
    for (const MethodParams& params : every_method()) {
        CAPTURE(params.name);
        Method a = fitted.method(params);
        Method b(params, filters);
        const auto training = training_part(other, split);
        b.fit({training, other.classes.size(), 1.0, {}, 7}, nullptr);
        for (const std::size_t t : {0u, 1u, 2u, 7u}) {
            const SignalView signal = probe.signal(probe.trials[t]);
            CHECK(decisions(a, signal, std::vector<std::size_t>{200}) ==
                  decisions(b, signal, std::vector<std::size_t>{200}));
        }
    }
}

TEST_CASE("a training part's groups are the repetitions of one session of one person") {
    const auto data = toy(4);
    const auto split =
        make(protocols(),
             Config::parse(R"({"type":"pooled","by":"repetition","train":[1,2,3],"test":[4]})",
                           "test"))
            ->plan(data)
            .splits[0];
    const auto part = training_part(data, split);
    REQUIRE(part.size() == split.train.size());
    std::set<std::int64_t> groups;
    for (std::size_t i = 0; i < part.size(); ++i) {
        groups.insert(part[i].group);
        for (std::size_t j = 0; j < i; ++j) {
            const auto& a = data.trials[split.train[i]];
            const auto& b = data.trials[split.train[j]];
            CHECK(
                (part[i].group == part[j].group) ==
                (a.subject == b.subject && a.session == b.session && a.repetition == b.repetition));
        }
    }
    CHECK(groups.size() * 3 == part.size());  // three classes
}

TEST_CASE("how far splits are that go side by side never goes back, and ends at the end") {
    class Listener final : public Monitor {
    public:
        void progress(std::string_view, double fraction) override { heard.push_back(fraction); }
        std::vector<double> heard;
    };
    const Fitted fitted;
    Listener listener;
    const ThreadLimit limit(1);
    const Bench bench{fitted.data, fitted.plan, filters, {}, 7};
    (void)evaluate(bench, every_method().back(), &listener, "stage");
    REQUIRE(listener.heard.size() > fitted.plan.splits.size());
    CHECK(listener.heard.front() == 0.0);
    CHECK(listener.heard.back() == 1.0);
    CHECK(std::ranges::is_sorted(listener.heard));
}

TEST_CASE("a method's name or object says where it is wrong") {
    const auto from = [](const char* json) {
        return message_of([&] {
            const auto p = method_from(Config::parse(json, "x.json/methods/0"));
            (void)resolved(p);
        });
    };
    CHECK(from(R"("htd+lda")") == "no error");
    CHECK_THAT(from(R"("hdt+lda")"),
               Catch::StartsWith("x.json/methods/0: unknown \"hdt\"; did you mean \"htd\"?"));
    CHECK_THAT(from(R"("lda")"), Catch::Contains("is no method"));
    CHECK(from(R"("trained+winner")") == "no error");
    CHECK(from(R"("spiking+lda")") == "no error");
    CHECK_THAT(from(R"("htd+winner")"),
               Catch::Contains("needs one score per class") && Catch::Contains("\"features\""));
    CHECK_THAT(from(R"({"name":"a","classifier":"lda",
                        "front_end":{"type":"trained","rule":{"type":"ridge","reading":{}}}})"),
               Catch::Contains("without a `reading` of its own"));
    CHECK_THAT(
        from(R"({"name":"a","front_end":{"type":"spiking","networks":{}},"classifier":"lda"})"),
        Catch::Contains("networks: unknown key; did you mean \"network\"?"));
}

TEST_CASE("the label-shuffle control comes before the methods' work, so that a leak ends it") {
    class Listener final : public Monitor {
    public:
        void progress(std::string_view stage, double) override {
            if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
        }
        std::vector<std::string> stages;
    };
    const auto params = Config::parse(R"({"name": "small", "shuffles": 5,
        "data": {"type": "simulated_forearm", "people": 1, "sessions": 2, "repetitions": 2,
                 "trial_s": 0.4, "channels": 3},
        "classes": ["rest", "WF"], "protocol": {"type": "across_sessions"}, "methods": ["rms+lda"]})",
                                      "test")
                            .as<ExperimentParams>();
    Listener listener;
    const ThreadLimit limit(1);
    const Results results = run(params, &listener);
    CHECK(results.leak_checks.chance_high > 0.5);
    const auto control = std::ranges::find(listener.stages, "label-shuffle control");
    const auto method = std::ranges::find(listener.stages, "rms+lda");
    REQUIRE(method != listener.stages.end());
    CHECK(control < method);
}

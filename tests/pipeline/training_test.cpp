// Models and checkpoints: what they hold, what they refuse, and that they change no result.
#include "pipeline/training.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "emg/muscle/forearm.hpp"
#include "emg/npy.hpp"
#include "pipeline/metrics_json.hpp"
#include "snn/learning/rule.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;

namespace {

constexpr std::size_t splits = 4;  // two people, either session tested

/// A method for each rule there is, small enough to train in a moment.
Config method_of(const std::string& rule) {
    Config settings =
        resolve(snn::rules(), Config::parse("\"" + rule + "\"", "test")).without("reading");
    if (settings.has("epochs")) settings = settings.with("epochs", "6");
    return Config::parse(R"({"name": "trained )" + rule + R"(", "classifier": {"type": "winner"},
            "front_end": {"type": "trained", "rule": )" +
                             settings.dump() + R"(,
                          "network": {"type": "layered", "hidden": [24], "gain": 4}}})",
                         "test");
}

/// A folder of simulated recordings, made once: to simulate takes longer than to train.
std::string recordings() {
    static const test::TemporaryFolder folder;
    static const bool made = [] {
        emg::ForearmParams forearm;
        forearm.people = forearm.sessions = forearm.repetitions = 2;
        forearm.trial = 500ms;
        forearm.channels = 4;
        const emg::Dataset data =
            emg::with_classes(emg::simulate_forearm(forearm, 1), {"rest", "WF", "WE"});
        folder.write("samples.npy",
                     emg::to_npy(data.recording.signal().samples(),
                                 std::array<std::size_t, 2>{data.recording.length(), 4}));
        std::string table =
            "trial,start_sample,n_samples,label,label_name,subject,session,repetition\n";
        for (std::size_t t = 0; t < data.trials.size(); ++t) {
            const emg::Trial& trial = data.trials[t];
            table += std::to_string(t);
            for (const std::int64_t n :
                 {trial.start, trial.length, static_cast<std::int64_t>(index(trial.task))})
                table += "," + std::to_string(n);
            table += "," + data.classes[index(trial.task)];
            for (const std::int64_t n : {trial.subject, trial.session, trial.repetition})
                table += "," + std::to_string(n);
            table += "\n";
        }
        folder.write("trials.csv", table);
        folder.write("dataset.json",
                     R"({"name": "small", "sampling_rate_hz": 1000, "channels": 4,
                "dtype": "float32", "unit": "uV", "classes": ["rest", "WF", "WE"], "trials": )" +
                         std::to_string(data.trials.size()) +
                         R"(, "licence": "none", "source": "a test", "simulated": true})");
        return true;
    }();
    REQUIRE(made);
    return folder.path().string();
}

ExperimentParams experiment() {
    auto params = Config::parse(R"({"name": "small", "summary": "a test", "shuffles": 5,
        "data": {"type": "files", "path": ")" +
                                    recordings() + R"("},
        "protocol": {"type": "across_sessions"}, "filters": [{"type": "high_pass", "edge_hz": 20}],
        "methods": ["rms+lda"]})",
                                "test")
                      .as<ExperimentParams>();
    for (const auto* info : snn::rules())
        params.methods.push_back(method_of(std::string(info->name)));
    return params;
}

TrainingOptions options_for(const std::string& rule) {
    TrainingOptions options;
    options.method = "trained " + rule;
    return options;
}

Model trained(const std::string& rule) { return train(experiment(), options_for(rule), nullptr); }

std::string some_rule() { return std::string(snn::rules().front()->name); }

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), with);
}

}  // namespace

TEST_CASE("a model gives the same results as training within the run") {
    for (const auto* info : snn::rules()) {
        CAPTURE(info->name);
        auto params = experiment();
        params.methods = {params.methods.front(), method_of(std::string(info->name))};
        const Results whole = run(params, nullptr);
        REQUIRE(whole.methods.size() == 2);
        const std::string text = model_json(trained(std::string(info->name)));
        const Model model = model_from_json(text, "model.json");
        CHECK(model_json(model) == text);
        CHECK(model.splits.size() == splits);
        CHECK(metrics_json(run(params, &model, nullptr)) == metrics_json(whole));
        for (const MethodResult& method : whole.methods) {
            CHECK(method.per_trial.mean > 0.6);
            CHECK((method.operations.ac > 0.0) == (method.family == "spiking"));
        }
    }
}

TEST_CASE("a model's method joins an experiment that does not list it") {
    auto params = experiment();
    const Model model = trained(some_rule());
    params.methods.resize(1);
    const Results results = run(params, &model, nullptr);
    REQUIRE(results.methods.size() == 2);
    CHECK(results.methods[1].name == "trained " + some_rule());
}

TEST_CASE("training resumed after a split or an epoch gives the same model") {
    for (const auto* info : snn::rules()) {
        CAPTURE(info->name);
        std::vector<std::string> checkpoints;
        std::size_t epochs = 0;
        TrainingOptions options = options_for(std::string(info->name));
        options.save_checkpoint = [&](const std::string& text) { checkpoints.push_back(text); };
        options.at_epoch = [&](const TrainingProgress& p) {
            ++epochs;
            CHECK(p.splits == splits);
        };
        const std::string whole = model_json(train(experiment(), options, nullptr));
        REQUIRE(checkpoints.size() == epochs + splits);
        for (const std::size_t from : {std::size_t{0}, checkpoints.size() / 4,
                                       checkpoints.size() / 2, checkpoints.size() - 1}) {
            TrainingOptions rest = options_for(std::string(info->name));
            rest.resume = checkpoints[from];
            rest.resume_origin = "checkpoint.json";
            CHECK(model_json(train(experiment(), rest, nullptr)) == whole);
        }
    }
}

TEST_CASE("a model that is cut off, altered or something else is refused in one sentence") {
    const std::string text = model_json(trained(some_rule()));
    const auto refusal = [](const std::string& content) {
        try {
            (void)model_from_json(content, "m.json");
        } catch (const Error& e) {
            CHECK(e.fault() == Fault::format);
            return std::string(e.what());
        }
        return std::string("no error");
    };
    CHECK(refusal(text) == "no error");
    for (std::size_t length = 0; length + 2 < text.size(); length += text.size() / 40 + 1)
        CHECK_THAT(refusal(text.substr(0, length)),
                   Catch::StartsWith("m.json: ") && Catch::Contains("may have been cut off"));
    CHECK_THAT(refusal(replaced(text, "\"best_epoch\":", "\"best_epoch\":1")),
               Catch::Contains("its checksum does not fit its content"));
    CHECK_THAT(refusal(replaced(text, "efferent.model/1", "efferent.model/2")),
               Catch::Contains("\"efferent.model/2\", where this version reads"));
    CHECK_THAT(refusal("{\"name\": \"x\"}"), Catch::Contains("is no model"));
}

TEST_CASE("a model is refused for data or settings of another kind") {
    const Model model = trained(some_rule());
    const ModelHead& head = model.head;
    const auto refusal = [&](const std::function<void(ModelHead&)>& change) {
        ModelHead here = head;
        change(here);
        return message_of([&] { require_same(head, here, "m.json"); });
    };
    CHECK(refusal([](ModelHead&) {}) == "no error");
    CHECK(refusal([](ModelHead& h) { h.rate_hz = 500; }) ==
          "m.json: was trained at " + std::string("1000") +
              " Hz, here it is 500 Hz; train a model for these data");
    CHECK_THAT(refusal([](ModelHead& h) { h.unit = "mV"; }), Catch::Contains("here it is mV"));
    CHECK_THAT(refusal([](ModelHead& h) { h.channels.pop_back(); }),
               Catch::Contains("on 4 channels, here it is 3"));
    CHECK_THAT(refusal([](ModelHead& h) { h.classes.pop_back(); }),
               Catch::Contains("for the classes rest, WF, WE, here it is rest, WF"));
    CHECK_THAT(refusal([](ModelHead& h) { h.windows.length = 200ms; }), Catch::Contains("windows"));
    CHECK(refusal([](ModelHead& h) { h.filters.clear(); }) ==
          "m.json: was trained with other filters than the experiment has; use the settings that "
          "it was trained with, or train again");
    CHECK_THAT(refusal([](ModelHead& h) { h.method = h.method.with("name", "x"); }),
               Catch::Contains("with other settings of the method"));
    CHECK(train_alike(head.method,
                      head.method.with("front_end.chip", R"({"mismatch": 0.2, "draw": 3})")));
    CHECK_THAT(refusal([](ModelHead& h) { h.splits_sha256[0] = 'x'; }),
               Catch::Contains("a test trial may have been trained on"));

    auto other = experiment();
    other.protocol = Config::parse(R"({"type": "within_session"})", "test");
    CHECK_THAT(message_of([&] { (void)run(other, &model, nullptr); }),
               Catch::Contains("with the splits"));
}

TEST_CASE("a checkpoint of another training, version or schema is refused") {
    std::string checkpoint;
    TrainingOptions options = options_for(some_rule());
    options.save_checkpoint = [&](const std::string& text) { checkpoint = text; };
    const std::string model = model_json(train(experiment(), options, nullptr));
    const auto refusal = [&](const std::string& text, const ExperimentParams& params) {
        TrainingOptions rest = options_for(some_rule());
        rest.resume = text;
        rest.resume_origin = "c.json";
        return message_of([&] { (void)train(params, rest, nullptr); });
    };
    CHECK(refusal(checkpoint, experiment()) == "no error");
    auto other = experiment();
    other.seed = 2;
    CHECK_THAT(refusal(checkpoint, other), Catch::StartsWith("c.json: was trained "));
    CHECK_THAT(refusal(checkpoint.substr(0, checkpoint.size() / 2), experiment()),
               Catch::Contains("no whole checkpoint"));
    CHECK_THAT(refusal(model, experiment()), Catch::Contains("efferent.model/1"));
    const std::size_t at = checkpoint.find("\"version\":\"") + 11;
    CHECK_THAT(refusal(checkpoint.insert(at, "0"), experiment()),
               Catch::Contains("begin anew, without --resume"));
}

TEST_CASE("what cannot be trained says so before the work") {
    const auto refusal = [](const std::string& method) {
        TrainingOptions options;
        options.method = method;
        return message_of([&] { (void)train(experiment(), options, nullptr); });
    };
    CHECK_THAT(refusal("rms+lda"), Catch::Contains("has no network to train"));
    CHECK_THAT(refusal("trained rigde"), Catch::Contains("did you mean \"trained ridge\""));
}

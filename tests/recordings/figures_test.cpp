// Figures on real recordings against an independent measurement (docs/results.md); skipped without
// the recordings.
#include <catch2/catch.hpp>

#include "core/config.hpp"
#include "pipeline/experiment.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

Results run_on(const std::string& experiment, const std::filesystem::path& data,
               const char* methods) {
    auto config =
        Config::load(test::source_folder() / "configs/experiments" / (experiment + ".json"));
    config = config.with("data", R"({"type": "files", "path": ")" + data.string() + "\"}");
    config = config.with("methods", methods).with("rate_curve", "{}").with("shuffles", "5");
    return run(config.as<ExperimentParams>(), nullptr);
}

/// In percent, within a tenth of what rounding and one trial here or there explain.
void check_accuracy(const MethodResult& m, double per_window, double per_trial) {
    CAPTURE(m.name);
    CHECK(100 * m.per_window.mean == Approx(per_window).margin(0.15));
    CHECK(100 * m.per_trial.mean == Approx(per_trial).margin(0.4));
}

constexpr const char* both = R"(["htd+lda", "logcov+lda"])";

}  // namespace

TEST_CASE("armband recordings give the accuracies of an independent measurement") {
    const auto data = test::shared_data("hand22_armband");
    if (!data) return;
    const auto day = run_on("hand16_armband_day", *data, both);
    check_accuracy(day.methods[0], 92.0, 97.8);
    check_accuracy(day.methods[1], 94.9, 99.2);
    const auto days = run_on("hand16_armband_days", *data, both);
    check_accuracy(days.methods[0], 80.2, 85.3);
    check_accuracy(days.methods[1], 86.8, 91.8);
    const auto all_days = run_on("hand22_armband_days", *data, both);
    check_accuracy(all_days.methods[0], 70.8, 77.9);
    check_accuracy(all_days.methods[1], 78.8, 85.4);
    const auto all_day = run_on("hand22_armband_day", *data, both);
    check_accuracy(all_day.methods[0], 85.4, 93.5);
    check_accuracy(all_day.methods[1], 89.8, 97.0);
    CHECK(days.people == 5);
    CHECK(days.splits_sha256 != day.splits_sha256);
}

TEST_CASE("gesture series give the accuracies of an independent measurement, on 30 people") {
    const auto data = test::shared_data("uci_gestures");
    if (!data) return;
    const auto r = run_on("uci_series", *data, both);
    CHECK(r.people == 30);
    check_accuracy(r.methods[0], 94.9, 96.7);
    check_accuracy(r.methods[1], 94.5, 96.8);
    REQUIRE(!r.notes.empty());
    CHECK_THAT(r.notes[0], Catch::Contains("2, 7, 34"));
}

TEST_CASE("the untrained spiking decoder is above its floor on armband recordings") {
    const auto data = test::shared_data("hand22_armband");
    if (!data) return;
    const auto r = run_on("hand16_armband_days", *data, R"(["htd+lda",
        {"name": "spiking", "front_end": {"type": "spiking", "network": {"type": "coincidence"},
         "encoders": [{"type": "send_on_delta", "threshold_relative": 0.25}]}, "classifier": {"type": "lda", "shrinkage": 0.1}}])");
    CHECK(r.methods[1].per_window.mean > 0.86);  // delta counts alone: 0.784 and 0.836
    CHECK(r.methods[1].per_trial.mean > 0.91);
    REQUIRE(r.example);
    CHECK(!r.example->events.empty());
    CHECK(!r.example->spikes.empty());
    REQUIRE(r.card);
    CHECK(r.card->snr_db > 10.0);
    CHECK(r.card->slope_overload == 0.0);
}

TEST_CASE("the decoders of events keep what decision 7 says of them") {
    const auto data = test::shared_data("hand22_armband");
    if (!data) return;
    const auto r = run_on("hand16_armband_days", *data, R"(["logcov+lda",
        {"name": "traces", "front_end": {"type": "traces"}, "classifier": {"type": "qda", "pooling": 0.85, "shrinkage": 0.01}},
        {"name": "traces_200ms", "front_end": {"type": "traces", "memory_ms": 200},
         "classifier": {"type": "qda", "pooling": 0.85, "shrinkage": 0.01}}])");
    check_accuracy(r.methods[1], 89.1, 94.0);
    check_accuracy(r.methods[2], 90.7, 94.3);
    CHECK(r.methods[2].operations.ac < 1000.0);
}

TEST_CASE("events counted in ten parts of a touch name its Braille symbol") {
    const auto data = test::shared_data("braille27");
    if (!data) return;
    const auto r = run_on("braille27", *data, R"(["htd+lda",
        {"name": "relay", "front_end": {"type": "spiking", "network": {"type": "relay"}, "segments": 10,
         "encoders": [{"type": "send_on_delta", "threshold_relative": 0.1}]}, "classifier": {"type": "lda", "shrinkage": 0.1}}])");
    CHECK(r.methods[1].per_trial.mean > 0.99);
}

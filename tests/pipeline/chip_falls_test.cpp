// A trained decoder on chips: each step is computed as what it says, nothing is trained twice, and
// what a chip cannot hold is said.
#include "pipeline/chip_falls.hpp"

#include <catch2/catch.hpp>

#include "pipeline/metrics_json.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;

namespace {

ExperimentParams experiment(const std::string& chips, const std::string& model) {
    return Config::parse(R"({"name": "small", "summary": "a test", "shuffles": 20,
        "data": {"type": "simulated_forearm", "people": 1, "sessions": 2, "repetitions": 2, "trial_s": 0.5, "channels": 4},
        "classes": ["rest", "WF", "WE"],
        "protocol": {"type": "across_sessions", "train_sessions": [1], "test_sessions": [2]},
        "methods": ["rms+lda", {"name": "net", "classifier": {"type": "winner"}, "front_end": {"type": "trained",
          "reading": {"tick_ms": 5}, "rule": {"type": "bptt", "epochs": 8, "learning_rate": 0.01},
          "network": {"type": "layered", "hidden": [24], "delay_ms": 5, "model": )" +
                             model + R"(}}}],
        "chips": [)" + chips +
                             "]}",
                         "test")
        .as<ExperimentParams>();
}

constexpr const char* to_value =
    R"({"type": "cuba_lif", "membrane_ms": 20, "excitatory_ms": 10, "inhibitory_ms": 10})";

}  // namespace

TEST_CASE("a decoder falls chip by chip, from the floats that the method itself has") {
    const Results r = run(
        experiment(R"({"method": "net", "chips": ["loihi", "dynapse2", "xylo_a3"], "devices": 2})",
                   to_value),
        nullptr);
    REQUIRE(r.chips.size() == 3);
    const double floats = r.methods[1].per_window.mean;
    REQUIRE(floats > 0.5);
    for (const ChipFall& fall : r.chips) {
        INFO(fall.chip);
        CHECK(fall.method == "net");
        REQUIRE(!fall.stages.empty());
        CHECK(fall.stages.front().per_window == floats);
    }
    const ChipFall& loihi = r.chips[0];
    CHECK(loihi.refused.empty());
    REQUIRE(loihi.stages.size() == 4);
    CHECK(loihi.stages.back().per_window > floats - 0.15);
    const ChipFall& mixed = r.chips[1];
    REQUIRE(mixed.stages.size() == 4);
    REQUIRE(mixed.stages.back().devices.size() == 2);
    CHECK(mixed.stages.back().per_window ==
          Approx((mixed.stages.back().devices[0] + mixed.stages.back().devices[1]) / 2.0));
    // Xylo resets by subtraction: it cannot hold these neurons.
    CHECK_THAT(r.chips[2].refused, Catch::Contains("subtraction"));
    CHECK(r.chips[2].stages.size() == 1);
    CHECK(metrics_json(r).find("\"refused\": null") != std::string::npos);
}

TEST_CASE("what cannot be carried to a chip is refused before anything runs") {
    const auto refusal = [](const std::string& chips) {
        return message_of([&] { run(experiment(chips, to_value), nullptr); });
    };
    CHECK_THAT(refusal(R"({"method": "nett"})"), Catch::Contains("\"net\""));
    CHECK_THAT(refusal(R"({"method": "rms+lda"})"), Catch::Contains("trains no network"));
    CHECK_THAT(refusal(R"({"method": "net", "chips": ["lohi"]})"), Catch::Contains("loihi"));
    CHECK_THAT(refusal(R"({"method": "net", "devices": 0})"), Catch::Contains("devices"));
}

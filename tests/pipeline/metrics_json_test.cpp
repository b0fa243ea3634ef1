#include "pipeline/metrics_json.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/pipeline/sample_results.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::sample_results;
using Json = nlohmann::json;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::set<std::string> keys(const Json& object) {
    std::set<std::string> names;
    for (const auto& item : object.items()) names.insert(item.key());
    return names;
}

using Keys = std::set<std::string>;

}  // namespace

TEST_CASE("metrics.json has exactly the keys of its schema") {
    const Json j = Json::parse(metrics_json(sample_results()));
    CHECK(j.at("schema") == "efferent.metrics/1");
    CHECK(keys(j) == Keys{"schema", "experiment", "dataset", "protocol", "methods", "comparisons",
                          "friedman_p", "encoder_card", "rate_curve", "chips", "learning", "notes",
                          "resolved_config", "version", "seed"});
    CHECK(keys(j.at("dataset")) ==
          Keys{"name", "people", "classes", "channels", "rate_hz", "simulated"});
    CHECK(keys(j.at("protocol")) == Keys{"name", "window_ms", "increment_ms", "splits_sha256",
                                         "leak_checks", "story", "train_trials", "test_trials",
                                         "chance"});
    CHECK(keys(j.at("protocol").at("leak_checks")) ==
          Keys{"shared_samples", "shuffle_within_chance", "shuffled_accuracy", "chance_interval"});
    REQUIRE(!j.at("methods").empty());
    const Json& method = j.at("methods").at(0);
    CHECK(keys(method) == Keys{"name", "family", "per_window", "per_trial", "balanced_window",
                               "people", "seeds", "seed_sd", "false_activations_per_min",
                               "latency_ms", "footprint_bytes", "parameter_bytes", "state_bytes",
                               "energy_nj", "operations", "units", "confusion"});
    CHECK(keys(method.at("units")) == Keys{"found", "silent"});
    CHECK(keys(method.at("per_trial")) == Keys{"mean", "sd", "ci95"});
    CHECK(keys(method.at("people").at(0)) ==
          Keys{"id", "per_window", "per_trial", "balanced_window"});
    CHECK(keys(method.at("operations")) == Keys{"mac", "ac", "updates", "events_per_s", "dropped",
                                                "connection_sparsity", "activation_sparsity"});
    CHECK(keys(j.at("chips").at(0)) == Keys{"method", "chip", "readout", "stages", "refused"});
    CHECK(keys(j.at("chips").at(0).at("stages").at(0)) ==
          Keys{"stage", "per_window", "per_trial", "devices_per_window", "dropped"});
    CHECK(keys(method.at("energy_nj")) == Keys{"arithmetic", "memory", "total"});
    CHECK(keys(method.at("confusion")) == Keys{"windows", "trials"});
    CHECK(keys(j.at("comparisons").at(0)) == Keys{"a", "b", "per_window_difference", "ci95", "p",
                                                  "per_trial_difference", "per_trial_ci95",
                                                  "trials_only_a", "trials_only_b", "mcnemar_p"});
    CHECK(keys(j.at("rate_curve").at(0)) ==
          Keys{"threshold_factor", "events_per_s_channel", "per_window", "per_trial"});
}

TEST_CASE("every number of metrics.json reads back as it was") {
    const Results r = sample_results();
    const Json j = Json::parse(metrics_json(r));
    REQUIRE(j.at("methods").size() == r.methods.size());
    for (std::size_t m = 0; m < r.methods.size(); ++m) {
        const MethodResult& method = r.methods[m];
        const Json& read = j.at("methods").at(m);
        CHECK(read.at("name") == method.name);
        CHECK(read.at("per_window").at("mean").get<double>() == method.per_window.mean);
        CHECK(read.at("per_window").at("sd").get<double>() == method.per_window.sd);
        CHECK(read.at("per_trial").at("ci95").get<std::vector<double>>() ==
              std::vector{method.per_trial.low, method.per_trial.high});
        CHECK(read.at("latency_ms").get<double>() == *method.latency_ms);
        CHECK(read.at("footprint_bytes").get<double>() ==
              method.footprint.parameters + method.footprint.state);
        CHECK(read.at("state_bytes").get<double>() == method.footprint.state);
        CHECK(read.at("energy_nj").at("total").get<double>() ==
              1e-3 * (method.energy.arithmetic_pj + method.energy.memory_pj));
        CHECK(read.at("operations").at("events_per_s").get<double>() ==
              method.operations.events_per_s);
        REQUIRE(read.at("people").size() == method.people.size());
        for (std::size_t p = 0; p < method.people.size(); ++p)
            CHECK(read.at("people").at(p).at("per_trial").get<double>() ==
                  method.people[p].per_trial);
        std::vector<double> counts;
        for (const Json& row : read.at("confusion").at("windows"))
            for (const Json& count : row) counts.push_back(count.get<double>());
        CHECK(counts == method.confusion_windows.values());
    }
    CHECK(j.at("dataset").at("classes").get<std::vector<std::string>>() == r.classes);
    CHECK(j.at("comparisons").at(0).at("per_window_difference").get<double>() ==
          r.comparisons.front().per_window_difference);
    CHECK(j.at("encoder_card").at("snr_db").get<double>() == r.card->snr_db);
    CHECK(j.at("friedman_p").get<double>() == *r.friedman_p);
    CHECK(j.at("seed") == 7);
    CHECK(j.at("resolved_config").at("split").at("by") == "session");
}

TEST_CASE("what is absent or not a number is null in metrics.json") {
    Results r = sample_results({1, 3, 1, 1, 2, 50, 4});
    r.friedman_p.reset();
    r.card.reset();
    r.resolved_config.clear();
    r.methods[0].latency_ms.reset();
    r.methods[0].false_activations_per_min.reset();
    r.methods[1].per_window = {not_a_number, not_a_number, -std::numeric_limits<double>::infinity(),
                               not_a_number};
    r.methods[1].footprint.state = not_a_number;
    r.methods[1].energy.memory_pj = not_a_number;
    const std::string text = metrics_json(r);
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
    const Json j = Json::parse(text);
    CHECK(j.at("friedman_p").is_null());
    CHECK(j.at("encoder_card").is_null());
    CHECK(j.at("resolved_config").is_null());
    CHECK(j.at("methods").at(0).at("latency_ms").is_null());
    CHECK(j.at("methods").at(0).at("false_activations_per_min").is_null());
    CHECK(j.at("methods").at(1).at("per_window").at("mean").is_null());
    CHECK(j.at("methods").at(1).at("per_window").at("ci95") == Json::array({nullptr, nullptr}));
    CHECK(j.at("methods").at(1).at("footprint_bytes").is_null());
    CHECK(j.at("methods").at(1).at("energy_nj").at("total").is_null());
}

TEST_CASE("metrics.json has the same bytes each time, and a matrix row is one line") {
    const std::string text = metrics_json(sample_results());
    CHECK(text == metrics_json(sample_results()));
    CHECK(text.ends_with("}\n"));
    CHECK(text.find("\"rest\",\"fist\"") != std::string::npos);
}

TEST_CASE(
    "metrics.json refuses a configuration that is no object, and mends names that are no UTF-8") {
    Results r = sample_results();
    r.resolved_config = "[1]";
    CHECK(message_of([&] { (void)metrics_json(r); }) ==
          "metrics.json: resolved_config: must be the text of a JSON object");
    r.resolved_config = "{";
    CHECK(message_of([&] { (void)metrics_json(r); }) ==
          "metrics.json: resolved_config: must be the text of a JSON object");
    r.resolved_config = "{}";
    r.classes[0] = "a\xFF";
    CHECK(Json::parse(metrics_json(r)).at("dataset").at("classes").at(0) == "a\xEF\xBF\xBD");
}

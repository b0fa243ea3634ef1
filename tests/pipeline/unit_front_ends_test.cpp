// Front ends of motor units: what rows are, a readout that learns from fewer discharges too.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "emg/muscle/muscle_run.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/front_end.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

constexpr const char* bank =
    R"({"array_channels": 8, "repetitions": 1, "decomposition": {"high_hz": 1500,
        "decomposition": {"extension": 6, "seeds": 8, "rounds": 3}}})";

/// Three tasks of one muscle each, the last far from any array, two repetitions, 1.5 s; made once.
const emg::Dataset& person() {
    static const emg::Dataset dataset = [] {
        const auto params = Config::parse(
                                R"({"name": "two", "rate_hz": 4096, "jitter_us": 0,
"muscles": [{"name": "A", "units": 8, "fibres_per_mm2": 12, "half_x_mm": 3, "half_y_mm": 3, "half_length_mm": 25},
            {"name": "B", "units": 8, "fibres_per_mm2": 12, "half_x_mm": 3, "half_y_mm": 3, "x_mm": 13, "half_length_mm": 25},
            {"name": "C", "units": 4, "fibres_per_mm2": 12, "half_x_mm": 2, "half_y_mm": 2, "x_mm": 60, "half_length_mm": 25}],
"arrays": [{"name": "left", "contacts": 8}, {"name": "right", "contacts": 8, "x_mm": 13}],
"tasks": [{"name": "a", "muscles": ["A"], "excitation": [1]},
          {"name": "b", "muscles": ["B"], "excitation": [1]},
          {"name": "far", "muscles": ["C"], "excitation": [1]}],
"contraction": {"effort": 0.3, "ramp_s": 0.25, "hold_s": 1.5, "rest_s": 0.25, "repetitions": 2},
"noise": {"background_units": 2}})",
                                "two")
                                .as<emg::MuscleParams>();
        return emg::simulate_plateaus(emg::make_implanted_muscle(params, 0), params);
    }();
    return dataset;
}

Config front_end(const std::string& type) {
    return Config::parse("{\"type\": \"" + type + "\"}", "test").with("bank", bank);
}

/// Of the trial of a task that did not train.
Table rows_of(const Config& config, std::uint64_t seed = 1, std::size_t task = 0) {
    Split split{"person", {}, {}};
    for (std::size_t t = 0; t < person().trials.size(); ++t)
        (person().trials[t].repetition == 1 ? split.train : split.test).push_back(t);
    const auto trials = training_part(person(), split);
    const TrainingSet training{
        .trials = trials, .classes = 3, .microvolts_per_unit = 1.0, .windows = {}, .seed = seed};
    const auto made = make(front_ends(), config);
    made->fit(training, nullptr);
    made->begin();
    Table rows(made->profile().columns);
    made->push(person().signal(person().trials[split.test[task]]), rows);
    return rows;
}

}  // namespace

TEST_CASE("rows of units are roots of the discharges in the window") {
    const Table rows = rows_of(front_end("motor_units"));
    REQUIRE(rows.rows() == 25);
    double all = 0.0;
    for (const double x : rows.values()) {
        CHECK(x * x == Approx(std::round(x * x)).margin(1e-9));
        all += x * x;
    }
    CHECK(all > 25.0);
}

TEST_CASE("a readout learns thinned trials too, which a seed draws") {
    const Config config = front_end("motor_unit_network");
    const Table alone = rows_of(config.with("thinned", "[]"));
    CHECK(rows_of(config.with("thinned", "[]"), 2).values() == alone.values());
    const Table thinned = rows_of(config.with("thinned", "[0.3]"));
    CHECK(thinned.values() != alone.values());
    CHECK(rows_of(config.with("thinned", "[0.3]")).values() == thinned.values());
    CHECK(rows_of(config.with("thinned", "[0.3]"), 2).values() != thinned.values());
    CHECK(!make(front_ends(), config.with("thinned", "[]"))->profile().random);
    CHECK(make(front_ends(), config)->profile().random);
}

TEST_CASE("a task in which no unit discharges is told by the beat of a readout") {
    const auto right = [](const Config& config) {
        const Table rows = rows_of(config, 1, 2);
        std::size_t count = 0;
        for (std::size_t r = 0; r < rows.rows(); ++r)
            count += std::ranges::max_element(rows.row(r)) - rows.row(r).begin() == 2 ? 1U : 0U;
        return count;
    };
    CHECK(right(front_end("motor_unit_network")) == 25);
    CHECK(right(front_end("motor_unit_network").with("beat_hz", "0")) == 0);
}

TEST_CASE("settings of units' front ends that mean nothing are refused") {
    const auto message = [](const Config& config) {
        return test::message_of([&] { (void)make(front_ends(), config); });
    };
    CHECK_THAT(message(front_end("motor_unit_network").with("beat_hz", "501")),
               Catch::Contains("beat_hz") && Catch::Contains("must be from 0 to 500"));
    for (const char* wrong : {"[1]", "[0]", "[0.5, 1.2]"})
        CHECK_THAT(
            message(front_end("motor_unit_network").with("thinned", wrong)),
            Catch::Contains("thinned") && Catch::Contains("must each be above 0 and below 1"));
}

// Each condition: made, decomposed blindly, scored, and the oracle's count beside it.
#include "bench/motor_units/limits.hpp"

#include <iostream>

#include "bench/support/true_trains.hpp"
#include "core/text.hpp"
#include "pipeline/motor_units.hpp"

namespace efferent::bench {
namespace {

struct Condition {
    std::string id, what, key, value;  ///< a setting of the muscle and what it becomes
};

const std::vector<Condition>& conditions() {
    static const std::vector<Condition> all{
        {"as_is", "20 dB, 15 % effort, no drift", "noise.snr_db", "20"},
        {"snr_10", "10 dB", "noise.snr_db", "10"},
        {"snr_5", "5 dB", "noise.snr_db", "5"},
        {"snr_0", "0 dB", "noise.snr_db", "0"},
        {"drift_0.1", "0.1 mm of drift in 11 s", "drift_mm", "0.1"},
        {"drift_0.2", "0.2 mm of drift in 11 s", "drift_mm", "0.2"},
        {"drift_0.5", "0.5 mm of drift in 11 s", "drift_mm", "0.5"},
        {"drift_1", "1 mm of drift in 11 s", "drift_mm", "1"},
        {"jitter_0", "without jitter", "jitter_us", "0"},
        {"jitter_70", "70 us of jitter for 35", "jitter_us", "70"},
        {"effort_5", "5 % effort", "contraction.effort", "0.05"},
        {"effort_30", "30 % effort", "contraction.effort", "0.3"},
        {"effort_50", "50 % effort", "contraction.effort", "0.5"},
        {"effort_80", "80 % effort", "contraction.effort", "0.8"},
    };
    return all;
}

emg::MuscleParams muscle(const Condition& condition, std::size_t seed) {
    const auto compartment = [](const char* name, const char* x) {
        return std::string(R"({"name": ")") + name + R"(", "units": 60, "x_mm": )" + x +
               R"(, "half_x_mm": 3.5, "half_y_mm": 3.5, "fibres_per_mm2": 200})";
    };
    const auto plain = Config::parse(R"({"name": "limits", "seed": )" + std::to_string(seed) +
                                         R"(, "muscles": [)" + compartment("FDS2", "-6") + ", " +
                                         compartment("FDS3", "1.5") + R"(], "arrays": [{"name": "A",
"contacts": 40, "x_mm": -2.5, "z_mm": 15, "tilt_deg": 30, "turn_deg": 10}], "tasks": [{"name":
"both", "muscles": ["FDS2", "FDS3"], "excitation": [1, 1]}], "contraction": {"effort": 0.15,
"effort_spread": 0, "share_spread": 0, "ramp_s": 0.5, "hold_s": 10, "rest_s": 0.5,
"repetitions": 1}})",
                                     "bench motor_units");
    return Config::of(plain.as<emg::MuscleParams>())
        .named("bench motor_units")
        .with(condition.key, condition.value)
        .as<emg::MuscleParams>();
}

struct Counts {
    double active = 0.0, good = 0.0, wrong = 0.0, duplicates = 0.0, oracle = 0.0;
};

void add(Counts& sum, const Condition& condition, std::size_t seed) {
    const emg::MuscleParams params = muscle(condition, seed);
    const emg::MuscleRun run = emg::simulate_run(emg::make_implanted_muscle(params, 0), params, 0);
    Monitor monitor;
    const MotorUnitRun found =
        find_motor_units(run.dataset, {}, motor_unit_preset("intramuscular"), monitor);
    const auto truth = true_trains(run, Hertz{params.rate_hz});
    const TruthCheck check = check_truth(run.dataset, {}, found, truth);
    std::size_t active = 0;
    for (const auto& train : truth) active += train.discharges.empty() ? 0U : 1U;
    std::cerr << condition.id << ", seed " << seed << ": " << active << " active, "
              << check.blind.good << " good, " << check.blind.false_units << " false, "
              << check.blind.duplicates << " duplicates, oracle " << check.oracle_good << std::endl;
    sum.active += static_cast<double>(active);
    sum.good += static_cast<double>(check.blind.good);
    sum.wrong += static_cast<double>(check.blind.false_units);
    sum.duplicates += static_cast<double>(check.blind.duplicates);
    sum.oracle += static_cast<double>(check.oracle_good);
}

}  // namespace

Rows unit_limits(std::size_t seeds) {
    Rows rows;
    for (const Condition& condition : conditions()) {
        if (seeds == 0) break;
        Counts sum;
        for (std::size_t seed = 1; seed <= seeds; ++seed) add(sum, condition, seed);
        const auto mean = [&](double x) { return fixed(x / static_cast<double>(seeds), 1); };
        rows.push_back({"motor_units.limits." + condition.id, sum.good / static_cast<double>(seeds),
                        "units",
                        "units at RoA 0.9 or more of " + mean(sum.active) + " active, " +
                            mean(sum.wrong) + " false, " + mean(sum.duplicates) +
                            " duplicates, oracle " + mean(sum.oracle) + "; blind, simulated, " +
                            condition.what + ", mean over " + std::to_string(seeds) + " seeds"});
    }
    return rows;
}

}  // namespace efferent::bench

// The bench of tasks from motor units: simulated arrays, conventional methods on the same windows,
// and the control in which tasks of several digits recruit no units of their own.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "bench/support/program.hpp"
#include "pipeline/experiment.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    R"(Each person is 400 s of CPU or more; --seeds 1 takes the first two people of ten.

Example:
  ./dev bench tasks_arrays --out results/tasks_arrays.json
  ./dev bench tasks_arrays --seeds 1 --only arrays16)";

constexpr const char* batch = "motor_units+lda";
constexpr const char* readout = "motor_unit_network+winner";
constexpr const char* spiking = "spiking_units+winner";

struct Options {
    std::size_t seeds = 5;
    std::string only;
};

/// With the first so many seeds; without any recruitment of a task's own if it is the control.
ExperimentParams experiment(const std::string& name, std::size_t seeds, double own_recruitment) {
    const auto configs = std::filesystem::path(EFFERENT_BENCH).parent_path() / "configs";
    Config config = Config::load(configs / "experiments" / (name + ".json"));
    Config muscle = Config::load(configs / "muscles/hand16_arrays.json");
    if (own_recruitment == 0.0)
        for (std::size_t task = 0; task < 16; ++task)
            muscle = muscle.with("tasks." + std::to_string(task) + ".own_recruitment", "0");
    std::string list;
    for (std::size_t s = 0; s < seeds; ++s)  // the experiments' own begin with 2
        list += (s == 0 ? "" : ", ") + std::to_string(s + 2);
    return config.with("data.muscle", muscle.dump())
        .with("data.seeds", "[" + list + "]")
        .as<ExperimentParams>();
}

const MethodResult& named(const Results& results, const std::string& name) {
    const auto it = std::ranges::find(results.methods, name, &MethodResult::name);
    if (it == results.methods.end())
        throw Error(Fault::config, results.experiment + ": has no method \"" + name + "\"");
    return *it;
}

double worst(const MethodResult& method) {
    return 100.0 * std::ranges::min(method.people, {}, &PersonResult::per_trial).per_trial;
}

const MethodResult& best_conventional(const Results& results) {
    const MethodResult* best = nullptr;
    for (const MethodResult& m : results.methods)
        if (m.family == "conventional" &&
            (best == nullptr || m.per_trial.mean > best->per_trial.mean))
            best = &m;
    return *best;
}

void print(const Results& results, const std::string& name) {
    for (const MethodResult& m : results.methods) {
        std::cerr << name << ": " << m.name << ", per window " << 100.0 * m.per_window.mean
                  << " %, per trial " << 100.0 * m.per_trial.mean << " %, people";
        for (const PersonResult& p : m.people) std::cerr << ' ' << 100.0 * p.per_trial;
        std::cerr << '\n';
    }
    for (const Comparison& c : results.comparisons)
        std::cerr << name << ": " << c.a << " minus " << c.b << ", per trial "
                  << 100.0 * c.per_trial_difference << " [" << 100.0 * c.trial_low << ", "
                  << 100.0 * c.trial_high << "], McNemar p " << c.mcnemar_p << '\n';
}

Rows measure(const Options& options) {
    const std::string people = ", people: " + std::to_string(2 * options.seeds);
    Rows rows;
    const auto wanted = [&](const std::string& part) {
        return options.only.empty() || options.only == part;
    };
    if (wanted("arrays12")) {
        const Results r = run(experiment("hand12_arrays", options.seeds, 0.4), nullptr);
        print(r, "arrays12");
        rows.push_back({"tasks.arrays12.worst_per_trial", worst(named(r, batch)), "%",
                        std::string(batch) + ", the worst person" + people});
    }
    if (wanted("arrays16")) {
        const Results r = run(experiment("hand16_arrays", options.seeds, 0.4), nullptr);
        print(r, "arrays16");
        rows.push_back({"tasks.arrays16.worst_per_trial", worst(named(r, batch)), "%",
                        std::string(batch) + ", the worst person" + people});
        const MethodResult& best = best_conventional(r);
        rows.push_back(
            {"tasks.arrays16.conventional_best", 100.0 * best.per_trial.mean, "%",
             best.name + ", mean, the best conventional method on the test part" + people});
        rows.push_back(
            {"tasks.arrays16.spiking_worst_per_trial", worst(named(r, spiking)), "%",
             std::string(spiking) + ", spiking from delta events on, the worst person" + people});
        rows.push_back({"tasks.arrays16.readout_worst_per_trial", worst(named(r, readout)), "%",
                        std::string(readout) +
                            ", linear filters and a spiking readout, the worst "
                            "person" +
                            people});
    }
    if (wanted("control")) {
        auto params = experiment("hand16_arrays", options.seeds, 0.0);
        params.methods = {Config::parse("\"motor_units+lda\"", "control"),
                          Config::parse("\"rms+lda\"", "control")};
        const Results r = run(params, nullptr);
        print(r, "control");
        rows.push_back({"tasks.arrays16.control", 100.0 * named(r, batch).per_trial.mean, "%",
                        std::string(batch) +
                            ", mean, tasks of several digits recruit the union of "
                            "the single-digit tasks' units" +
                            people});
    }
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    Options options;
    return run({"tasks_arrays", "Measures tasks from motor units of simulated arrays.", footer,
                [&](CLI::App& app) {
                    app.add_option("--seeds", options.seeds, "so many seeds, two people each")
                        ->capture_default_str()
                        ->check(CLI::Range(1, 5));
                    app.add_option("--only", options.only, "arrays12, arrays16 or control")
                        ->check(CLI::IsMember({"arrays12", "arrays16", "control"}));
                },
                [&] { return measure(options); }},
               argc, argv);
}

// The bench of tasks from motor units: simulated arrays, conventional methods on the same windows,
// and the control in which tasks of several digits recruit no units of their own.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "bench/support/program.hpp"
#include "core/file.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/method.hpp"
#include "pipeline/metrics_json.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    R"(Two people a seed, which take minutes each; the spiking units take the most. Seeds may be run one
by one and pooled, see tools/pool_people.py.

Example:
  ./dev bench tasks_arrays --out results/tasks_arrays.json
  ./dev bench tasks_arrays --seeds 1 --first-seed 3 --only arrays16 --skip spiking_units+winner
  ./dev bench tasks_arrays --seeds 1 --metrics results/arrays/2)";

constexpr const char* batch = "motor_units+lda";
constexpr const char* readout = "motor_unit_network+winner";
constexpr const char* spiking = "spiking_units+winner";

struct Options {
    std::size_t seeds = 5, first_seed = 2;  // the experiments' own begin with 2
    std::size_t people = 2;                 // of each
    std::vector<std::string> only{"arrays12", "arrays16", "control"};
    std::vector<std::string> skipped;
    std::string metrics;

    bool wants(const std::string& part) const {
        return std::ranges::find(only, part) != only.end();
    }
};

/// Without the methods that are skipped.
void skip(ExperimentParams& params, const std::vector<std::string>& skipped) {
    std::vector<Config> kept;
    for (const Config& method : params.methods)
        if (std::ranges::find(skipped, method_from(method).name) == skipped.end())
            kept.push_back(method);
    params.methods = kept;
}

/// Without any recruitment of a task's own if it is the control.
ExperimentParams experiment(const std::string& name, const Options& options,
                            double own_recruitment) {
    const auto configs = std::filesystem::path(EFFERENT_BENCH).parent_path() / "configs";
    Config config = Config::load(configs / "experiments" / (name + ".json"));
    Config muscle = Config::load(configs / "muscles/hand16_arrays.json");
    if (own_recruitment == 0.0)
        for (std::size_t task = 0; task < 16; ++task)
            muscle = muscle.with("tasks." + std::to_string(task) + ".own_recruitment", "0");
    std::string list;
    for (std::size_t s = 0; s < options.seeds; ++s)
        list += (s == 0 ? "" : ", ") + std::to_string(options.first_seed + s);
    auto params = config.with("data.muscle", muscle.dump())
                      .with("data.seeds", "[" + list + "]")
                      .with("data.people", std::to_string(options.people))
                      .as<ExperimentParams>();
    skip(params, options.skipped);
    return params;
}

const MethodResult* best_conventional(const Results& results) {
    const MethodResult* best = nullptr;
    for (const MethodResult& m : results.methods)
        if (m.family == "conventional" &&
            (best == nullptr || m.per_trial.mean > best->per_trial.mean))
            best = &m;
    return best;
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

/// Adds a row if the method was run: its worst person or its mean, in % of trials.
class Measured {
public:
    Measured(const Results& results, const Options& options, const std::string& part, Rows& rows)
        : results_(results),
          people_(", people: " + std::to_string(options.people * options.seeds)),
          rows_(rows) {
        print(results, part);
        if (options.metrics.empty()) return;
        std::filesystem::create_directories(options.metrics);
        write_file(std::filesystem::path(options.metrics) / (part + ".json"),
                   metrics_json(results));
    }
    void worst(const std::string& id, const std::string& method, const std::string& what) {
        const auto it = std::ranges::find(results_.methods, method, &MethodResult::name);
        if (it == results_.methods.end()) return;
        const auto least = std::ranges::min(it->people, {}, &PersonResult::per_trial);
        add(id, least.per_trial, method + what + ", the worst person");
    }
    void mean(const std::string& id, const MethodResult& method, const std::string& what) {
        add(id, method.per_trial.mean, method.name + ", mean" + what);
    }

private:
    void add(const std::string& id, double share, const std::string& what) {
        rows_.push_back({"tasks." + id, 100.0 * share, "%", what + people_});
    }

    const Results& results_;
    std::string people_;
    Rows& rows_;
};

void add_control(const Options& options, Rows& rows) {
    auto params = experiment("hand16_arrays", options, 0.0);
    std::erase_if(params.methods, [](const Config& method) {
        const std::string name = method_from(method).name;
        return name != batch && name != readout && name != "rms+lda";
    });
    const Results results = run(params, nullptr);
    Measured measured(results, options, "control", rows);
    for (const MethodResult& method : results.methods)
        if (method.name == batch)
            measured.mean("arrays16.control", method,
                          ", tasks of several digits recruit the union of the single-digit tasks' "
                          "units");
}

Rows measure(const Options& options) {
    Rows rows;
    std::vector<ExperimentParams> together;
    for (const auto& [part, name] :
         {std::pair{"arrays12", "hand12_arrays"}, {"arrays16", "hand16_arrays"}})
        if (options.wants(part)) together.push_back(experiment(name, options, 0.4));
    for (const Results& results : run_together(together, nullptr)) {
        const bool twelve = results.experiment == "hand12_arrays";
        const std::string part = twelve ? "arrays12" : "arrays16";
        Measured measured(results, options, part, rows);
        measured.worst(part + ".worst_per_trial", batch, "");
        measured.worst(part + ".readout_worst_per_trial", readout,
                       ", linear filters and a spiking readout");
        measured.worst(part + ".spiking_worst_per_trial", spiking,
                       ", spiking from delta events on");
        if (const MethodResult* best = best_conventional(results); best != nullptr)
            measured.mean(part + ".conventional_best", *best,
                          ", the best conventional method on the test part");
    }
    if (options.wants("control")) add_control(options, rows);
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    Options options;
    return run({"tasks_arrays", "Measures tasks from motor units of simulated arrays.", footer,
                [&](CLI::App& app) {
                    app.add_option("--seeds", options.seeds, "so many seeds")
                        ->capture_default_str()
                        ->check(CLI::Range(1, 5));
                    app.add_option("--first-seed", options.first_seed, "the first of them")
                        ->capture_default_str()
                        ->check(CLI::PositiveNumber);
                    app.add_option("--people", options.people, "of each seed")
                        ->capture_default_str()
                        ->check(CLI::Range(1, 2));
                    app.add_option("--only", options.only, "some of arrays12, arrays16, control")
                        ->check(CLI::IsMember({"arrays12", "arrays16", "control"}));
                    app.add_option("--skip", options.skipped, "methods that are not run");
                    app.add_option("--metrics", options.metrics,
                                   "folder for the metrics.json of each part, PART.json");
                },
                [&] { return measure(options); }},
               argc, argv);
}

// The bench of the tasks: how often the chosen spiking decoders are right on recordings, beside the
// best conventional method.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "bench/support/clock.hpp"
#include "bench/support/program.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/method.hpp"

namespace efferent::bench {
namespace {

/// What was chosen inside the training parts: docs/decisions/0007-spiking-decoder.md.
struct Task {
    std::string id;
    std::string experiment;
    std::string recordings;
    std::string spiking;
};
const Task tasks[] = {
    {"hand16_days", "hand16_armband_days", "hand22_armband", "coincidence_200ms+lda"},
    {"hand16_day", "hand16_armband_day", "hand22_armband", "coincidence_200ms+lda"},
    {"hand22_days", "hand22_armband_days", "hand22_armband", "coincidence_200ms+lda"},
    {"uci", "uci_series", "uci_gestures", "coincidence_200ms+lda"},
    {"letters26", "letters26", "letters26", "coincidence_2+lda"},
    {"braille27", "braille27", "braille27", "trained+winner"},
};

constexpr const char* footer =
    R"(Recordings are looked for in FOLDER/hand22_armband, FOLDER/uci_gestures, FOLDER/letters26 and
FOLDER/braille27. Rows of those that are not there say "not at hand".
Exit status: 0 all that is at hand was measured; 1 an experiment failed; 2 wrong command line.

Example:
  ./dev bench tasks --data recordings --out results/tasks.json)";

/// Whose operations and energy stand beside those of the spiking method, where their experiment has
/// them.
struct Comparator {
    std::string id;
    std::string method;
};
const Comparator comparators[] = {{"lda", "logcov+lda"},
                                  {"svm", "htd+logcov+svm"},
                                  {"mlp", "htd+logcov+mlp"},
                                  {"convolutional", "convolutional+winner"}};

/// The experiment with the spiking method of `task` and, if asked for, all conventional ones.
ExperimentParams experiment(const Task& task, const std::filesystem::path& data,
                            bool conventional) {
    const auto file = std::filesystem::path(EFFERENT_BENCH).parent_path() / "configs/experiments" /
                      (task.experiment + ".json");
    Config config = Config::load(file);
    config = config.with("data", R"({"type": "files", "path": ")" + data.string() + "\"}");
    config = config.with("rate_curve", "{}");
    auto params = config.as<ExperimentParams>();
    std::vector<Config> kept;
    for (const Config& text : method_configs(params)) {
        const MethodParams method = method_from(text);
        const bool chosen = method.name == task.spiking;
        // The control is made with a method that is fitted fast.
        if (chosen || method.name == "rms+lda" ||
            (conventional &&
             (method.front_end.type() == "features" || method.front_end.type() == "convolutional")))
            kept.push_back(text);
    }
    params.methods = kept;
    params.shuffles = 5;
    return params;
}

const MethodResult& named(const Results& results, const std::string& name) {
    const auto it = std::ranges::find(results.methods, name, &MethodResult::name);
    if (it == results.methods.end())
        throw Error(Fault::config, results.experiment + ": has no method \"" + name + "\"");
    return *it;
}

double best_of(const Results& results, Summary MethodResult::*figure) {
    double best = 0.0;
    for (const MethodResult& m : results.methods)
        if (m.family == "conventional") best = std::max(best, (m.*figure).mean);
    return best;
}

/// Rows without values, in the order in which they are printed.
Rows rows_of(const Task& task) {
    const std::string id = "tasks." + task.id;
    if (task.id == "braille27")
        return {
            {id + ".accuracy", {}, "%", task.spiking + ": symbols, five folds"},
            {id + ".cpu_s", {}, "s", "CPU time of the experiment, its control included, a fold"},
            {id + ".int4", {}, "%", "the same, trained with 4 bits a weight"},
            {id + ".fan_in_64", {}, "%", "the same, 64 synapses from each place a neuron hears"}};
    Rows rows{{id + ".spiking_window", {}, "%", task.spiking + ": windows"},
              {id + ".spiking_trial", {}, "%", task.spiking + ": trials"},
              {id + ".best_conventional_window",
               {},
               "%",
               "the best of the conventional methods, chosen on the test part: windows"},
              {id + ".best_conventional_trial",
               {},
               "%",
               "the best of the conventional methods, chosen on the test part: trials"}};
    if (task.id != "hand16_days") return rows;
    rows.push_back({id + ".synaptic_operations",
                    {},
                    "additions a decision",
                    task.spiking + ": synaptic deliveries"});
    rows.push_back(
        {id + ".energy_nj.spiking", {}, "nJ", task.spiking + ": energy of a decision, a model"});
    for (const Comparator& c : comparators) {
        rows.push_back({id + ".mac." + c.id, {}, "MAC a decision", c.method});
        rows.push_back({id + ".energy_nj." + c.id, {}, "nJ", c.method + ": energy of a decision"});
    }
    return rows;
}

/// Its accuracy with one setting of the chosen method's front end changed.
double changed(const Task& task, const std::filesystem::path& data, std::string_view key,
               std::string_view value) {
    ExperimentParams params = experiment(task, data, false);
    for (Config& text : params.methods)
        if (method_from(text).name == task.spiking)
            text = text.with("front_end." + std::string(key), value);
    return 100.0 * named(run(params, nullptr), task.spiking).per_trial.mean;
}

void measure(const Task& task, const std::filesystem::path& data, Rows& rows) {
    const bool many = task.id != "braille27";
    const double before = process_seconds();
    const Results results = run(experiment(task, data, many), nullptr);
    const double seconds = process_seconds() - before;
    const MethodResult& spiking = named(results, task.spiking);
    if (!many) {
        rows[0].value = 100.0 * spiking.per_trial.mean;
        rows[1].value = seconds / 5.0;
        rows[2].value =
            changed(task, data, "rule.hardware", R"({"weight_bits": 4, "threshold_bits": 8})");
        rows[3].value = changed(task, data, "network.fan_in", "64");
        return;
    }
    rows[0].value = 100.0 * spiking.per_window.mean;
    rows[1].value = 100.0 * spiking.per_trial.mean;
    rows[2].value = 100.0 * best_of(results, &MethodResult::per_window);
    rows[3].value = 100.0 * best_of(results, &MethodResult::per_trial);
    if (rows.size() <= 4) return;
    rows[4].value = spiking.operations.ac;
    rows[5].value = 1e-3 * spiking.energy.total_pj();
    std::size_t row = 6;
    for (const Comparator& c : comparators) {
        const MethodResult& method = named(results, c.method);
        rows[row++].value = method.operations.mac;
        rows[row++].value = 1e-3 * method.energy.total_pj();
    }
}

Rows measure_all(const std::string& data) {
    Rows all;
    for (const Task& task : tasks) {
        Rows rows = rows_of(task);
        const auto folder = std::filesystem::path(data) / task.recordings;
        if (data.empty() || !std::filesystem::exists(folder)) {
            for (Row& row : rows) row.why = "not at hand";
        } else {
            std::cerr << "tasks: " << task.experiment << '\n';
            try {
                measure(task, folder, rows);
            } catch (const std::exception& e) {
                std::cerr << "tasks: " << task.experiment << " failed: " << e.what() << '\n';
                for (Row& row : rows) row.why = "failed";
            }
        }
        std::ranges::move(rows, std::back_inserter(all));
    }
    return all;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    std::string data;
    return run({"tasks", "Measures decoders on recordings of hand tasks and of touch.", footer,
                [&](CLI::App& app) {
                    app.add_option("--data", data, "folder with the recordings' folders");
                },
                [&] { return measure_all(data); }},
               argc, argv);
}

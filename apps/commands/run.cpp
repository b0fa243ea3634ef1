// efferent run: an experiment from recordings to table, report and metrics.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/command_line.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/terminal.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/metrics_json.hpp"
#include "pipeline/model.hpp"
#include "pipeline/report/report.hpp"
#include "pipeline/table_text.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

std::string timing_json(const std::vector<StageTime>& stages) {
    Json json = Json::object();
    for (const StageTime& s : stages) json[s.stage] = std::round(1e3 * s.seconds) / 1e3;
    return json.dump(2) + "\n";
}

/// Colour on a terminal unless NO_COLOR is set; the terminal's width if it tells.
TableStyle table_style() {
    TableStyle style;
    winsize size{};
    if (::isatty(STDOUT_FILENO) == 0) return style;
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    if (no_color == nullptr || *no_color == '\0') style.colour = Colour::ansi;
    return style;
}

class Run final : public Command {
public:
    using Params = NoParams;
    explicit Run(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "experiment", experiment_, "name (see `efferent describe`) or a .json file");
        option(app, "--data", data_, "file or folder with the recordings");
        option(app, "--out", out_,
               "folder for report.html, metrics.json, experiment.json, timing.json "
               "(default: results/NAME)");
        repeated(app, "--set", changes_,
                 "change a setting (see `efferent describe NAME`): a.b.2.c=value, the value "
                 "in JSON or plain text; may be repeated");
        option(app, "--model", model_,
               "what `efferent train` wrote: its networks instead of training");
        flag(app, "--json", json_, "print metrics.json instead of the table");
        footer(
            app,
            "Example:\n  efferent run hand16_armband_days --data recordings/hand22_armband --set "
            "windows.window_ms=200");
    }

    int run() override {
        const auto params = experiment_settings(experiment_, data_, changes_);
        std::optional<Model> model;
        if (!model_.empty()) model = model_from_json(read_file(model_), model_);
        const OutputFolder folder(out_.empty() ? "results/" + params.name : out_);

        std::string metrics, table;
        std::vector<StageTime> stages;
        {
            TerminalMonitor monitor;
            const Results results = efferent::run(params, model ? &*model : nullptr, &monitor);
            metrics = metrics_json(results);
            table = table_text(results, table_style());
            folder.write("report.html", html_report(results));
            folder.write("metrics.json", metrics);
            folder.write("experiment.json", results.resolved_config + "\n");
            stages = monitor.stages();
        }
        folder.write("timing.json", timing_json(stages));
        if (json_) {
            std::cout << metrics;
            return 0;
        }
        double total = 0.0;
        for (const StageTime& s : stages) total += s.seconds;
        std::cout << table << "\n"
                  << fixed(total, 1)
                  << " s. Report: " << (out_.empty() ? "results/" + params.name : out_)
                  << "/report.html\n";
        return 0;
    }

private:
    std::string experiment_;
    std::string data_;
    std::string out_;
    std::string model_;
    std::vector<std::string> changes_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_run =
    part<Command, Run>("run", "runs an experiment: table, report.html, metrics.json");

}  // namespace efferent::apps

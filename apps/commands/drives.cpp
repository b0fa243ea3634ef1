// efferent drives: groups of motor units by what they do in tasks, and the drive of each group.
#include "pipeline/drives.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/command.hpp"
#include "apps/discharge_origin.hpp"
#include "apps/list_rate.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "core/text.hpp"
#include "decoders/drives/task_file.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "pipeline/report/drive_page.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> names_of(const std::vector<motor_units::Train>& trains) {
    std::vector<std::string> names;
    for (const auto& train : trains) names.push_back(train.unit);
    return names;
}

/// Those whose name is wanted, all if nothing is; Error{config} for a name that none has.
template <class Item, class Name>
std::vector<Item> chosen(std::vector<Item> items, const std::vector<std::string>& wanted,
                         const std::string& what, Name name) {
    std::vector<std::string> known;
    for (const Item& item : items)
        if (std::ranges::find(known, name(item)) == known.end()) known.push_back(name(item));
    for (const std::string& one : wanted)
        if (std::ranges::find(known, one) == known.end())
            throw Error(Fault::config, what + ": " + unknown_name(one, known));
    if (!wanted.empty())
        std::erase_if(items, [&](const Item& item) {
            return std::ranges::find(wanted, name(item)) == wanted.end();
        });
    return items;
}

std::string as_text(const DriveRun& run) {
    std::string text =
        std::to_string(run.trains.size()) + " motor units in " + std::to_string(run.groups.count) +
        (run.groups.count == 1 ? " group" : " groups") + " by their rates in " +
        std::to_string(run.rates.tasks.size()) + " tasks (silhouette " +
        fixed(run.groups.silhouette, 3) + ")" + (run.simulated ? " (simulated)" : "") + "\n\n";
    for (std::size_t g = 0; g < run.groups.count; ++g) {
        std::vector<std::string> units;
        std::vector<double> mean(run.rates.tasks.size());
        for (std::size_t u = 0; u < run.trains.size(); ++u) {
            if (run.groups.of[u] != g) continue;
            units.push_back(run.trains[u].unit);
            for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += run.rates.row(u)[t];
        }
        const auto busiest =
            static_cast<std::size_t>(std::ranges::max_element(mean) - mean.begin());
        text += "  group " + std::to_string(g) + ", fastest in " + run.rates.tasks[busiest] + " (" +
                fixed(mean[busiest] / static_cast<double>(units.size()), 1) +
                " /s): " + listed(units) + "\n";
    }
    if (!run.left_out.empty())
        text += "\nLeft out, with fewer than " + std::to_string(run.settings.min_discharges) +
                " discharges in the tasks: " + listed(names_of(run.left_out)) + "\n";
    return text;
}

std::string groups_tsv(const DriveRun& run) {
    std::string text = "unit_id\tgroup";
    for (const std::string& task : run.rates.tasks) text += "\trate_hz_" + task;
    text += "\n";
    for (std::size_t u = 0; u < run.trains.size(); ++u) {
        text += run.trains[u].unit + "\t" + std::to_string(run.groups.of[u]);
        for (const double hz : run.rates.row(u)) text += "\t" + fixed(hz, 3);
        text += "\n";
    }
    for (const auto& train : run.left_out) {
        text += train.unit + "\tn/a";
        for (std::size_t t = 0; t < run.rates.tasks.size(); ++t) text += "\tn/a";
        text += "\n";
    }
    return text;
}

std::string drives_tsv(const DriveRun& run) {
    std::string text = "time_s";
    for (std::size_t g = 0; g < run.groups.count; ++g) text += "\tgroup_" + std::to_string(g);
    text += "\n";
    for (std::size_t i = 0; i < run.drives.front().size(); ++i) {
        text += exact(seconds(run.start + static_cast<std::int64_t>(i) * run.settings.step));
        for (const auto& drive : run.drives) text += "\t" + fixed(drive[i], 4);
        text += "\n";
    }
    return text;
}

std::string run_json(const DriveRun& run, const std::string& discharges, const std::string& tasks) {
    const Json json = {
        {"discharges", discharges},   {"tasks", tasks},
        {"simulated", run.simulated}, {"settings", Json::parse(Config::of(run.settings).dump())},
        {"units", run.trains.size()}, {"left_out", names_of(run.left_out)},
        {"groups", run.groups.count}, {"silhouette", run.groups.silhouette}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class Drives final : public Command {
public:
    using Params = NoParams;
    explicit Drives(const Params&) {}

    void options(CLI::App& app) override {
        app.add_option("discharges", discharges_,
                       "events.tsv of efferent decompose or muscle, or a list as efferent score "
                       "takes it")
            ->required();
        app.add_option("tasks", tasks_,
                       "BIDS events.tsv whose trial_type names tasks, with onset and duration: "
                       "best the plateaus")
            ->required();
        app.add_option("--unit", only_units_, "only this motor unit; may be repeated")
            ->allow_extra_args(false);
        app.add_option("--task", only_tasks_, "only this task; may be repeated")
            ->allow_extra_args(false);
        app.add_option("--rate-hz", rate_hz_, "samples a second, for a list that gives samples");
        app.add_option("--set", changes_, "a setting: window_ms=200; may be repeated")
            ->allow_extra_args(false);
        app.add_option("--out", out_, "folder for groups.tsv, drives.tsv, drives.html, run.json");
        app.footer(
            "Units of one group become faster in the same tasks. A drive is the discharges of a "
            "group's units together, smoothed by a window in the past.\n\n"
            "Example:\n  efferent decompose recording_emg.bdf --out results/units\n"
            "  efferent drives results/units/events.tsv recording_events.tsv --out results/drives");
    }

    int run() override {
        const auto settings =
            with_changes(Config::of(DriveSettings{}).named("drives"), changes_).as<DriveSettings>();
        std::optional<OutputFolder> folder;
        if (!out_.empty()) folder.emplace(out_);
        const auto trains =
            chosen(motor_units::read_trains(discharges_, list_rate(rate_hz_, {discharges_})),
                   only_units_, "--unit", [](const motor_units::Train& t) { return t.unit; });
        const auto intervals = chosen(drives::read_tasks(tasks_), only_tasks_, "--task",
                                      [](const drives::TaskInterval& i) { return i.task; });
        DriveRun found = find_drives(trains, intervals, settings);
        found.name = std::filesystem::path(discharges_).filename().string();
        found.simulated = are_of_simulated_muscle(discharges_) || are_of_simulated_muscle(tasks_);
        if (folder) {
            folder->write("groups.tsv", groups_tsv(found));
            folder->write("drives.tsv", drives_tsv(found));
            folder->write("drives.html", drive_page(found));
            folder->write("run.json", run_json(found, discharges_, tasks_));
        }
        std::cout << as_text(found);
        if (folder) std::cout << "\nPicture: " << out_ << "/drives.html\n";
        return 0;
    }

private:
    std::string discharges_;
    std::string tasks_;
    std::vector<std::string> only_units_, only_tasks_;
    std::optional<double> rate_hz_;
    std::vector<std::string> changes_;
    std::string out_;
};

}  // namespace

extern constinit const PartInfo<Command> part_drives = part<Command, Drives>(
    "drives", "groups motor units by their tasks, and gives each group's drive");

}  // namespace efferent::apps

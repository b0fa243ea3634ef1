// efferent decompose: a recording to the discharges of its motor units.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/command_line.hpp"
#include "apps/needle_decomposition.hpp"
#include "apps/online_decomposition.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/spiking_decomposition.hpp"
#include "apps/terminal.hpp"
#include "apps/unit_text.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/report/motor_unit_page.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;
using motor_units::MotorUnit;

constexpr const char* absent = "n/a";

std::string variation(const MotorUnit& u) {
    return u.interval_variation ? fixed(*u.interval_variation, 3) : absent;
}

std::string as_text(const MotorUnitRun& run) {
    std::string text = run.name + (run.simulated ? " (simulated)" : "") + ": " +
                       std::to_string(run.result.units.size()) +
                       (run.result.units.size() == 1 ? " motor unit" : " motor units") + " in " +
                       fixed(static_cast<double>(run.length) / run.rate.value, 2) + " s of " +
                       std::to_string(run.channels.size()) + " channels, which explain " +
                       fixed(100.0 * run.result.explained, 1) + " % of the power\n";
    if (!run.dependent.empty())
        text += "Note: " + listed(run.dependent) + (run.dependent.size() == 1 ? " says" : " say") +
                " nothing that the channels before do not say: bridged electrodes, or a common "
                "average taken away.\n";
    if (!run.odd_size.empty()) text += "Note: " + run.odd_size + "\n";
    if (run.result.units.empty()) {
        const auto& p = run.params.decomposition;
        return text + "None of the " + std::to_string(run.result.seeds) +
               " places looked at had a silhouette of " + exact(p.min_silhouette) + " and " +
               std::to_string(p.min_pulses) +
               " discharges. Is the preset the one for these electrodes? A steady contraction of "
               "10 s or more, without channels that are no EMG (--skip-channel), is best.\n";
    }
    text += "\n  unit  discharges  rate /s    CoV    SIL  PNR dB  SIL online\n";
    for (std::size_t i = 0; i < run.result.units.size(); ++i) {
        const MotorUnit& u = run.result.units[i];
        text += cell(std::to_string(i), 6) + cell(std::to_string(u.pulses.size()), 12) +
                cell(fixed(u.rate_hz, 1), 9) + cell(variation(u), 7) +
                cell(fixed(u.silhouette, 3), 7) + cell(fixed(u.pulse_to_noise_db, 1), 8) +
                cell(fixed(u.online.silhouette, 3), 12) + "\n";
    }
    return text;
}

std::string as_text(const TruthCheck& check) {
    const auto& blind = check.blind;
    return "\nTruth: " + std::to_string(blind.true_units) +
           " units discharge here. Blind: " + std::to_string(blind.found) + " found, " +
           std::to_string(blind.good) + " of them at RoA 0.9 or more, " +
           std::to_string(blind.false_units) + " false, " + std::to_string(blind.duplicates) +
           " duplicates.\nOracle, one filter each from the " +
           "true discharges: " + std::to_string(check.oracle_found) + " found, " +
           std::to_string(check.oracle_good) + " of them at RoA 0.9 or more, of which the blind " +
           "search has " + std::to_string(check.both) + ".\n";
}

std::string units_tsv(const MotorUnitRun& run) {
    std::string text =
        "unit_id\tdischarges\trate_hz\tcov_isi\tsilhouette\tpnr_db\tsilhouette_online\n";
    for (std::size_t i = 0; i < run.result.units.size(); ++i) {
        const MotorUnit& u = run.result.units[i];
        text += std::to_string(i) + "\t" + std::to_string(u.pulses.size()) + "\t" +
                fixed(u.rate_hz, 3) + "\t" + variation(u) + "\t" + fixed(u.silhouette, 4) + "\t" +
                fixed(u.pulse_to_noise_db, 2) + "\t" + fixed(u.online.silhouette, 4) + "\n";
    }
    return text;
}

std::string run_json(const MotorUnitRun& run) {
    Json json = {{"recording", run.name},
                 {"simulated", run.simulated},
                 {"rate_hz", run.rate.value},
                 {"first_sample", run.begin},
                 {"samples", run.length},
                 {"channels", run.channels},
                 {"dependent_channels", run.dependent},
                 {"settings", Json::parse(Config::of(run.params).dump())},
                 {"rounds", run.result.rounds},
                 {"seeds", run.result.seeds},
                 {"learned_by_heart", run.result.learned_by_heart},
                 {"fragments", run.result.fragments},
                 {"dropped", run.result.dropped},
                 {"power_explained", run.result.explained},
                 {"units", Json::array()}};
    for (const MotorUnit& u : run.result.units) {
        Json unit = {{"discharges", u.pulses.size()},
                     {"rate_hz", u.rate_hz},
                     {"cov_isi", nullptr},
                     {"silhouette", u.silhouette},
                     {"pnr_db", u.pulse_to_noise_db},
                     {"silhouette_online", u.online.silhouette}};
        if (u.interval_variation) unit["cov_isi"] = *u.interval_variation;
        json["units"].push_back(unit);
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class Decompose final : public Command {
public:
    using Params = NoParams;
    explicit Decompose(const Params&) {}

    void options(CLI::App& app) override {
        app.add_option("recording", path_, "file or folder with one recording")->required();
        app_ = &app;
        search_options(app);
        option(app, "--begin-s", stretch_.begin_s, "where in the recording to begin");
        app.add_option("--length-s", stretch_.length_s,
                       "how much of it; to the end where left out");
        app.add_option("--truth", truth_,
                       "the true discharges, in a format of `efferent score`: says what was found "
                       "and what filters made from the truth could find");
        app.add_option(
            "--out", out_,
            "folder for events.tsv, units.tsv, units.html, run.json, with --preset needle "
            "also features.tsv; with --with for events.tsv and run.json");
        app.add_option("--with", with_,
                       "decompose online, block by block, with the filters or the spiking network "
                       "in this file; they bring their settings");
        stream_options(app);
        app.footer(
            "SIL and PNR are of the source from which the other units were taken away; SIL online "
            "is that of the one filter that a stream can use.\n\n"
            "Example:\n  efferent decompose recordings/iemg15 --length-s 10 --out results/iemg15\n"
            "  efferent decompose recordings/iemg15 --length-s 12 --filters results/filters.json\n"
            "  efferent decompose recordings/iemg15 --begin-s 12 --with results/filters.json\n"
            "  efferent decompose recordings/iemg15 --length-s 12 --spiking results/spiking.json\n"
            "  efferent decompose recordings/iemg15 --begin-s 12 --with results/spiking.json\n"
            "  efferent decompose recordings/iemg15 --begin-s 12 --with results/spiking.json "
            "--chip loihi\n"
            "  efferent decompose needle.hea --preset needle --out results/needle");
    }

    int run() override {
        check_options();
        if (!with_.empty()) {
            decompose_online({path_, with_, stretch_, block_ms_, memory_, adapt_s_, truth_, out_,
                              chip_, traffic_});
            return 0;
        }
        if (preset_ == "needle") {
            decompose_needle({path_, changes_, stretch_, truth_, out_, json_});
            return 0;
        }
        const auto params =
            with_changes(Config::of(motor_unit_preset(preset_)).named(preset_), changes_)
                .as<MotorUnitParams>();
        const auto spiking = with_changes(Config::of(spiking_model_preset(preset_)).named(preset_),
                                          spiking_changes_, "--set-spiking")
                                 .as<SpikingModelParams>();
        std::optional<OutputFolder> folder;
        if (!out_.empty()) folder.emplace(out_);
        if (folder) folder->require_none({"features.tsv"}, "--preset needle");
        for (const std::string& file : {filters_, spiking_})
            if (!file.empty())
                require_writable_folder(std::filesystem::absolute(file).parent_path());
        const emg::Dataset dataset = emg::read_one(path_);
        if (grid_rows_ > dataset.recording.channels().size())
            throw Error(Fault::config, "--grid-rows: " + std::to_string(grid_rows_) +
                                           " are more than the " +
                                           std::to_string(dataset.recording.channels().size()) +
                                           " channels of " + dataset.name);
        if (!spiking_.empty()) require_trainable(spiking, params, dataset.recording.rate());
        std::optional<std::vector<motor_units::Train>> truth;
        if (!truth_.empty()) truth = motor_units::read_truth(truth_, dataset.recording.rate());
        MotorUnitRun run;
        {
            TerminalMonitor monitor;
            run = find_motor_units(dataset, stretch_, params, monitor);
        }
        if (folder) {
            folder->write("events.tsv", motor_units::events_tsv(trains(run), run.rate));
            folder->write("units.tsv", units_tsv(run));
            folder->write("units.html", motor_unit_page(run, grid_rows_));
            folder->write("run.json", run_json(run));
        }
        std::cout << (json_ ? run_json(run) : as_text(run));
        if (truth && !json_) std::cout << as_text(check_truth(dataset, stretch_, run, *truth));
        if (folder && !json_) std::cout << "\nPicture: " << out_ << "/units.html\n";
        if (!filters_.empty()) save_filters(run, filters_);
        if (!spiking_.empty()) save_spiking_units(run, dataset, spiking, spiking_);
        return 0;
    }

private:
    void search_options(CLI::App& app) {
        option(app, "--preset", preset_,
               "settings for these electrodes: intramuscular, surface, or needle (one "
               "channel)");
        repeated(app, "--set", changes_,
                 "a setting, such as high_hz=450 or decomposition.extension=20; may be "
                 "repeated");
        repeated(app, "--skip-channel", stretch_.skip_channels,
                 "a channel to leave out; may be repeated");
        app.add_option("--grid-rows", grid_rows_,
                       "for the picture: channels run down the columns of a grid, so many in "
                       "each (of a simulated grid that is its setting `columns`, its electrodes "
                       "along the limb: 13 for surface_grid); 0: one below the other");
        app.add_flag("--json", json_, "print run.json instead of the table");
        app.add_option("--filters", filters_, "file for the units' filters, which --with takes");
        app.add_option("--spiking", spiking_,
                       "file for a spiking network that finds the units in delta events, "
                       "which --with takes");
        repeated(app, "--set-spiking", spiking_changes_,
                 "a setting of that network, such as decider_synapses=32 or "
                 "encoder.threshold_relative=0.7; may be repeated");
    }

    void stream_options(CLI::App& app) {
        option(app, "--block-ms", block_ms_, "how much comes at once, with --with");
        option(app, "--class-memory", memory_,
               "over how many peaks a unit's threshold follows the signal, "
               "with --with filters; 0: it stays");
        option(app, "--adapt-s", adapt_s_,
               "time over which the filters themselves follow the signal, with "
               "--with filters; 0: they stay");
        app.add_option("--chip", chip_,
                       "run the spiking network in this chip's whole numbers and by its rule: a "
                       "name of `efferent chips`, or a .json file; with --with");
        app.add_flag("--traffic", traffic_,
                     "also write encoder_events.csv and spikes.csv, what went into a spiking "
                     "network and what its neurons did, as `efferent map` takes them; with --with "
                     "and --out");
    }

    /// Refuses the options, if they are given, that mean nothing beside the others.
    void refuse(std::initializer_list<const char*> options, bool here, const char* why) const {
        for (const char* option : options)
            if (here && app_->count(option) > 0)
                throw Error(Fault::config, std::string(option) + ": " + why);
    }

    void check_options() const {
        const bool online = !with_.empty(), needle = preset_ == "needle";
        refuse({"--preset", "--set", "--skip-channel", "--filters", "--spiking", "--set-spiking"},
               online, "not with --with, whose file brings the settings");
        refuse({"--grid-rows", "--json"}, online, "not with --with, which has no such output");
        refuse({"--block-ms", "--class-memory", "--adapt-s"}, !online, "only with --with");
        const bool spiking = online && is_spiking_unit_model(read_file(with_));
        refuse({"--class-memory", "--adapt-s"}, spiking,
               "not with a spiking network, which stays as it was trained; they are for filters");
        refuse({"--chip", "--traffic"}, !spiking, "only with --with and a spiking network");
        refuse({"--traffic"}, out_.empty(), "needs --out, the folder to write to");
        refuse({"--filters", "--spiking", "--set-spiking"}, needle,
               "not with --preset needle, which decomposes whole recordings alone");
        refuse({"--grid-rows"}, needle, "not with --preset needle, which has no grid");
        refuse({"--grid-rows"}, out_.empty(), "only with --out, where the picture is");
        refuse({"--truth"}, json_, "not with --json; use `efferent score --json`");
        refuse({"--filters", "--spiking"}, json_, "not with --json");
        refuse({"--set-spiking"}, spiking_.empty(), "only with --spiking");
        refuse({"--spiking"}, !filters_.empty() && spiking_ == filters_,
               "must be another file than --filters");
    }

    std::string path_;
    std::string preset_ = "intramuscular";
    std::vector<std::string> changes_;
    Stretch stretch_;
    std::string truth_;
    std::string out_;
    std::size_t grid_rows_ = 0;
    bool json_ = false;
    std::string filters_;
    std::string spiking_;
    std::vector<std::string> spiking_changes_;
    std::string with_;
    double block_ms_ = 10.0;
    double memory_ = 100.0;
    double adapt_s_ = 0.0;
    std::string chip_;
    bool traffic_ = false;
    const CLI::App* app_ = nullptr;
};

}  // namespace

extern constinit const PartInfo<Command> part_decompose = part<Command, Decompose>(
    "decompose", "finds the motor units of a recording and their discharges");

}  // namespace efferent::apps

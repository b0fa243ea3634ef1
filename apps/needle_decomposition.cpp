// efferent decompose --preset needle.
#include "apps/needle_decomposition.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/terminal.hpp"
#include "apps/unit_text.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/report/needle_page.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

std::string number(const std::optional<double>& value, int digits) {
    return value ? fixed(*value, digits) : "n/a";
}

std::string as_text(const NeedleRun& run) {
    const std::size_t count = run.result.units.size();
    std::string text = run.name + (run.simulated ? " (simulated)" : "") + ": " +
                       std::to_string(count) + (count == 1 ? " motor unit" : " motor units") +
                       " in " + fixed(static_cast<double>(run.length) / run.rate.value, 2) +
                       " s of one needle channel, which explain " +
                       fixed(100.0 * run.result.explained, 1) + " % of the power\n";
    if (!run.odd_size.empty()) text += "Note: " + run.odd_size + "\n";
    if (count == 0) return text;
    text +=
        "\n  unit  discharges  rate /s    CoV  SNR dB  amplitude uV  duration ms  phases  "
        "turns  size index\n";
    for (std::size_t u = 0; u < count; ++u) {
        const needle::NeedleUnit& unit = run.result.units[u];
        const needle::PotentialFeatures& f = run.features[u];
        text += cell(std::to_string(u), 6) + cell(std::to_string(unit.discharges.size()), 12) +
                cell(fixed(unit.rate_hz, 1), 9) + cell(number(unit.interval_variation, 2), 7) +
                cell(fixed(unit.signal_to_noise_db, 1), 8) + cell(fixed(f.amplitude_uv, 0), 14) +
                cell(fixed(f.duration_ms, 1), 13) + cell(std::to_string(f.phases), 8) +
                cell(std::to_string(f.turns), 7) + cell(fixed(f.size_index, 2), 12) + "\n";
    }
    return text;
}

std::string units_tsv(const NeedleRun& run) {
    std::string text = "unit_id\tdischarges\trate_hz\tcov_isi\tsnr_db\n";
    for (std::size_t u = 0; u < run.result.units.size(); ++u) {
        const needle::NeedleUnit& unit = run.result.units[u];
        text += std::to_string(u) + "\t" + std::to_string(unit.discharges.size()) + "\t" +
                fixed(unit.rate_hz, 3) + "\t" + number(unit.interval_variation, 4) + "\t" +
                fixed(unit.signal_to_noise_db, 2) + "\n";
    }
    return text;
}

std::string features_tsv(const NeedleRun& run) {
    std::string text = "unit_id";
    for (const std::string& name : needle::feature_names()) text += "\t" + name;
    text += "\n";
    for (std::size_t u = 0; u < run.features.size(); ++u) {
        text += std::to_string(u);
        for (const auto& value : needle::feature_values(run.features[u]))
            text += "\t" + number(run.potentials[u] ? value : std::nullopt, 4);
        text += "\n";
    }
    return text;
}

std::string run_json(const NeedleRun& run) {
    Json json = {{"recording", run.name},
                 {"simulated", run.simulated},
                 {"rate_hz", run.rate.value},
                 {"first_sample", run.begin},
                 {"samples", run.length},
                 {"channels", {run.channel}},
                 {"preset", "needle"},
                 {"settings", Json::parse(Config::of(run.settings).dump())},
                 {"rounds", run.result.rounds},
                 {"merged", run.result.merged},
                 {"dropped", run.result.dropped},
                 {"power_explained", run.result.explained},
                 {"noise_uv", run.result.noise},
                 {"units", Json::array()}};
    for (const needle::NeedleUnit& u : run.result.units) {
        Json unit = {{"discharges", u.discharges.size()},
                     {"rate_hz", u.rate_hz},
                     {"cov_isi", nullptr},
                     {"snr_db", u.signal_to_noise_db}};
        if (u.interval_variation) unit["cov_isi"] = *u.interval_variation;
        json["units"].push_back(unit);
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string as_text(const motor_units::Score& score) {
    return "\nTruth: " + std::to_string(score.true_units) +
           " units discharge here. Blind: " + verdicts(score) + ".\n";
}

}  // namespace

void decompose_needle(const NeedleRequest& request) {
    const auto settings =
        with_changes(Config::of(NeedleSettings{}).named("needle"), request.changes)
            .as<NeedleSettings>();
    std::optional<OutputFolder> folder;
    if (!request.out.empty()) folder.emplace(request.out);
    const emg::Dataset dataset = emg::read_one(request.recording);
    std::optional<std::vector<motor_units::Train>> truth;
    if (!request.truth.empty())
        truth = motor_units::read_truth(request.truth, dataset.recording.rate());
    NeedleRun run;
    {
        TerminalMonitor monitor;
        run = find_needle_units(dataset, request.stretch, settings, monitor);
    }
    if (folder) {
        folder->write("events.tsv", motor_units::events_tsv(trains(run), run.rate));
        folder->write("units.tsv", units_tsv(run));
        folder->write("features.tsv", features_tsv(run));
        folder->write("units.html", needle_page(run));
        folder->write("run.json", run_json(run));
    }
    std::cout << (request.json ? run_json(run) : as_text(run));
    if (truth) std::cout << as_text(check_truth(run, *truth));
    if (folder && !request.json) std::cout << "\nPicture: " << request.out << "/units.html\n";
}

}  // namespace efferent::apps

// Runs a stream over a recording, and says what came of it.
#include "apps/online_decomposition.hpp"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/loss_text.hpp"
#include "apps/output_folder.hpp"
#include "apps/spiking_decomposition.hpp"
#include "apps/unit_text.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;
using motor_units::Score;

/// Against the truth: found while streaming, and with the same filters and hindsight.
struct Checked {
    Score online, batch;
};

Checked check(const OnlineRequest& request, const emg::Dataset& dataset,
              const MotorUnitFilters& filters, const StreamRun& run) {
    const Hertz rate = dataset.recording.rate();
    const auto begin = static_cast<std::int64_t>(run.begin);
    const auto truth =
        motor_units::between(motor_units::read_truth(request.truth, rate), sample_time(rate, begin),
                             sample_time(rate, begin + static_cast<std::int64_t>(run.length)));
    return {motor_units::score(run.trains, truth, {}),
            motor_units::score(batch_motor_units(dataset, request.stretch, filters), truth, {})};
}

std::string table(const MotorUnitFilters& filters, const StreamRun& run,
                  const std::optional<Checked>& checked) {
    if (run.trains.empty()) return "";
    std::string text = "\n  unit  discharges  SIL where made";
    if (checked) text += "  RoA online  RoA batch";
    text += "\n";
    for (std::size_t u = 0; u < run.trains.size(); ++u) {
        text += cell(run.trains[u].unit, 6) +
                cell(std::to_string(run.trains[u].discharges.size()), 12) +
                cell(fixed(filters.silhouettes[u], 3), 16);
        if (checked)
            text += cell(fixed(checked->online.units[u].at_roa.rate(), 4), 12) +
                    cell(fixed(checked->batch.units[u].at_roa.rate(), 4), 11);
        text += "\n";
    }
    return text;
}

std::string as_text(const emg::Dataset& dataset, const MotorUnitFilters& filters,
                    const StreamRun& run, const std::optional<Checked>& checked) {
    const double per_s = dataset.recording.rate().value;
    const auto ms = [&](std::size_t samples) {
        return fixed(1e3 * static_cast<double>(samples) / per_s, 2) + " ms";
    };
    const double cpu_ms = run.blocks == 0 ? 0.0 : 1e3 * run.cpu_s / static_cast<double>(run.blocks);
    std::string text =
        dataset.name + (dataset.simulated ? " (simulated)" : "") +
        ", online: " + std::to_string(run.trains.size()) + " filters made from " +
        filters.recording + ", " + fixed(static_cast<double>(run.length) / per_s, 2) + " s of " +
        std::to_string(filters.channels.size()) + " channels in " + std::to_string(run.blocks) +
        " blocks of " + ms(run.block) + " (" + std::to_string(run.block) + " samples)\n" +
        table(filters, run, checked) + "\n" + loss_lines(run, dataset.recording.rate()) +
        "Latency: a discharge is told " + ms(run.latency) +
        " after it, at the end of the block in which this instant lies.\nCPU: " + fixed(cpu_ms, 3) +
        " ms a block, " + fixed(1e3 * run.longest_cpu_s, 3) + " ms for the longest.\n";
    if (checked)
        text += "\nTruth: " + std::to_string(checked->online.true_units) +
                " units discharge here.\nOnline: " + verdicts(checked->online) +
                ".\nThe same filters in batch, classes from the whole stretch: " +
                verdicts(checked->batch) + ".\n";
    return text;
}

std::string run_json(const OnlineRequest& request, const emg::Dataset& dataset,
                     const MotorUnitFilters& filters, const StreamRun& run) {
    const Json json = {{"recording", dataset.name},
                       {"simulated", dataset.simulated},
                       {"rate_hz", dataset.recording.rate().value},
                       {"first_sample", run.begin},
                       {"samples", run.length},
                       {"filters_from", filters.recording},
                       {"units", run.trains.size()},
                       {"block_samples", run.block},
                       {"latency_samples", run.latency},
                       {"class_memory", request.memory},
                       {"adapt_s", request.adapt_s},
                       {"lost", Json::parse(losses_json(run))},
                       {"still_channels", Json::parse(still_json(run))}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

void decompose_online(const OnlineRequest& request) {
    if (!(request.block_ms > 0.0 && request.block_ms <= 60000.0))
        throw Error(Fault::config, "--block-ms: must be above zero and at most 60000, not " +
                                       exact(request.block_ms));
    const std::string file = read_file(request.filters);
    if (is_spiking_unit_model(file)) return decompose_spiking(request, file);
    std::optional<OutputFolder> folder;
    if (!request.out.empty()) folder.emplace(request.out);
    if (folder)
        folder->require_none({"units.tsv", "units.html", "features.tsv"}, "a run without --with");
    const MotorUnitFilters filters = filters_from_json(file, request.filters);
    const emg::Dataset dataset = emg::read_one(request.recording);
    const StreamRun run =
        stream_motor_units(dataset, request.stretch, filters,
                           {Duration{std::llround(request.block_ms * 1e6)}, request.memory,
                            motor_units::AdaptParams{.time_s = request.adapt_s}});
    std::optional<Checked> checked;
    if (!request.truth.empty()) checked = check(request, dataset, filters, run);
    if (folder) {
        folder->write("events.tsv", motor_units::events_tsv(run.trains, dataset.recording.rate()));
        folder->write("run.json", run_json(request, dataset, filters, run));
    }
    std::cout << as_text(dataset, filters, run, checked);
}

void save_filters(const MotorUnitRun& run, const std::string& path) {
    const MotorUnitFilters filters = online_filters(run);
    const std::size_t kept = filters.filters.units.size(), all = run.result.units.size();
    if (kept == 0)
        throw Error(Fault::format,
                    path + ": is not written, since there is no filter to save: " +
                        (all == 0 ? "no motor unit was found"
                                  : "none of the units found has a silhouette online of " +
                                        exact(run.params.decomposition.min_silhouette)));
    write_file(path, filters_json(filters));
    std::cout << "\nFilters: " << path << ", " << kept << " of " << all << " units"
              << (kept == all ? ""
                              : "; the others have a silhouette online below " +
                                    exact(run.params.decomposition.min_silhouette))
              << "\n";
}

}  // namespace efferent::apps

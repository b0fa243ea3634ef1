// Trains spiking units, runs them over a recording, and says what came of it.
#include "apps/spiking_decomposition.hpp"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/event_file.hpp"
#include "apps/loss_text.hpp"
#include "apps/output_folder.hpp"
#include "apps/spike_file.hpp"
#include "apps/terminal.hpp"
#include "apps/unit_text.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;
using motor_units::Score;

std::string count(double value) { return std::to_string(std::llround(value)); }

/// "12 neurons, 384 synapses (32 a unit)"
std::string size_of(const SpikingUnits& units) {
    return std::to_string(units.network.neurons()) + " neurons, " +
           count(units.network.synapses()) + " synapses (" +
           fixed(units.network.synapses() / static_cast<double>(units.units.size()), 1) +
           " a unit)";
}

std::string table(const SpikingUnitModel& model, const SpikingStreamRun& run,
                  const std::optional<Score>& checked) {
    std::string text = "\n  unit  discharges  RoA where trained";
    if (checked) text += "  RoA here";
    text += "\n";
    for (std::size_t u = 0; u < run.stream.trains.size(); ++u) {
        text += cell(run.stream.trains[u].unit, 6) +
                cell(std::to_string(run.stream.trains[u].discharges.size()), 12) +
                cell(fixed(model.units.units[u].agreement, 4), 19);
        if (checked) text += cell(fixed(checked->units[u].at_roa.rate(), 4), 10);
        text += "\n";
    }
    return text;
}

std::string as_text(const emg::Dataset& dataset, const SpikingUnitModel& model,
                    const SpikingStreamRun& run, const std::optional<Score>& checked,
                    const std::string& chip) {
    const StreamRun& stream = run.stream;
    const double rate = model.units.rate.value;
    const double seconds = static_cast<double>(stream.length) / rate;
    const auto ms = [&](std::size_t samples) {
        return fixed(1e3 * static_cast<double>(samples) / rate, 2) + " ms";
    };
    const double cpu_ms =
        stream.blocks == 0 ? 0.0 : 1e3 * stream.cpu_s / static_cast<double>(stream.blocks);
    std::string text =
        dataset.name + (dataset.simulated ? " (simulated)" : "") +
        ", spiking: " + std::to_string(stream.trains.size()) + " units from " +
        model.source.recording + " (" + size_of(model.units) + "), " + fixed(seconds, 2) +
        " s of " + std::to_string(model.source.channels.size()) + " channels in " +
        std::to_string(stream.blocks) + " blocks of " + ms(stream.block) + " (" +
        std::to_string(stream.block) + " samples)" +
        (chip.empty() ? "" : ", in the whole numbers of " + chip) + "\n" +
        table(model, run, checked) + "\nEvents: " + fixed(run.events_per_s_channel, 1) +
        " a second and channel; " + count(static_cast<double>(run.cost.deliveries) / seconds) +
        " synaptic operations a second.\n" + loss_lines(stream, model.units.rate) +
        "Latency: a discharge is told at most " + ms(stream.latency) +
        " after it, at the end of the block in which this instant lies.\nCPU: " + fixed(cpu_ms, 3) +
        " ms a block, " + fixed(1e3 * stream.longest_cpu_s, 3) + " ms for the longest.\n";
    if (checked)
        text += "\nTruth: " + std::to_string(checked->true_units) +
                " units discharge here.\nSpiking: " + verdicts(*checked) + ".\n";
    return text;
}

std::string run_json(const OnlineRequest& request, const emg::Dataset& dataset,
                     const SpikingUnitModel& model, const SpikingStreamRun& run) {
    const Json json = {{"recording", dataset.name},
                       {"simulated", dataset.simulated},
                       {"rate_hz", dataset.recording.rate().value},
                       {"first_sample", run.stream.begin},
                       {"samples", run.stream.length},
                       {"network_from", model.source.recording},
                       {"chip", request.chip},
                       {"units", run.stream.trains.size()},
                       {"neurons", model.units.network.neurons()},
                       {"synapses", model.units.network.synapses()},
                       {"block_samples", run.stream.block},
                       {"latency_samples", run.stream.latency},
                       {"events", run.events},
                       {"events_per_s_channel", run.events_per_s_channel},
                       {"deliveries", run.cost.deliveries},
                       {"block_ms", request.block_ms},
                       {"lost", Json::parse(losses_json(run.stream))},
                       {"still_channels", Json::parse(still_json(run.stream))}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

void decompose_spiking(const OnlineRequest& request, std::string_view text) {
    std::optional<OutputFolder> folder;
    if (!request.out.empty()) folder.emplace(request.out);
    if (folder)
        folder->require_none({"units.tsv", "units.html", "features.tsv"}, "a run without --with");
    const SpikingUnitModel model = spiking_unit_model_from_json(text, request.filters);
    const emg::Dataset dataset = emg::read_one(request.recording);
    const Hertz rate = dataset.recording.rate();
    const Config backend =
        request.chip.empty() ? Config{} : chip_backend(model.units, request.chip);
    const SpikingStreamRun run = stream_spiking_units(
        dataset, request.stretch, model,
        {Duration{std::llround(request.block_ms * 1e6)}, backend, request.traffic});
    std::optional<Score> checked;
    if (!request.truth.empty()) {
        const auto begin = static_cast<std::int64_t>(run.stream.begin);
        const auto end = begin + static_cast<std::int64_t>(run.stream.length);
        checked = motor_units::score(
            run.stream.trains,
            motor_units::between(motor_units::read_truth(request.truth, rate),
                                 sample_time(rate, begin), sample_time(rate, end)),
            {});
    }
    if (folder) {
        folder->write("events.tsv", motor_units::events_tsv(run.stream.trains, rate));
        folder->write("run.json", run_json(request, dataset, model, run));
        if (request.traffic) {
            folder->write("encoder_events.csv", events_csv(run.sent));
            folder->write("spikes.csv", spikes_csv(model.units.network, run.spikes));
        }
    }
    std::cout << as_text(dataset, model, run, checked, request.chip);
}

void save_spiking_units(const MotorUnitRun& run, const emg::Dataset& dataset,
                        const SpikingModelParams& params, const std::string& path) {
    TerminalMonitor monitor;
    const SpikingUnitModel model = spiking_unit_model(run, dataset, params, monitor);
    write_file(path, model_json(model));
    const std::size_t kept = model.units.units.size();
    std::cout << "\nSpiking: " << path << ", " << kept << " of " << model.known << " units"
              << (params.from == "events" ? " found blindly in the events alone, not those above"
                                          : "")
              << ", " << size_of(model.units);
    if (kept != model.known)
        std::cout << "; the others have fewer than " << params.min_discharges
                  << " discharges, or a rate of agreement below " << exact(params.min_agreement)
                  << " where they were trained";
    std::cout << "\n\n  unit  RoA where trained\n";
    for (const SpikingUnit& u : model.units.units)
        std::cout << cell(u.name, 6) << cell(fixed(u.agreement, 4), 19) << "\n";
}

}  // namespace efferent::apps

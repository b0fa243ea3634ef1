// One recording after the other: units, false units, CPU time; filters on what comes after.
#include "bench/motor_units/batch.hpp"

#include <algorithm>
#include <iostream>

#include "bench/support/clock.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/motor_units.hpp"

namespace efferent::bench {
namespace {

std::vector<motor_units::Train> truth_of(const std::filesystem::path& folder,
                                         const emg::Dataset& dataset, Stretch stretch) {
    const auto at = [](double s) { return Time{Duration{std::llround(s * 1e9)}}; };
    return motor_units::between(
        motor_units::read_trains(folder / "discharges.csv", dataset.recording.rate()),
        at(stretch.begin_s), at(stretch.begin_s + stretch.length_s.value()));
}

std::string sentence(const motor_units::Score& s) {
    return std::to_string(s.found) + " of " + std::to_string(s.true_units) + " found, " +
           std::to_string(s.duplicates) + " duplicates";
}

void add_batch(Rows& rows, const std::string& id, const std::filesystem::path& folder,
               const char* preset, double length_s) {
    const std::string prefix = "motor_units." + id + ".";
    const std::string what = "blind, preset " + std::string(preset) + ", first " + exact(length_s) +
                             " s of simulated " + id;
    if (!std::filesystem::exists(folder)) {
        for (const char* row : {"units", "false_units", "cpu_s"})
            rows.push_back({prefix + row, std::nullopt, "", what, "absent: " + id});
        return;
    }
    const emg::Dataset dataset = emg::read(folder.string());
    const Stretch stretch{0.0, length_s, {}};
    Monitor monitor;
    const double begin = process_seconds();
    const MotorUnitRun run = find_motor_units(dataset, stretch, motor_unit_preset(preset), monitor);
    const double cpu = process_seconds() - begin;
    const auto score = motor_units::score(trains(run), truth_of(folder, dataset, stretch), {});
    rows.push_back({prefix + "units", static_cast<double>(score.good), "",
                    "units at RoA 0.9 or more, " + sentence(score) + "; " + what});
    rows.push_back({prefix + "false_units", static_cast<double>(score.false_units), "",
                    "units below RoA 0.3 with every true one; " + what});
    rows.push_back({prefix + "cpu_s", cpu, "s", "CPU time without reading the file; " + what});
}

void add_online(Rows& rows, const std::filesystem::path& folder) {
    const std::string id = "motor_units.online.roa_loss";
    const std::string what =
        "points of rate of agreement that filters lose online against the same filters in batch, "
        "mean over their units; the next 9 s after 12 s of simulated iemg15";
    if (!std::filesystem::exists(folder)) {
        rows.push_back({id, std::nullopt, "points", what, "absent: iemg15"});
        return;
    }
    const emg::Dataset dataset = emg::read(folder.string());
    Monitor monitor;
    const MotorUnitRun run =
        find_motor_units(dataset, {0.0, 12.0, {}}, motor_unit_preset("intramuscular"), monitor);
    const MotorUnitFilters filters = online_filters(run);
    const Stretch next{12.0, 9.0, {}};
    const auto truth = truth_of(folder, dataset, next);
    const StreamRun online = stream_motor_units(dataset, next, filters, {});
    const auto a = motor_units::score(online.trains, truth, {});
    const auto b = motor_units::score(batch_motor_units(dataset, next, filters), truth, {});
    double loss = 0.0;
    for (std::size_t u = 0; u < a.units.size(); ++u)
        loss += b.units[u].at_roa.rate() - a.units[u].at_roa.rate();
    rows.push_back({id, 100.0 * loss / static_cast<double>(a.units.size()), "points",
                    std::to_string(a.units.size()) + " filters; " + what});
}

}  // namespace

Rows batch_units(const std::filesystem::path& data) {
    Rows rows;
    add_batch(rows, "iemg15", data / "iemg15", "intramuscular", 10.0);
    add_batch(rows, "semg15", data / "semg15", "surface", 21.0);
    add_online(rows, data / "iemg15");
    return rows;
}

}  // namespace efferent::bench

// Decomposes the first part, trains a network on its discharges, scores it on the rest.
#include "bench/motor_units/spiking.hpp"

#include <algorithm>
#include <iostream>

#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/spiking_unit_model.hpp"

namespace efferent::bench {
namespace {

constexpr double trained_s = 12.0, tested_s = 9.0;

struct Case {
    std::string id;
    std::string recording;
    std::string preset;
    std::vector<std::pair<std::string, std::string>> changes;
    std::string what;
};

/// What became of the units that one filter tells apart, the ones that --filters keeps.
struct Result {
    std::size_t units = 0, perfect = 0, good = 0;
    std::size_t left_out = 0;  ///< of them, counted with a rate of 0
    double roa = 0.0, worst = 1.0;
    double events_per_s_channel = 0.0;
    double synapses = 0.0;
};

/// Of each neuron of the network, by the synapses that end at it.
std::vector<double> fan_in(const snn::Network& network) {
    std::vector<double> count(network.neurons());
    for (const snn::Projection& p : network.projections())
        for (const std::uint32_t target : std::get<snn::Sparse>(p.synapses).targets)
            count[index(network.populations()[p.to].first) + target] += 1.0;
    return count;
}

Result measured(const Case& c, const std::filesystem::path& folder) {
    const emg::Dataset dataset = emg::read(folder.string());
    const Hertz rate = dataset.recording.rate();
    Monitor monitor;
    const Stretch first{0.0, trained_s, {}}, rest{trained_s, tested_s, {}};
    const MotorUnitRun run = find_motor_units(dataset, first, motor_unit_preset(c.preset), monitor);
    Config settings = Config::of(spiking_unit_preset(c.preset));
    for (const auto& [key, value] : c.changes) settings = settings.with(key, value);
    const SpikingUnitModel model =
        spiking_unit_model(run, dataset, settings.as<SpikingUnitParams>());
    const SpikingStreamRun streamed = stream_spiking_units(dataset, rest, model, 10ms);
    const auto end = Time{std::chrono::nanoseconds(std::llround((trained_s + tested_s) * 1e9))};
    const auto truth =
        motor_units::between(motor_units::read_trains(folder / "discharges.csv", rate),
                             Time{std::chrono::nanoseconds(std::llround(trained_s * 1e9))}, end);
    const motor_units::Score score = motor_units::score(streamed.stream.trains, truth, {});
    const std::vector<double> synapses = fan_in(model.units.network);
    Result r;
    r.events_per_s_channel = streamed.events_per_s_channel;
    for (const auto& unit : online_filters(run).filters.units) {
        ++r.units;
        const auto& told = model.units.units;
        const auto at = std::ranges::find(told, unit.name, &SpikingUnit::name);
        double roa = 0.0;
        if (at == told.end()) {
            ++r.left_out;
        } else {
            const auto u = static_cast<std::size_t>(at - told.begin());
            roa = score.units[u].at_roa.rate();
            r.synapses += synapses[u];
            if (synapses.size() > told.size()) r.synapses += synapses[told.size() + u];
        }
        r.roa += roa;
        r.worst = std::min(r.worst, roa);
        r.perfect += roa == 1.0;
        r.good += roa >= 0.9;
        std::cerr << c.id << ": unit " << unit.name << ", RoA " << fixed(roa, 4) << '\n';
    }
    r.roa /= static_cast<double>(r.units);
    r.synapses /= static_cast<double>(r.units - r.left_out);
    return r;
}

void add(Rows& rows, const Case& c, const std::filesystem::path& data) {
    const std::string prefix = "motor_units." + c.id + ".";
    const std::filesystem::path folder = data / c.recording;
    if (!std::filesystem::exists(folder)) {
        for (const char* id : {"roa", "events_per_s_channel", "synapses"})
            rows.push_back({prefix + id, std::nullopt, "", c.what, "absent: " + c.recording});
        return;
    }
    const Result r = measured(c, folder);
    const std::string where = c.what + "; simulated " + c.recording +
                              ", trained on the first 12 s, tested on the next 9 s";
    rows.push_back({prefix + "roa", r.roa, "",
                    "rate of agreement within 0.5 ms, mean over the " + std::to_string(r.units) +
                        " units that --filters keeps: " + std::to_string(r.perfect) + " at 1.00, " +
                        std::to_string(r.good) + " at 0.9 or more, " + std::to_string(r.left_out) +
                        " left out, the worst " + fixed(r.worst, 2) + "; " + where});
    rows.push_back({prefix + "events_per_s_channel", r.events_per_s_channel, "1/s",
                    "events of the encoder in the 9 s tested; " + where});
    rows.push_back({prefix + "synapses", r.synapses, "",
                    "synapses of both neurons of a unit, mean over these units; " + where});
}

}  // namespace

Rows spiking_units(const std::filesystem::path& data) {
    const std::vector<Case> cases{
        {"spiking_iemg", "iemg15", "intramuscular", {}, "preset intramuscular"},
        {"spiking_semg", "semg15", "surface", {}, "preset surface"},
        {"spiking_semg_whitened",
         "semg15",
         "surface",
         {{"whitening", "0.03"}, {"encoder.threshold_relative", "1.5"}},
         "preset surface, whitening 0.03, threshold_relative 1.5"}};
    Rows rows;
    for (const Case& c : cases) add(rows, c, data);
    return rows;
}

}  // namespace efferent::bench

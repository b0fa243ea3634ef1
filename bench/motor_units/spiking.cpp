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
    double whitening = 0.0;
    double threshold = 0.0;  ///< of the encoder, relative
    std::string from = "samples";
    std::string chip{};         ///< in whose whole numbers it is tested, or none
    double refractory_ms = 15;  ///< Loihi has 63 ticks at most
};

struct Recorded {
    std::string recording;
    std::string preset;
    std::vector<Case> cases;
};

/// What became of the units that one filter tells apart, the ones that --filters keeps, or from
/// events of all that were found in them.
struct Result {
    std::size_t units = 0, perfect = 0, good = 0;
    std::size_t false_units = 0;
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

Time at_s(double s) { return Time{std::chrono::nanoseconds(std::llround(s * 1e9))}; }

/// Of a train's discharges, moved by `lag`, with the true ones; without the first and last 50 ms,
/// where action potentials are cut and a lag moves discharges out of what is tested.
double rate_within(const motor_units::Train& found, const motor_units::Train& truth, Duration lag) {
    constexpr double edge_s = 0.05;
    const Time begin = at_s(trained_s + edge_s), end = at_s(trained_s + tested_s - edge_s);
    motor_units::Train moved = found;
    for (Time& t : moved.discharges) t -= lag;
    const auto here = motor_units::between({moved, truth}, begin, end);
    if (here.size() < 2) return 0.0;  // one of them has none
    return motor_units::agree(here[0].discharges, here[1].discharges, {}).rate();
}

std::vector<std::string> asked_for(const Case& c, const MotorUnitRun& run,
                                   const SpikingUnitModel& model) {
    std::vector<std::string> names;
    if (c.from == "events")
        for (std::size_t u = 0; u < model.known; ++u) names.push_back("e" + std::to_string(u));
    else
        for (const auto& unit : online_filters(run).filters.units) names.push_back(unit.name);
    return names;
}

Result measured(const Case& c, const emg::Dataset& dataset, const MotorUnitRun& run,
                const SpikingModelParams& preset, const std::filesystem::path& discharges) {
    const auto settings = Config::of(preset)
                              .with("whitening", exact(c.whitening))
                              .with("from", c.from)
                              .with("refractory_ms", exact(c.refractory_ms))
                              .with("encoder.threshold_relative", exact(c.threshold));
    Monitor monitor;
    const SpikingUnitModel model =
        spiking_unit_model(run, dataset, settings.as<SpikingModelParams>(), monitor);
    const SpikingStreamRun streamed = stream_spiking_units(
        dataset, {trained_s, tested_s, {}}, model,
        {.backend = c.chip.empty() ? Config{} : chip_backend(model.units, c.chip)});
    const auto truth =
        motor_units::between(motor_units::read_trains(discharges, dataset.recording.rate()),
                             at_s(trained_s), at_s(trained_s + tested_s));
    const motor_units::Score score = motor_units::score(streamed.stream.trains, truth, {});
    const std::vector<double> synapses = fan_in(model.units.network);
    const auto& told = model.units.units;
    Result r;
    r.events_per_s_channel = streamed.events_per_s_channel;
    r.false_units = score.false_units;
    for (const std::string& unit : asked_for(c, run, model)) {
        ++r.units;
        const auto at = std::ranges::find(told, unit, &SpikingUnit::name);
        double roa = 0.0;
        if (at == told.end()) {
            ++r.left_out;
        } else {
            const auto u = static_cast<std::size_t>(at - told.begin());
            const motor_units::UnitScore& s = score.units[u];
            if (s.truth)
                roa = rate_within(streamed.stream.trains[u], truth[*s.truth], s.at_roa.lag);
            r.synapses += synapses[u];
            if (synapses.size() > told.size()) r.synapses += synapses[told.size() + u];
        }
        r.roa += roa;
        r.worst = std::min(r.worst, roa);
        r.perfect += roa == 1.0;
        r.good += roa >= 0.9;
        std::cerr << c.id << ": unit " << unit << ", RoA " << fixed(roa, 4) << '\n';
    }
    r.roa /= static_cast<double>(r.units);
    r.synapses /= static_cast<double>(r.units - r.left_out);
    return r;
}

void add(Rows& rows, const Case& c, const std::string& recording, const Result& r) {
    const std::string prefix = "motor_units." + c.id + ".";
    const std::string where =
        "threshold " + fixed(c.threshold, 3) + " SD" +
        (c.whitening > 0.0 ? ", channels whitened (" + exact(c.whitening) + ")" : "") +
        "; simulated " + recording + ", trained on the first 12 s" +
        (c.from == "events" ? " from events alone" : "") + ", tested on the next 9 s" +
        (c.chip.empty() ? "" : " in the whole numbers of " + c.chip);
    rows.push_back({prefix + "roa", r.roa, "",
                    "rate of agreement within 0.5 ms but for the 50 ms at both ends, mean over "
                    "the " +
                        std::to_string(r.units) +
                        (c.from == "events" ? " units found blindly in events alone: "
                                            : " units that --filters keeps: ") +
                        std::to_string(r.perfect) + " at 1.00, " + std::to_string(r.good) +
                        " at 0.9 or more, " + std::to_string(r.left_out) + " left out, the worst " +
                        fixed(r.worst, 2) + "; " + where});
    rows.push_back({prefix + "events_per_s_channel", r.events_per_s_channel, "1/s",
                    "events of the encoder in the 9 s tested; " + where});
    rows.push_back({prefix + "synapses", r.synapses, "",
                    "synapses of both neurons of a unit, mean over these units; " + where});
    if (c.from != "events") return;
    rows.push_back({prefix + "units", static_cast<double>(r.good), "",
                    "units of the network at a rate of agreement of 0.9 or more; " + where});
    rows.push_back({prefix + "false_units", static_cast<double>(r.false_units), "",
                    "units of the network below 0.3 with every true unit; " + where});
}

void add_absent(Rows& rows, const Case& c, const std::string& recording, const std::string& why) {
    std::vector<std::string> ids{".roa", ".events_per_s_channel", ".synapses"};
    if (c.from == "events") ids.insert(ids.end(), {".units", ".false_units"});
    for (const std::string& id : ids)
        rows.push_back({"motor_units." + c.id + id, std::nullopt, "",
                        "spiking network on simulated " + recording, why});
}

void add(Rows& rows, const Recorded& of, const std::filesystem::path& data) {
    const std::filesystem::path folder = data / of.recording;
    if (!std::filesystem::exists(folder)) {
        for (const Case& c : of.cases) add_absent(rows, c, of.recording, "absent: " + of.recording);
        return;
    }
    const emg::Dataset dataset = emg::read(folder.string());
    Monitor monitor;
    const MotorUnitRun run =
        find_motor_units(dataset, {0.0, trained_s, {}}, motor_unit_preset(of.preset), monitor);
    for (const Case& c : of.cases) try {
            add(rows, c, of.recording,
                measured(c, dataset, run, spiking_model_preset(of.preset),
                         folder / "discharges.csv"));
        } catch (const Error& e) {
            if (c.from != "events" || e.fault() != Fault::config) throw;
            add_absent(rows, c, of.recording, e.what());  // no unit at so coarse a threshold
        }
}

}  // namespace

Rows spiking_units(const std::filesystem::path& data, const std::vector<double>& gains) {
    std::vector<Recorded> all{{"iemg15",
                               "intramuscular",
                               {{"spiking_iemg", 0.0, 0.95},
                                {"spiking_iemg_blind", 0.0, 0.95, "events"},
                                {"spiking_iemg_loihi", 0.0, 0.95, "samples", "loihi", 6}}},
                              {"semg15",
                               "surface",
                               {{"spiking_semg", 0.0, 0.55},
                                {"spiking_semg_whitened", 0.03, 1.5},
                                {"spiking_semg_blind", 0.0, 0.55, "events"},
                                {"spiking_semg_whitened_blind", 0.03, 1.5, "events"},
                                {"spiking_semg_loihi", 0.0, 0.55, "samples", "loihi"}}}};
    for (Recorded& of : all) {
        const std::vector<Case> once = of.cases;
        for (const double gain : gains)
            for (const Case& c : once)
                of.cases.push_back({c.id + "_gain_" + exact(gain), c.whitening, c.threshold * gain,
                                    c.from, c.chip, c.refractory_ms});
    }
    Rows rows;
    for (const Recorded& of : all) add(rows, of, data);
    return rows;
}

}  // namespace efferent::bench

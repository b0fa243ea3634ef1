// efferent clinic: a table of motor-unit potential trains from simulated muscles of known
// condition.
#include "pipeline/clinic.hpp"

#include <algorithm>
#include <iostream>

#include "apps/command_line.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/terminal.hpp"
#include "core/text.hpp"

namespace efferent::apps {
namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Medians of the trains of one condition, affected or not.
std::string line(const std::vector<ClinicMuscle>& clinic, emg::Condition condition, bool affected) {
    std::vector<double> amplitude, duration, phases, rate;
    for (const ClinicMuscle& m : clinic)
        for (const ClinicTrain& t : m.trains)
            if (m.condition == condition && t.affected == affected) {
                amplitude.push_back(t.features.amplitude_uv);
                duration.push_back(t.features.duration_ms);
                phases.push_back(static_cast<double>(t.features.phases));
                rate.push_back(t.features.rate_hz.value_or(0.0));
            }
    if (amplitude.empty()) return "";
    const std::string who = std::string(name(condition)) + (affected ? ", affected" : "");
    return "  " + who + ": " + std::to_string(amplitude.size()) + " trains, medians " +
           fixed(median(amplitude), 0) + " uV, " + fixed(median(duration), 1) + " ms, " +
           fixed(median(phases), 0) + " phases, " + fixed(median(rate), 1) + " per s\n";
}

class Clinic final : public Command {
public:
    using Params = NoParams;
    explicit Clinic(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "--out", out_,
                 "folder for instances.csv, trains.tsv and clinic.json, which are replaced");
        option(app, "--settings", settings_, "a .json file of settings, such as clinic.json");
        repeated(app, "--set", changes_, "a setting: muscles=20; may be repeated");
        footer(app,
               "Everything is simulated. instances.csv has a line for each motor-unit potential "
               "train: bag (muscle), label (its condition), truth (the unit's own), simulated "
               "(yes), features.\n\n"
               "Example:\n  efferent clinic --out results/clinic");
    }

    int run() override {
        const Config base = settings_.empty() ? Config::of(ClinicParams{}).named("clinic")
                                              : Config::load(settings_);
        const auto params = with_changes(base, changes_).as<ClinicParams>();
        const OutputFolder folder(out_);
        std::vector<ClinicMuscle> clinic;
        {
            TerminalMonitor monitor;
            clinic = simulate_clinic(params, monitor);
        }
        folder.write("instances.csv", instances_csv(clinic));
        folder.write("trains.tsv", trains_tsv(clinic));
        folder.write("clinic.json", Config::of(params).dump() + "\n");
        std::size_t trains = 0;
        for (const ClinicMuscle& m : clinic) trains += m.trains.size();
        std::cout << std::to_string(clinic.size()) + " simulated muscles, " +
                         std::to_string(trains) + " motor-unit potential trains\n";
        using enum emg::Condition;
        for (const emg::Condition c : {normal, myopathic, neurogenic})
            for (const bool affected : {false, true}) std::cout << line(clinic, c, affected);
        return 0;
    }

private:
    std::string out_, settings_;
    std::vector<std::string> changes_;
};

}  // namespace

extern constinit const PartInfo<Command> part_clinic = part<Command, Clinic>(
    "clinic", "simulates muscles of known condition and the motor-unit trains a needle meets");

}  // namespace efferent::apps

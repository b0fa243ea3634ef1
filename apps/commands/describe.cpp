// efferent describe: what there is, what a part can be told, what a data set holds.
#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/manual.hpp"
#include "apps/output_folder.hpp"
#include "core/text.hpp"
#include "emg/reader.hpp"
#include "pipeline/experiment.hpp"

namespace efferent::apps {
namespace {

std::string list_of_everything() {
    std::string text = overview() + "\nExperiments:\n";
    for (const BuiltIn& experiment : built_in_experiments()) {
        const auto params =
            Config::parse(experiment.text, std::string(experiment.name)).as<ExperimentParams>();
        text += "  " + params.name + ": " + params.summary + "\n";
    }
    text += "\nNetworks:\n";
    for (const BuiltIn& network : built_in_networks())
        text += "  " + std::string(network.name) + ": efferent simulate " +
                std::string(network.name) + "\n";
    text += "\nMuscles:\n";
    for (const BuiltIn& muscle : built_in_muscles())
        text += "  " + std::string(muscle.name) + ": efferent muscle " + std::string(muscle.name) +
                " --out FOLDER\n";
    return text +
           "\nefferent describe NAME tells more of a part or an experiment; of a file or folder, "
           "what it holds.\n";
}

struct Counts {
    std::map<std::int64_t, std::size_t> people, sessions, repetitions;
    std::int64_t shortest = INT64_MAX, longest = 0;
};

Counts count(const emg::Dataset& dataset) {
    Counts c;
    for (const emg::Trial& t : dataset.trials) {
        ++c.people[t.subject], ++c.sessions[t.session], ++c.repetitions[t.repetition];
        c.shortest = std::min(c.shortest, t.length);
        c.longest = std::max(c.longest, t.length);
    }
    return c;
}

std::string as_text(const emg::Dataset& d) {
    const auto& r = d.recording;
    const double rate = r.rate().value;
    const auto ms = [&](std::int64_t samples) {
        return fixed(1e3 * static_cast<double>(samples) / rate, 0) + " ms";
    };
    std::string text = d.name + (d.simulated ? " (simulated)" : "") + "\n";
    text +=
        "  signal      " + std::to_string(r.channels().size()) +
        (r.channels().size() == 1 ? " channel at " : " channels at ") + exact(rate) + " Hz, " +
        fixed(static_cast<double>(r.length()) / rate, 1) + " s, unit " + r.unit().name +
        (r.unit().microvolts > 0.0 ? "" : " (no size in microvolts: thresholds must be relative)") +
        "\n";
    if (!d.trials.empty()) {
        const Counts c = count(d);
        text += "  trials      " + std::to_string(d.trials.size()) + " of " +
                std::to_string(d.classes.size()) + " classes, " + ms(c.shortest) + " to " +
                ms(c.longest) + "\n";
        text += "  people      " + std::to_string(c.people.size()) + ", session numbers " +
                std::to_string(c.sessions.size()) + ", repetition numbers " +
                std::to_string(c.repetitions.size()) + "\n";
        std::string classes;
        for (const auto& name : d.classes) classes += (classes.empty() ? "" : " ") + name;
        text += "  classes     " + classes + "\n";
    }
    if (!d.licence.empty()) text += "  licence     " + d.licence + "\n";
    if (!d.source.empty()) text += "  source      " + d.source + "\n";
    return text;
}

std::string as_json(const emg::Dataset& d) {
    using Json = nlohmann::ordered_json;
    const Json json = {{"name", d.name},
                       {"simulated", d.simulated},
                       {"channels", d.recording.channels().size()},
                       {"rate_hz", d.recording.rate().value},
                       {"samples", d.recording.length()},
                       {"unit", d.recording.unit().name},
                       {"trials", d.trials.size()},
                       {"people", count(d).people.size()},
                       {"classes", d.classes}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class Describe final : public Command {
public:
    using Params = NoParams;
    explicit Describe(const Params&) {}

    void options(CLI::App& app) override {
        option(app, "what", what_,
               "a part, an experiment, or a file or folder with recordings; nothing: all there is");
        flag(app, "--json", json_, "as JSON (recordings and experiments)");
        option(app, "--write-reference", reference_, "write the reference manual into this folder");
        footer(app,
               "Example:\n  efferent describe send_on_delta\n  efferent describe "
               "recordings/hand22_armband --json");
    }

    int run() override {
        if (!reference_.empty()) return write_reference();
        if (what_.empty()) {
            std::cout << list_of_everything();
            return 0;
        }
        if (const auto part = about_part(what_)) {
            std::cout << *part;
            return 0;
        }
        if (is_built_in(what_)) return describe_experiment();
        if (what_.ends_with(".json") && std::filesystem::exists(what_) && !emg::recognised(what_))
            return describe_experiment();
        if (!std::filesystem::exists(what_))
            throw Error(Fault::config, "\"" + what_ +
                                           "\" is no part, no experiment and no file; `efferent "
                                           "describe` lists what there is");
        const emg::Dataset dataset = emg::read(what_);
        std::cout << (json_ ? as_json(dataset) : as_text(dataset));
        return 0;
    }

private:
    int describe_experiment() const {
        const auto params = find_experiment(what_).as<ExperimentParams>();
        if (!json_) std::cout << params.name << ": " << params.summary << "\n\n";
        std::cout << resolved(params).dump() << "\n";
        return 0;
    }

    int write_reference() const {
        const OutputFolder folder(reference_);
        for (const Page& page : manual()) folder.write(page.name + ".md", page.text);
        return 0;
    }

    std::string what_;
    std::string reference_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_describe =
    part<Command, Describe>("describe", "tells of parts, experiments and recordings");

}  // namespace efferent::apps

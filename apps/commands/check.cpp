// efferent check: is this recording or experiment sound, before hours go into it?
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "emg/quality.hpp"
#include "emg/reader.hpp"
#include "pipeline/experiment.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word(emg::Severity severity) {
    return severity == emg::Severity::warning ? "warning" : "note";
}

std::string as_json(const std::vector<emg::QualityNote>& notes) {
    Json json = {{"readable", true}, {"notes", Json::array()}};
    for (const auto& note : notes)
        json["notes"].push_back(
            {{"id", note.check}, {"severity", word(note.severity)}, {"sentence", note.sentence}});
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class Check final : public Command {
public:
    using Params = NoParams;
    explicit Check(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "what", what_, "a file or folder with recordings, or an experiment");
        flag(app, "--json", json_, "as JSON");
        footer(app,
               "Notes are no errors: the status is 0 unless the file or experiment is unusable.\n\n"
               "Example:\n  efferent check recordings/hand22_armband");
    }

    int run() override {
        if (is_built_in(what_) || (what_.ends_with(".json") && !emg::recognised(what_)))
            return check_experiment();
        const emg::Dataset dataset = emg::read(what_);
        const auto notes = emg::quality(dataset);
        if (json_) {
            std::cout << as_json(notes);
            return 0;
        }
        for (const auto& note : notes)
            std::cout << word(note.severity) << "  " << note.check << "  " << note.sentence << "\n";
        std::cout << dataset.name << ": readable, " << notes.size()
                  << (notes.size() == 1 ? " note\n" : " notes\n");
        return 0;
    }

private:
    int check_experiment() const {
        const auto params = find_experiment(what_).as<ExperimentParams>();
        (void)resolved(params);
        if (json_)
            std::cout << as_json({});
        else
            std::cout << params.name << ": every setting is known and within its rules\n";
        return 0;
    }

    std::string what_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_check =
    part<Command, Check>("check", "checks recordings or an experiment");

}  // namespace efferent::apps

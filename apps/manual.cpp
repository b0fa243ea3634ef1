#include "apps/manual.hpp"

#include "apps/command_line.hpp"
#include "core/text.hpp"
#include "decoders/bags/method.hpp"
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/feature.hpp"
#include "emg/filter.hpp"
#include "emg/muscle/forearm.hpp"
#include "emg/muscle/muscle_params.hpp"
#include "emg/reader.hpp"
#include "encoders/encoder.hpp"
#include "hw/backends.hpp"
#include "hw/chip.hpp"
#include "hw/map/partition.hpp"
#include "pipeline/clinic.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/method.hpp"
#include "pipeline/needle_units.hpp"
#include "pipeline/protocol.hpp"
#include "snn/design.hpp"
#include "snn/dynamics.hpp"
#include "snn/learning/rule.hpp"
#include "snn/source.hpp"

namespace efferent::apps {

namespace {

/// Writes a Markdown table of the fields, then the rules.
class ManualWriter final : public Fields {
public:
    void require(bool, std::string_view key, std::string_view rule) override {
        const std::string line =
            "- `" + prefix_ + std::string(key) + "` " + std::string(rule) + "\n";
        if (rules_.find(line) == std::string::npos) rules_ += line;
    }
    std::string text() const {
        if (rows_.empty()) return "No settings.\n";
        return "| setting | default | meaning |\n|---|---|---|\n" + rows_ +
               (rules_.empty() ? "" : "\n" + rules_);
    }

protected:
    void field(std::string_view key, Slot slot, std::string_view help) override {
        std::string value;
        std::visit([&](auto* v) { value = default_of(key, *v); }, slot);
        rows_ += "| `" + prefix_ + std::string(key) + "` | " + value + " | " + std::string(help) +
                 " |\n";
    }
    void group(std::string_view key, std::string_view help,
               const std::function<void(Fields&)>& members) override {
        rows_ += "| `" + prefix_ + std::string(key) + "` | | " + std::string(help) + ": |\n";
        const std::string outer = prefix_;
        prefix_ += std::string(key) + ".";
        members(*this);
        prefix_ = outer;
    }

private:
    /// Lets the JSON writer say it, so that the manual shows just what a configuration would.
    template <class T>
    static std::string default_of(std::string_view key, T& value) {
        const auto text = Config::of(Single<T>{key, &value}).dump(-1);
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos) return "none";
        const std::string shown = text.substr(colon + 1, text.size() - colon - 2);
        return shown == "\"\"" || shown == "null" ? "none" : "`" + shown + "`";
    }
    template <class T>
    struct Single {
        std::string_view key;
        T* value;
        friend void describe(Fields& f, Single& s) { f(s.key, *s.value, ""); }
    };

    std::string prefix_, rows_, rules_;
};

template <class Interface>
std::string section(const PartInfo<Interface>& info) {
    ManualWriter writer;
    info.document(writer);
    return "## " + std::string(info.name) + "\n\n" + std::string(info.summary) + "\n\n" +
           writer.text() + "\n";
}

template <class Params>
std::string settings() {
    ManualWriter writer;
    Params params;
    describe(writer, params);
    return writer.text() + "\n";
}

/// Calls `see(name, title, parts)` for every kind of part that a configuration can name.
template <class See>
void for_each_kind(const See& see) {
    see("readers", "Readers", emg::readers());
    see("filters", "Filters", emg::filters());
    see("encoders", "Encoders", encoders::encoders());
    see("designs", "Network designs", snn::designs());
    see("rules", "Training rules", snn::rules());
    see("models", "Neuron models", snn::models());
    see("sources", "Spike sources", snn::sources());
    see("backends", "Backends", hw::backends());
    see("partitioners", "Partitioners", hw::partitioners());
    see("features", "Features", decoders::features());
    see("classifiers", "Classifiers", decoders::classifiers());
    see("bag-methods", "Methods on bags", bags::bag_methods());
    see("front-ends", "Front ends", front_ends());
    see("protocols", "Protocols", protocols());
}

Page commands_page() {
    std::string text = "# Command line\n\nWritten from the program; do not edit.\n\n";
    for (const auto* info : commands()) {
        text += "## efferent " + std::string(info->name) + "\n\n```\n" + help_of(*info) + "```\n\n";
    }
    text +=
        "## Exit status\n\n0 done, 1 a defect of the program, 2 wrong command line or setting, 3 a "
        "file cannot be read or "
        "written, 4 a file is not what it claims to be, 5 a network breaks its rules, 6 a network "
        "does not fit, 7 a backend "
        "lacks a feature, 8 training and test data are not separate, 130 stopped by Ctrl-C.\n\n"
        "## Folders of results\n\nA folder of results (`--out`) keeps what is in it, and files of "
        "the same names are replaced: the same command twice leaves what the second wrote. "
        "`efferent "
        "decompose` refuses a folder in which files of another kind of decomposition would stay "
        "beside its own. `efferent muscle`, which makes a data set, wants a new folder.\n";
    return {"commands", text};
}

}  // namespace

std::vector<Page> manual() {
    std::vector<Page> pages;
    for_each_kind([&](const char* name, const char* title, const auto& parts) {
        std::string text =
            "# " + std::string(title) + "\n\nWritten from the parts themselves; do not edit.\n\n";
        for (const auto* info : parts) text += section(*info);
        pages.push_back({name, text});
    });
    pages.push_back(
        {"experiment", "# Experiment files\n\nWritten from the program; do not edit.\n\n" +
                           settings<ExperimentParams>() + "## A method\n\n" +
                           settings<MethodParams>() + "## Data: simulated_forearm\n\n" +
                           settings<emg::ForearmParams>()});
    pages.push_back({"muscle", "# Muscle files\n\nWritten from the program; do not edit.\n\n" +
                                   settings<emg::MuscleParams>() + "## A muscle\n\n" +
                                   settings<emg::CompartmentParams>() + "## An array\n\n" +
                                   settings<emg::ArrayParams>() + "## A grid\n\n" +
                                   settings<emg::GridParams>() + "## A task\n\n" +
                                   settings<emg::TaskParams>()});
    pages.push_back({"needle",
                     "# The preset needle of efferent decompose\n\nWritten from the program; do "
                     "not edit.\n\n" +
                         settings<NeedleSettings>()});
    pages.push_back({"clinic",
                     "# Settings of efferent clinic\n\nWritten from the program; do not "
                     "edit.\n\n" +
                         settings<ClinicParams>()});
    pages.push_back({"chips",
                     "# Chip files\n\nWritten from the program; do not edit. A figure is "
                     "`{\"value\": 128, \"source\": \"where it stands\"}`; one that is left out "
                     "is unknown.\n\n" +
                         settings<hw::Chip>()});
    pages.push_back(commands_page());
    for (Page& page : pages)
        while (page.text.ends_with("\n\n")) page.text.pop_back();
    return pages;
}

std::optional<std::string> about_part(const std::string& name) {
    std::string text;
    for_each_kind([&](const char*, const char*, const auto& parts) {
        for (const auto* info : parts)
            if (info->name == name) text += section(*info);
    });
    if (text.empty()) return std::nullopt;
    return text;
}

std::string overview() {
    std::string text;
    for_each_kind([&](const char*, const char* title, const auto& parts) {
        std::string names;
        for (const auto* info : parts)
            names += (names.empty() ? "" : ", ") + std::string(info->name);
        text += std::string(title) + ": " + names + "\n";
    });
    return text;
}

}  // namespace efferent::apps

// efferent diagnose: judges muscles by the trains of their motor units.
#include <algorithm>
#include <iostream>
#include <optional>

#include "apps/command.hpp"
#include "apps/command_line.hpp"
#include "apps/muscles_to_judge.hpp"
#include "apps/output_folder.hpp"
#include "apps/terminal.hpp"
#include "apps/unit_text.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "decoders/bags/bag_file.hpp"
#include "pipeline/report/diagnosis_page.hpp"

namespace efferent::apps {
namespace {

std::string percent(double p) { return fixed(100.0 * p, 1) + " %"; }

/// The trains that speak the loudest for or against the likeliest class that is not normal.
std::string loudest(const BagModel& model, const BagJudgement& j) {
    std::size_t shown = 1;
    for (std::size_t k = 2; k < model.classes.size(); ++k)
        if (j.probabilities[k] > j.probabilities[shown]) shown = k;
    std::vector<std::size_t> order(j.instances.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto evidence = [&](std::size_t i) { return j.why.evidence.row(i)[shown]; };
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return evidence(a) > evidence(b); });
    std::string text = "    for " + model.classes[shown] + ":";
    for (std::size_t r = 0; r < std::min<std::size_t>(4, order.size()); ++r)
        text += " train " + j.instances[order[r]] + " (" + (evidence(order[r]) > 0.0 ? "+" : "") +
                fixed(evidence(order[r]), 2) + ")";
    return text + "\n";
}

std::string as_text(const BagModel& model, const Diagnosis& diagnosis) {
    std::string text = std::string(no_medical_device) + "\n\n  trains";
    for (const std::string& c : model.classes) text += cell("P(" + c + ")", 15);
    text += "  muscle\n";
    for (const JudgedMuscle& m : diagnosis.muscles) {
        const BagJudgement& j = m.judgement;
        text += cell(std::to_string(j.instances.size()), 8);
        for (const double p : j.probabilities) text += cell(percent(p), 15);
        text += "  " + j.bag + "\n" + loudest(model, j);
        if (!m.silent.empty())
            text += "    left out, having no feature: " + std::to_string(m.silent.size()) + "\n";
    }
    for (const std::string& muscle : diagnosis.without_trains) text += no_diagnosis(muscle) + "\n";
    return text + "\nEvidence is in nats: a train changes the odds against " + model.classes[0] +
           " by e to it.\n";
}

std::string muscles_tsv(const BagModel& model, const Diagnosis& diagnosis) {
    std::string text = "muscle\ttrains";
    for (const std::string& c : model.classes) text += "\tp_" + c;
    text += "\n";
    for (const JudgedMuscle& m : diagnosis.muscles) {
        text += m.judgement.bag + "\t" + std::to_string(m.judgement.instances.size());
        for (const double p : m.judgement.probabilities) text += "\t" + fixed(p, 6);
        text += "\n";
    }
    for (const std::string& muscle : diagnosis.without_trains) {
        text += muscle + "\t0";
        for (std::size_t k = 0; k < model.classes.size(); ++k) text += "\tn/a";
        text += "\n";
    }
    return text;
}

std::string trains_tsv(const BagModel& model, const std::vector<JudgedMuscle>& muscles) {
    std::string text = "muscle\ttrain";
    for (const std::string& c : model.classes) text += "\tp_" + c;
    for (std::size_t k = 1; k < model.classes.size(); ++k) text += "\tevidence_" + model.classes[k];
    text += "\n";
    for (const JudgedMuscle& m : muscles)
        for (std::size_t i = 0; i < m.judgement.instances.size(); ++i) {
            text += m.judgement.bag + "\t" + m.judgement.instances[i];
            for (const double p : m.judgement.why.labels.row(i)) text += "\t" + fixed(p, 6);
            for (std::size_t k = 1; k < model.classes.size(); ++k)
                text += "\t" + fixed(m.judgement.why.evidence.row(i)[k], 6);
            text += "\n";
        }
    return text;
}

class Diagnose final : public Command {
public:
    using Params = NoParams;
    explicit Diagnose(const Params&) {}

    void options(CLI::App& app) override {
        option(app, "source", source_,
               "what to judge: a .csv of trains, a recording of one needle channel, a "
               "features.tsv, or "
               "a folder of these");
        option(app, "--model", model_, "file that --train made");
        option(app, "--train", train_, "a .csv of trains with labels of muscles to learn from");
        option(app, "--out", out_,
               "with --train the file for the model; else a folder for diagnosis.html, "
               "muscles.tsv, trains.tsv");
        option(app, "--method", method_, "with --train: bif or fib");
        option(app, "--normal", normal_, "with --train: the label of normal muscles");
        repeated(app, "--set", changes_,
                 "with --train: a setting that is not to be chosen, such as density=kernel; may be "
                 "repeated");
        footer(app,
               "Research software, not a medical device. Only muscles carry labels; which trains "
               "are affected is learnt. docs/clinical.md says what the figures mean.\n\n"
               "Example:\n  efferent diagnose --train muscles.csv --out model.json\n"
               "  efferent diagnose patient7.hea --model model.json --out results/patient7");
    }

    int run() override {
        if (train_.empty() == model_.empty())
            throw Error(Fault::config,
                        "give either --train with a table to learn from, or --model with a model "
                        "and what to judge");
        return train_.empty() ? judge_source() : train_model();
    }

private:
    int train_model() {
        if (!source_.empty())
            throw Error(Fault::config, source_ + ": not with --train; judge with --model");
        if (out_.empty()) throw Error(Fault::config, "--out: is needed, a file for the model");
        require_writable_folder(std::filesystem::absolute(out_).parent_path());
        std::vector<std::pair<std::string, std::string>> changes;
        for (const std::string& change : changes_) {
            const std::size_t at = change.find('=');
            if (at == std::string::npos)
                throw Error(Fault::config, "--set " + change + ": has no \"=\"");
            changes.emplace_back(change.substr(0, at), change.substr(at + 1));
        }
        const auto table = bags::read_bags(train_, normal_);
        const BagModel model =
            train_bag_model(table,
                            std::filesystem::path(train_).filename().string() +
                                (table.simulated ? " (simulated)" : ""),
                            bag_model_candidates(method_, table.features, changes));
        write_file(out_, bag_model_json(model));
        std::cout << no_medical_device << "\n\n"
                  << out_ << ": learnt from " << table.bags.size() << " muscles with "
                  << table.rows.rows() << " trains; held out one after another, "
                  << model.held_out.right << " of them were decided rightly (settings were chosen "
                  << "on these, so muscles that are new will be fewer)\n"
                  << model.settings.dump(-1) << '\n';
        return 0;
    }

    int judge_source() {
        if (source_.empty()) throw Error(Fault::config, "give what to judge beside --model");
        if (!changes_.empty() || !normal_.empty() || method_ != default_method)
            throw Error(Fault::config,
                        "--set, --normal, --method: only with --train; a model brings its own");
        const BagModel model = bag_model_from_json(read_file(model_), model_);
        std::optional<OutputFolder> folder;
        if (!out_.empty()) folder.emplace(out_);
        Diagnosis diagnosis;
        {
            TerminalMonitor monitor;
            diagnosis = judged_muscles(model, source_, monitor);
        }
        if (folder) {
            folder->write("muscles.tsv", muscles_tsv(model, diagnosis));
            folder->write("trains.tsv", trains_tsv(model, diagnosis.muscles));
            folder->write("diagnosis.html", diagnosis_page(model, diagnosis));
        }
        std::cout << as_text(model, diagnosis);
        if (folder) std::cout << "\nReport: " << out_ << "/diagnosis.html\n";
        std::cout << "The model was trained on " << model.table << ".\n";
        return 0;
    }

    static constexpr const char* default_method = "bif";
    std::string source_, model_, train_, out_, normal_;
    std::string method_ = default_method;
    std::vector<std::string> changes_;
};

}  // namespace

extern constinit const PartInfo<Command> part_diagnose = part<Command, Diagnose>(
    "diagnose", "judges muscles by the trains of their motor units, or learns to");

}  // namespace efferent::apps

// efferent train: the networks of one method of an experiment, into a model file.
#include <iostream>

#include "apps/command_line.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/terminal.hpp"
#include "core/file.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/training.hpp"

namespace efferent::apps {
namespace {

namespace fs = std::filesystem;

/// "epoch 7: loss 0.412, 86.1 % right, validation 84.0 %, 21 Hz; person 1 (1 of 5)".
std::string note_of(const TrainingProgress& p) {
    std::string text = "epoch " + std::to_string(p.epoch.number) + ": loss " +
                       report::decimal(p.epoch.loss, 3) + ", " + report::percent(p.epoch.accuracy) +
                       " % right";
    if (p.epoch.validation_accuracy)
        text += ", validation " + report::percent(*p.epoch.validation_accuracy) + " %";
    return text + ", " + report::decimal(p.epoch.rate_hz, 1) + " Hz; " + p.unit + " (" +
           std::to_string(p.split + 1) + " of " + std::to_string(p.splits) + ")";
}

/// One line for each split.
std::string summary(const Model& model) {
    std::string text;
    for (const ModelSplit& split : model.splits) {
        const snn::Trained& trained = split.learned.trained;
        text += "  " + split.unit + ": " + report::amount(trained.network.synapses()) + " synapses";
        for (const snn::Epoch& epoch : trained.curve) {
            if (epoch.number != trained.best_epoch) continue;
            text += ", epoch " + std::to_string(epoch.number) + " of " +
                    std::to_string(trained.curve.size()) + ", " + report::percent(epoch.accuracy) +
                    " % of training windows right";
            if (epoch.validation_accuracy)
                text += ", validation " + report::percent(*epoch.validation_accuracy) + " %";
        }
        text += "\n";
    }
    return text;
}

class Train final : public Command {
public:
    using Params = NoParams;
    explicit Train(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "experiment", experiment_, "name (see `efferent describe`) or a .json file");
        option(app, "--data", data_, "file or folder with the recordings");
        option(app, "--method", method_,
               "one of the experiment's methods, or a short name such as trained+winner");
        required(app, "--out", out_, "the model file");
        repeated(app, "--set", changes_, "change a setting of the experiment: a.b.2.c=value");
        option(app, "--checkpoint", checkpoint_,
               "written after every epoch, from which --resume goes on");
        flag(app, "--resume", resume_, "go on from the file of --checkpoint");
        footer(
            app,
            "Example:\n  efferent train hand16_armband_days --data recordings/hand22_armband "
            "--method trained+winner --out hand16.model.json --checkpoint hand16.checkpoint.json\n"
            "  efferent run hand16_armband_days --data recordings/hand22_armband --model "
            "hand16.model.json");
    }

    int run() override {
        if (resume_ && checkpoint_.empty())
            throw Error(Fault::config, "--resume: needs the file to go on from, --checkpoint");
        const auto params = experiment_settings(experiment_, data_, changes_);
        require_place(out_);
        if (!checkpoint_.empty()) require_place(checkpoint_);
        TrainingOptions options;
        options.method = method_;
        options.resume_origin = checkpoint_;
        if (resume_) options.resume = read_file(checkpoint_);
        if (!checkpoint_.empty())
            options.save_checkpoint = [this](const std::string& text) {
                write_file(checkpoint_, text);
            };
        Model model;
        {
            TerminalMonitor monitor;
            options.at_epoch = [&](const TrainingProgress& p) { monitor.note(note_of(p)); };
            model = trained(params, options, monitor);
            write_file(out_, model_json(model));
        }
        std::cout << "Trained " << method_ << " for " << params.name << ":\n"
                  << summary(model) << "Model: " << out_ << "\n";
        return 0;
    }

private:
    /// Whoever stops a training that has a checkpoint is told of it.
    Model trained(const ExperimentParams& params, const TrainingOptions& options,
                  Monitor& monitor) const {
        try {
            return train(params, options, &monitor);
        } catch (const Error& e) {
            if (e.fault() != Fault::cancelled || !fs::exists(checkpoint_)) throw;
            throw Error(Fault::cancelled,
                        "stopped on request; the same command with --resume goes "
                        "on from " +
                            checkpoint_);
        }
    }
    /// Where the file is to be must be known to be writable before the work.
    static void require_place(const fs::path& file) {
        if (fs::is_directory(file))
            throw Error(Fault::io, file.string() + ": is a folder, where a file was to be written");
        require_writable_folder(file.has_parent_path() ? file.parent_path() : fs::path("."));
    }

    std::string experiment_;
    std::string data_;
    std::string method_ = "trained+winner";
    std::string out_;
    std::string checkpoint_;
    bool resume_ = false;
    std::vector<std::string> changes_;
};

}  // namespace

extern constinit const PartInfo<Command> part_train =
    part<Command, Train>("train", "trains a method's networks: a model file for `run --model`");

}  // namespace efferent::apps

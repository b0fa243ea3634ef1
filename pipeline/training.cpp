// Trains one method split by split, with checkpoints.
#include "pipeline/training.hpp"

#include "core/text.hpp"
#include "core/version.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/sealed.hpp"

namespace efferent {

namespace {

constexpr std::string_view schema = "efferent.checkpoint/1";

struct CheckpointText {
    ModelHead head;
    std::vector<Config> done;  ///< splits that are trained
    std::string rule;          ///< where the rule is in the next one; empty: at its begin
};

void describe(Fields& field, CheckpointText& c) {
    field("head", c.head, "what is being trained");
    field("done", c.done, "splits that are trained");
    field("rule", c.rule, "the rule's own checkpoint in the next split");
}

/// One split's share of the whole stage.
class Part final : public Monitor {
public:
    Part(Monitor* whole, std::size_t number, std::size_t count)
        : Monitor(whole), whole_(whole), number_(number), count_(count) {}
    void progress(std::string_view, double fraction) override {
        if (whole_ != nullptr)
            whole_->progress("training", (static_cast<double>(number_) + fraction) /
                                             static_cast<double>(count_));
    }

private:
    Monitor* whole_;
    std::size_t number_;
    std::size_t count_;
};

MethodParams trained_method(const ExperimentParams& params, const std::string& name) {
    const auto methods = methods_of(params);
    if (const auto* method = method_named(methods, name)) return *method;
    std::vector<std::string> names;
    for (const auto& m : methods)
        if (m.front_end.type() == "trained") names.push_back(m.name);
    if (name.find('+') == std::string::npos)
        throw Error(Fault::config,
                    "--method: " + unknown_name(name, names) +
                        (names.empty() ? "no trained method in this experiment" : "") +
                        "; or a short name such as trained+winner");
    return method_from(Config::parse("\"" + name + "\"", "--method"));
}

/// What a checkpoint holds of this very training.
CheckpointText resumed(const TrainingOptions& options, const ModelHead& head) {
    if (!options.resume) return {head, {}, {}};
    const std::string& origin = options.resume_origin;
    const Opened file = opened(*options.resume, schema, "checkpoint", origin);
    if (file.version != version)
        throw Error(Fault::config, origin + ": was written by version " + file.version +
                                       ", this is " + std::string(version) +
                                       "; begin anew, without --resume");
    auto text = file.body.as<CheckpointText>();
    require_same(text.head, head, origin);
    return text;
}

/// What the training part of one split teaches.
Learned learned_in(const Split& split, const MethodParams& method, const ExperimentParams& params,
                   const Prepared& prepared, TrainingAids aids, Monitor* monitor) {
    try {
        Method fitted(method, params.filters);
        const auto training = training_part(prepared.dataset, split);
        fitted.learn({.trials = training,
                      .classes = prepared.dataset.classes.size(),
                      .microvolts_per_unit = prepared.dataset.recording.unit().microvolts,
                      .windows = params.windows,
                      .seed = static_cast<std::uint64_t>(params.seed),
                      .aids = std::move(aids)},
                     monitor);
        return *fitted.learned();
    } catch (Error& e) {
        if (e.fault() != Fault::cancelled) e.during(method.name + ", " + split.unit);
        throw;
    }
}

void require_trainable(const MethodParams& method, const ExperimentParams& params) {
    (void)resolved(params);  // a wrong setting anywhere ends the training before the work
    (void)resolved(method);
    if (Method(method, params.filters).learned() == nullptr)
        throw Error(Fault::config, "method \"" + method.name + "\": its front end \"" +
                                       method.front_end.type() +
                                       "\" has no network to train; choose one with the front end "
                                       "\"trained\"");
}

}  // namespace

Model train(const ExperimentParams& params, const TrainingOptions& options, Monitor* monitor) {
    require_one_seed(params, "a model is trained with one seed");
    require_one_part(params, "a model is for one data set");
    const MethodParams method = trained_method(params, options.method);
    require_trainable(method, params);
    const Prepared prepared = prepare(params, 0, monitor);
    Model model{"the model", model_head(params, method, prepared), {}};
    CheckpointText checkpoint = resumed(options, model.head);
    for (const Config& split : checkpoint.done) model.splits.push_back(split_from(split));
    const auto save = [&](std::string rule) {
        checkpoint.rule = std::move(rule);
        if (options.save_checkpoint)
            options.save_checkpoint(sealed(schema, Config::of(checkpoint)));
    };

    const auto& splits = prepared.plan.splits;
    const std::vector<std::size_t> first = first_of_same_training(prepared.plan);
    for (std::size_t i = model.splits.size(); i < splits.size(); ++i) {
        if (first[i] < i) {  // the same training part teaches the same
            model.splits.push_back({splits[i].unit, model.splits[first[i]].learned});
            checkpoint.done.push_back(split_config(model.splits.back()));
            continue;
        }
        Part part(monitor, i, splits.size());
        TrainingAids aids;
        if (!checkpoint.rule.empty()) aids.resume = checkpoint.rule;
        if (options.at_epoch)
            aids.at_epoch = [&](const snn::Epoch& epoch) {
                options.at_epoch({i, splits.size(), splits[i].unit, epoch});
            };
        if (options.save_checkpoint) aids.save_checkpoint = save;
        model.splits.push_back({splits[i].unit, learned_in(splits[i], method, params, prepared,
                                                           std::move(aids), &part)});
        checkpoint.done.push_back(split_config(model.splits.back()));
        save({});
    }
    return model;
}

}  // namespace efferent

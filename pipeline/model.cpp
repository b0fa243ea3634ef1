// Trained methods as files: writing, reading, and what must be alike.
#include "pipeline/model.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "pipeline/sealed.hpp"

namespace efferent {

namespace {

constexpr std::string_view schema = "efferent.model/1";

}  // namespace

void describe(Fields& field, ModelHead& h) {
    field("experiment", h.experiment, "in which it was trained");
    field("method", h.method, "what was trained");
    field("filters", h.filters, "before it");
    field("windows", h.windows, "how a trial is cut");
    field("seed", h.seed, "of every random choice");
    field("rate_hz", h.rate_hz, "of the recordings");
    field("unit", h.unit, "of their samples");
    field("channels", h.channels, "their names");
    field("classes", h.classes, "what is told apart");
    field("splits_sha256", h.splits_sha256, "of the trials that trained and tested");
}

namespace {

struct ModelText {
    ModelHead head;
    std::vector<Config> splits;
};

void describe(Fields& field, ModelText& m) {
    field("head", m.head, "where and how it was trained");
    field("splits", m.splits, "one network for each");
}

struct CalibrationText {
    double rate_hz = 0.0;
    double microvolts_per_unit = 0.0;
    std::vector<double> scale;
};

void describe(Fields& field, CalibrationText& c) {
    field("rate_hz", c.rate_hz, "of the training part");
    field("microvolts_per_unit", c.microvolts_per_unit, "0: the unit has no size in volts");
    field("scale", c.scale, "standard deviation of each channel: relative thresholds times these");
}

struct SplitText {
    std::string unit;
    CalibrationText calibration;
    Config network;
    std::vector<Config> curve;
    std::int64_t best_epoch = 0;
};

void describe(Fields& field, SplitText& s) {
    field("unit", s.unit, "whose model this is");
    field("calibration", s.calibration, "from which the encoders' steps follow");
    field("network", s.network, "trained");
    field("curve", s.curve, "learning curve");
    field("best_epoch", s.best_epoch, "whose network this is");
}

struct EpochText {
    snn::Epoch epoch;
};

void describe(Fields& field, EpochText& e) {
    field("number", e.epoch.number, "from 1");
    field("loss", e.epoch.loss, "mean over the training windows");
    field("accuracy", e.epoch.accuracy, "of windows");
    field("validation_loss", e.epoch.validation_loss, "null without a validation part");
    field("validation_accuracy", e.epoch.validation_accuracy, "also");
    field("rate_hz", e.epoch.rate_hz, "mean of the hidden neurons");
    field("step", e.epoch.step, "learning rate");
}

}  // namespace

Config split_config(const ModelSplit& split) {
    const Learned& l = split.learned;
    SplitText text{.unit = split.unit,
                   .calibration = {l.calibration.rate.value, l.calibration.microvolts_per_unit,
                                   l.calibration.scale},
                   .network = Config::parse(snn::to_json(l.trained.network), "network"),
                   .curve = {},
                   .best_epoch = l.trained.best_epoch};
    for (const snn::Epoch& epoch : l.trained.curve)
        text.curve.push_back(Config::of(EpochText{epoch}));
    return Config::of(std::move(text));
}

ModelSplit split_from(const Config& config) {
    const auto text = config.as<SplitText>();
    ModelSplit split;
    split.unit = text.unit;
    split.learned.calibration = {Hertz{text.calibration.rate_hz},
                                 text.calibration.microvolts_per_unit, text.calibration.scale};
    split.learned.trained.network =
        snn::network_from_json(text.network.dump(-1), text.network.origin());
    for (const Config& epoch : text.curve)
        split.learned.trained.curve.push_back(epoch.as<EpochText>().epoch);
    split.learned.trained.best_epoch = text.best_epoch;
    return split;
}

std::string model_json(const Model& model) {
    ModelText text{model.head, {}};
    for (const ModelSplit& split : model.splits) text.splits.push_back(split_config(split));
    return sealed(schema, Config::of(std::move(text)));
}

Model model_from_json(std::string_view text, const std::string& origin) {
    const Config body = opened(text, schema, "model", origin).body;
    try {
        const auto read = body.as<ModelText>();
        Model model{origin, read.head, {}};
        for (const Config& split : read.splits) model.splits.push_back(split_from(split));
        return model;
    } catch (const Error& e) {
        throw Error(Fault::format, e.what());  // a wrong key in a file is no wrong setting
    }
}

ModelHead model_head(const ExperimentParams& params, const MethodParams& method,
                     const Prepared& prepared) {
    ModelHead head{.experiment = params.name,
                   .method = resolved(method),
                   .filters = params.filters,
                   .windows = params.windows,
                   .seed = params.seed,
                   .rate_hz = prepared.dataset.recording.rate().value,
                   .unit = prepared.dataset.recording.unit().name,
                   .channels = prepared.dataset.recording.channels(),
                   .classes = prepared.dataset.classes,
                   .splits_sha256 = fingerprint(prepared.dataset, prepared.plan)};
    for (Config& filter : head.filters) filter = resolve(emg::filters(), filter);
    return head;
}

namespace {

/// A method as it is trained: what adapts its networks or puts them on a chip comes after.
Config as_trained(const Config& method) {
    Config front_end = method.as<MethodParams>().front_end;
    for (const char* after : {"adaptation", "chip", "backend", "readout"})
        if (front_end.has(after)) front_end = front_end.without(after);
    return method.with("front_end", front_end.dump(-1));
}

}  // namespace

bool train_alike(const Config& a, const Config& b) {
    return as_trained(a).as<MethodParams>().front_end == as_trained(b).as<MethodParams>().front_end;
}

void require_same(const ModelHead& model, const ModelHead& here, const std::string& origin) {
    const auto require = [&](bool same, const std::string& was, const std::string& is,
                             const std::string& instead) {
        if (same) return;
        throw Error(Fault::config,
                    origin + ": was trained " + was + ", here it is " + is + "; " + instead);
    };
    const std::string settings = "use the settings that it was trained with, or train again";
    const auto require_alike = [&](bool same, const std::string& what) {
        if (!same)
            throw Error(Fault::config, origin + ": was trained with other " + what +
                                           " than the experiment has; " + settings);
    };
    const std::string again = "train a model for these data";
    require(model.rate_hz == here.rate_hz, "at " + exact(model.rate_hz) + " Hz",
            exact(here.rate_hz) + " Hz", again);
    require(model.unit == here.unit, "on samples in " + model.unit, here.unit, again);
    require(model.channels.size() == here.channels.size(),
            "on " + std::to_string(model.channels.size()) + " channels",
            std::to_string(here.channels.size()), again);
    require(model.channels == here.channels, "on the channels " + listed(model.channels),
            listed(here.channels), again);
    require(model.classes == here.classes, "for the classes " + listed(model.classes),
            listed(here.classes), again);
    const auto windows = [](const Windows& w) { return Config::of(w).dump(-1); };
    require(model.windows == here.windows, "with windows " + windows(model.windows),
            windows(here.windows), settings);
    require_alike(std::ranges::equal(model.filters, here.filters), "filters");
    require_alike(as_trained(model.method) == as_trained(here.method), "settings of the method");
    require(model.seed == here.seed, "with seed " + std::to_string(model.seed),
            std::to_string(here.seed), settings);
    require(model.splits_sha256 == here.splits_sha256,
            "with the splits " + model.splits_sha256.substr(0, 12),
            here.splits_sha256.substr(0, 12), "a test trial may have been trained on: train again");
}

}  // namespace efferent

#include "pipeline/method.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "decoders/tasks/feature.hpp"

namespace efferent {

namespace {

/// Writes {"type":"features","features":[...]} for the words before the last.
Config features_front_end(std::span<const std::string_view> words, const std::string& origin) {
    std::string text;
    for (const auto word : words) {
        find(decoders::features(), word, origin);
        text += (text.empty() ? "\"" : ", \"") + std::string(word) + "\"";
    }
    return Config::parse("{\"type\": \"features\", \"features\": [" + text + "]}", origin);
}

bool names_front_end(std::string_view word) {
    return std::ranges::any_of(front_ends(), [&](const auto* info) { return info->name == word; });
}

}  // namespace

void describe(Fields& field, MethodParams& params) {
    field("name", params.name, "how tables call it");
    field("front_end", params.front_end, "from samples to one row per window");
    field("classifier", params.classifier, "from a row to a task");
    field.require(!params.name.empty(), "name", "must not be empty");
    field.require(params.front_end.present(), "front_end", "must be given");
    field.require(params.classifier.present(), "classifier", "must be given");
}

MethodParams method_from(const Config& config) {
    const auto text = config.text();
    if (!text) return config.as<MethodParams>();
    const auto words = split(*text, '+');
    if (words.size() < 2)
        throw Error(Fault::config,
                    config.origin() + ": \"" + *text +
                        "\" is no method; write features and a classifier, such as \"htd+lda\", or "
                        "a front end and a classifier, such as \"trained+winner\"");
    find(decoders::classifiers(), words.back(), config.origin());
    const bool whole = words.size() == 2 && names_front_end(words.front());
    return {.name = *text,
            .front_end = whole ? Config::parse("{\"type\": \"" + std::string(words.front()) + "\"}",
                                               config.origin())
                               : features_front_end(std::span(words).first(words.size() - 1),
                                                    config.origin()),
            .classifier = Config::parse("{\"type\": \"" + std::string(words.back()) + "\"}",
                                        config.origin())};
}

Config resolved(const MethodParams& params) {
    (void)Method(params, {});  // shows parts that do not fit each other
    return Config::of(
        MethodParams{.name = params.name,
                     .front_end = resolve(front_ends(), params.front_end),
                     .classifier = resolve(decoders::classifiers(), params.classifier)});
}

Method::Method(const MethodParams& params, const std::vector<Config>& filters)
    : front_end_(make(front_ends(), params.front_end)),
      classifier_(make(decoders::classifiers(), params.classifier)) {
    for (const Config& filter : filters) filters_.push_back(make(emg::filters(), filter));
    if (reads_scores() && !front_end_->profile().scores)
        throw Error(Fault::config,
                    params.classifier.origin() + ": \"" + params.classifier.type() +
                        "\" needs one score per class, which the front end \"" +
                        params.front_end.type() +
                        "\" does not give; take \"trained\" with \"reads\": \"scores\", or "
                        "another classifier");
}

std::vector<LabelledSignal> Method::learn_on(const TrainingSet& training,
                                             std::vector<std::vector<float>>& buffers,
                                             Monitor* monitor) {
    if (training.trials.empty()) throw Error(Fault::config, "there is no trial to learn from");
    windows_ = training.windows;
    const SignalView& first = training.trials.front().signal;
    for (auto& filter : filters_) filter->prepare(first.rate(), first.channels());

    buffers.resize(training.trials.size() + training.calibration.size());
    std::vector<LabelledSignal> all(training.trials.begin(), training.trials.end());
    all.insert(all.end(), training.calibration.begin(), training.calibration.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
        begin_filters();
        all[i].signal = filtered(all[i].signal, buffers[i]);
    }
    TrainingSet seen = training;
    seen.trials = std::span(all).first(training.trials.size());
    seen.calibration = std::span(all).subspan(training.trials.size());
    front_end_->fit(seen, monitor);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(training.trials.size()), all.end());
    return all;
}

void Method::learn(const TrainingSet& training, Monitor* monitor) {
    std::vector<std::vector<float>> buffers;
    learn_on(training, buffers, monitor);
}

void Method::fit(const TrainingSet& training, Monitor* monitor) {
    fit_readout(fit_front_end(training, monitor), training);
    begin();
}

TrainingRows Method::fit_front_end(const TrainingSet& training, Monitor* monitor) {
    std::vector<std::vector<float>> buffers;
    const auto trials = learn_on(training, buffers, monitor);
    TrainingRows all{Table(front_end_->profile().columns), {}};
    for (const LabelledSignal& trial : trials) {
        if (monitor != nullptr) monitor->check();
        front_end_->begin();
        front_end_->push(trial.signal, all.rows);
        all.labels.resize(all.rows.rows(), trial.task);
    }
    return all;
}

void Method::fit_readout(TrainingRows all, const TrainingSet& training) {
    windows_ = training.windows;
    columns_ = all.rows.columns();
    if (!reads_scores()) {
        standardiser_ = decoders::Standardiser::of(all.rows);
        standardiser_.apply(all.rows);
    }
    classifier_->fit(all.rows, all.labels, training.classes, training.seed);
}

void Method::begin_filters() {
    for (auto& filter : filters_) filter->reset();
}

void Method::begin() {
    begin_filters();
    front_end_->begin();
    decided_ = 0;
}

void Method::push(const SignalView& block, std::vector<Decision>& out) {
    Table rows = rows_of(block);
    const auto count = static_cast<std::int64_t>(rows.rows());
    if (count == 0) return;
    decide(std::move(rows), block.rate(), decided_, out);
    decided_ += count;
}

Table Method::rows_of(const SignalView& block) {
    std::vector<float> buffer;
    Table rows(front_end_->profile().columns);
    front_end_->push(filtered(block, buffer), rows);
    return rows;
}

void Method::decide(Table rows, Hertz rate, std::int64_t first, std::vector<Decision>& out) const {
    if (!reads_scores()) standardiser_.apply(rows);
    const Table scores = classifier_->scores(rows);
    const WindowSamples samples(windows_, rate);
    for (std::size_t i = 0; i < scores.rows(); ++i)
        out.push_back({decoders::decide(scores.row(i)),
                       sample_time(rate, samples.end(first + static_cast<std::int64_t>(i)))});
}

SignalView Method::filtered(const SignalView& block, std::vector<float>& buffer) {
    if (filters_.empty()) return block;
    buffer.assign(block.samples().begin(), block.samples().end());
    for (auto& filter : filters_) filter->apply(buffer);
    return {block.rate(), block.first(), block.channels(), buffer};
}

ReadoutCost Method::readout() const {
    const auto own = classifier_->footprint();
    ReadoutCost cost{own.bytes, own.macs, own.comparisons, classifier_energy(own)};
    if (reads_scores()) return cost;
    const double columns = static_cast<double>(columns_);
    cost.bytes += 8.0 * columns;
    cost.macs += columns;
    cost.energy += standardiser_energy(columns);
    return cost;
}

}  // namespace efferent

#include "pipeline/evaluate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "pipeline/model.hpp"
#include "pipeline/unit_count.hpp"

namespace efferent {

namespace {

/// How far splits are that go side by side, the whole of them being one stage.
class SideBySide {
public:
    SideBySide(Monitor* monitor, std::string stage, std::size_t count)
        : monitor_(monitor), stage_(std::move(stage)), done_(count) {
        if (monitor_ != nullptr) monitor_->progress(stage_, 0.0);
    }
    void report(std::size_t split, double fraction) {
        if (monitor_ == nullptr) return;
        done_[split] = fraction;
        const double sum = std::accumulate(done_.begin(), done_.end(), 0.0);
        monitor_->progress(stage_, sum / static_cast<double>(done_.size()));
    }

private:
    Monitor* monitor_;
    std::string stage_;
    std::vector<std::atomic<double>> done_;
};

/// What a split's training says is most of what the split does.
class OfSplit final : public Monitor {
public:
    OfSplit(const Monitor* outer, SideBySide* all, std::size_t split)
        : Monitor(outer), all_(all), split_(split) {}
    void progress(std::string_view, double fraction) override {
        if (all_ != nullptr) all_->report(split_, 0.9 * fraction);
    }

private:
    SideBySide* all_;
    std::size_t split_;
};

/// One split's part of an Evaluation.
struct Outcome {
    std::vector<TestedTrial> tested;
    FrontEndProfile before, after;  ///< around the test part
    ReadoutCost readout;
    bool random = false;
    std::vector<LearningCurve> learning;  ///< one or none
    std::optional<Learned> learned;
};

/// Trials as methods see them, groups numbered in their order.
std::vector<LabelledSignal> labelled(const emg::Dataset& dataset,
                                     std::span<const std::size_t> trials) {
    std::vector<LabelledSignal> part;
    std::map<std::array<std::int64_t, 3>, std::int64_t> groups;
    for (const std::size_t t : trials) {
        const emg::Trial& trial = dataset.trials[t];
        const std::array key{trial.subject, trial.session, trial.repetition};
        const auto number = static_cast<std::int64_t>(groups.size());
        part.push_back(
            {dataset.signal(trial), trial.task, groups.try_emplace(key, number).first->second});
    }
    return part;
}

/// What a split gives a method to learn from.
struct Lessons {
    std::vector<LabelledSignal> training;
    std::vector<LabelledSignal> calibration;
};

Lessons lessons_of(const Bench& bench, std::size_t split) {
    return {training_part(bench.dataset, bench.plan.splits[split]),
            calibration_part(bench.dataset, bench.plan.splits[split])};
}

void shuffle_labels(std::vector<LabelledSignal>& trials, RandomStream random) {
    std::vector<TaskId> labels;
    labels.reserve(trials.size());
    for (const auto& trial : trials) labels.push_back(trial.task);
    random.shuffle(std::span<TaskId>(labels));
    for (std::size_t i = 0; i < labels.size(); ++i) trials[i].task = labels[i];
}

/// Outcomes of `methods`, which share their front end.
std::vector<Outcome> test_split(const Bench& bench, std::span<const MethodParams> methods,
                                std::size_t number, const Lessons& lessons, Monitor* monitor,
                                const TrainingAids& aids = {}) {
    const Split& split = bench.plan.splits[number];
    std::vector<Method> all;
    for (const MethodParams& params : methods) all.emplace_back(params, bench.filters);
    Method& front = all.front();
    const TrainingSet training{.trials = lessons.training,
                               .classes = bench.dataset.classes.size(),
                               .microvolts_per_unit = bench.dataset.recording.unit().microvolts,
                               .windows = bench.windows,
                               .seed = bench.seed,
                               .aids = aids,
                               .calibration = lessons.calibration};
    try {
        const TrainingRows rows = front.fit_front_end(training, monitor);
        for (Method& method : all) method.fit_readout(rows, training);
    } catch (Error& e) {
        if (e.fault() != Fault::cancelled) e.during(methods.front().name + ", " + split.unit);
        throw;
    }
    std::vector<Outcome> outcomes;
    for (const Method& method : all) {
        Outcome& outcome = outcomes.emplace_back();
        outcome.before = front.profile();
        outcome.readout = method.readout();
        outcome.random = front.random() || method.random();
    }
    if (const Learned* made = front.learned(); made != nullptr) {
        outcomes.front().learned = *made;
        if (!made->trained.curve.empty())
            outcomes.front().learning = {
                {methods.front().name, split.unit, made->trained.curve, made->trained.best_epoch}};
    }
    for (const std::size_t t : split.test) {
        if (monitor != nullptr) monitor->check();
        const SignalView signal = bench.dataset.signal(bench.dataset.trials[t]);
        front.begin();
        const Table rows = front.rows_of(signal);
        for (std::size_t m = 0; m < all.size(); ++m) {
            TestedTrial tested{number, t, {}};
            if (rows.rows() > 0) all[m].decide(rows, signal.rate(), 0, tested.decisions);
            outcomes[m].tested.push_back(std::move(tested));
        }
    }
    for (Outcome& outcome : outcomes) outcome.after = front.profile();
    return outcomes;
}

/// What the splits gave one method.
Evaluation summed(std::vector<Outcome> outcomes, std::size_t channels) {
    Evaluation all;
    all.first_learned = std::move(outcomes.front().learned);
    double rows = 0.0, events = 0.0, additions = 0.0, updates = 0.0, duration = 0.0;
    double spikes = 0.0, dropped = 0.0, steps = 0.0;
    for (Outcome& o : outcomes) {
        std::ranges::move(o.tested, std::back_inserter(all.tested));
        std::ranges::move(o.learning, std::back_inserter(all.learning));
        const auto decisions = static_cast<double>(o.after.rows - o.before.rows);
        rows += decisions;
        events += static_cast<double>(o.after.events - o.before.events);
        additions += static_cast<double>(o.after.deliveries - o.before.deliveries) +
                     decisions * o.readout.comparisons;
        updates += o.after.updates - o.before.updates;
        spikes += static_cast<double>(o.after.spikes - o.before.spikes);
        dropped += static_cast<double>(o.after.dropped - o.before.dropped);
        steps += o.after.steps - o.before.steps;
        const UnitCount units = units_between(o.before, o.after);
        all.units.found += units.found / static_cast<double>(outcomes.size());
        all.units.silent += units.silent / static_cast<double>(outcomes.size());
        if (o.after.pairs > 0.0)
            all.operations.connection_sparsity = 1.0 - o.after.synapses / o.after.pairs;
        duration += o.after.seconds - o.before.seconds;
        all.energy += o.after.energy - o.before.energy + decisions * o.readout.energy;
        const MemoryUse used{o.after.parameter_bytes + o.readout.bytes, o.after.state_bytes};
        if (used.total() > all.footprint.total()) all.footprint = used;
        all.operations.mac = std::max(all.operations.mac, o.after.macs + o.readout.macs);
        all.family = o.after.family;
        all.random = o.random;
    }
    all.operations.ac = additions / rows;
    if (steps > 0.0) all.operations.activation_sparsity = 1.0 - spikes / steps;
    if (dropped > 0.0) all.operations.dropped = dropped / (events + spikes);
    all.operations.updates = updates / rows;
    all.energy = (1.0 / rows) * all.energy;
    all.operations.events_per_s = events / duration;
    all.events_per_s_channel = all.operations.events_per_s / static_cast<double>(channels);
    return all;
}

}  // namespace

std::vector<LabelledSignal> training_part(const emg::Dataset& dataset, const Split& split) {
    return labelled(dataset, split.train);
}

std::vector<LabelledSignal> calibration_part(const emg::Dataset& dataset, const Split& split) {
    return labelled(dataset, split.calibrate);
}

Evaluation evaluate(const Bench& bench, const MethodParams& method, Monitor* monitor,
                    const std::string& stage, const Model* model) {
    return std::move(
        evaluate_together(bench, std::span(&method, 1), monitor, stage, model).front());
}

std::vector<Evaluation> evaluate_together(const Bench& bench, std::span<const MethodParams> methods,
                                          Monitor* monitor, const std::string& stage,
                                          const Model* model) {
    const std::size_t splits = bench.plan.splits.size();
    std::vector<std::vector<Outcome>> outcomes(splits);
    SideBySide all_splits(monitor, stage, splits);
    const std::vector<std::size_t> first = first_of_same_training(bench.plan);
    const auto test = [&](std::size_t i, const Learned* learned) {
        OfSplit own(monitor, &all_splits, i);
        TrainingAids aids;
        aids.learned = model == nullptr ? learned : &model->splits[i].learned;
        if (bench.keeps != nullptr) aids.keep = &(*bench.keeps)[i];
        aids.common = bench.common;
        outcomes[i] = test_split(bench, methods, i, lessons_of(bench, i), &own, aids);
        Outcome& front = outcomes[i].front();
        const bool others = std::ranges::find(first.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                              first.end(), i) != first.end();
        if (i != 0 && !others) front.learned.reset();  // it is large
        if (first[i] != i) front.learning.clear();
        all_splits.report(i, 1.0);
    };
    for_each_index(splits, [&](std::size_t i) {
        if (first[i] == i) test(i, nullptr);
    });
    for_each_index(splits, [&](std::size_t i) {
        if (first[i] == i) return;
        const auto& learned = outcomes[first[i]].front().learned;
        test(i, learned ? &*learned : nullptr);
    });

    std::vector<Evaluation> all;
    for (std::size_t m = 0; m < methods.size(); ++m) {
        std::vector<Outcome> of_method;
        for (auto& of_split : outcomes) of_method.push_back(std::move(of_split[m]));
        all.push_back(summed(std::move(of_method), bench.dataset.recording.channels().size()));
    }
    return all;
}

LeakChecks shuffle_control(const Bench& bench, const MethodParams& method, std::int64_t shuffles,
                           Monitor* monitor) {
    const std::size_t splits = bench.plan.splits.size();
    const auto count = static_cast<std::size_t>(shuffles);
    std::vector<std::vector<TestedTrial>> tested(count * splits);
    for_each_index(
        tested.size(),
        [&](std::size_t job) {
            const std::size_t number = job % splits;
            Lessons lessons = lessons_of(bench, number);
            shuffle_labels(lessons.training, RandomStream(bench.seed, "label shuffle", job));
            shuffle_labels(lessons.calibration,
                           RandomStream(bench.seed, "calibration label shuffle", job));
            OfSplit own(monitor, nullptr, number);
            tested[job] = std::move(
                test_split(bench, std::span(&method, 1), number, lessons, &own).front().tested);
        },
        monitor, "label-shuffle control");

    double sum = 0.0, squares = 0.0;
    for (std::size_t s = 0; s < count; ++s) {
        std::vector<TestedTrial> one;
        for (std::size_t i = 0; i < splits; ++i)
            std::ranges::copy(tested[s * splits + i], std::back_inserter(one));
        const double accuracy = trial_accuracy(bench.dataset, one);
        sum += accuracy;
        squares += accuracy * accuracy;
    }
    const double n = static_cast<double>(count), mean = sum / n;
    const double spread = std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1.0));

    std::vector<double> share(bench.dataset.classes.size());
    double all = 0.0;
    for (const Split& split : bench.plan.splits)
        for (const std::size_t t : split.test)
            share[index(bench.dataset.trials[t].task)] += 1.0, all += 1.0;
    std::erase(share, 0.0);
    // Few shuffles can come out alike by chance; their mean is no surer than as many guesses.
    const double guessed = *std::ranges::max_element(share) / all;
    const double error = std::max(spread, std::sqrt(guessed * (1.0 - guessed) / (n * all)));
    LeakChecks checks{.shuffled_accuracy = mean,
                      .chance_low = *std::ranges::min_element(share) / all - 4.0 * error,
                      .chance_high = *std::ranges::max_element(share) / all + 4.0 * error};
    checks.shuffle_within_chance = checks.chance_low <= mean && mean <= checks.chance_high;
    return checks;
}

}  // namespace efferent

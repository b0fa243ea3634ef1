#include "pipeline/evaluate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "pipeline/model.hpp"

namespace efferent {

namespace {

/// One split's part of an Evaluation.
struct Outcome {
    std::vector<TestedTrial> tested;
    FrontEndProfile before, after;  ///< around the test part
    decoders::Footprint readout;
    std::vector<LearningCurve> learning;  ///< one or none
};

Outcome test_split(const Bench& bench, const MethodParams& params, std::size_t number,
                   std::span<const LabelledSignal> training, Monitor* monitor,
                   const Learned* learned = nullptr) {
    const Split& split = bench.plan.splits[number];
    Monitor quiet(monitor);  // splits go side by side: what one of them does is no stage
    Method method(params, bench.filters);
    TrainingAids aids;
    aids.learned = learned;
    try {
        method.fit({.trials = training,
                    .classes = bench.dataset.classes.size(),
                    .microvolts_per_unit = bench.dataset.recording.unit().microvolts,
                    .windows = bench.windows,
                    .seed = bench.seed,
                    .aids = std::move(aids)},
                   &quiet);
    } catch (Error& e) {
        if (e.fault() != Fault::cancelled) e.during(params.name + ", " + split.unit);
        throw;
    }
    Outcome outcome{.tested = {},
                    .before = method.profile(),
                    .after = {},
                    .readout = method.readout_footprint(),
                    .learning = {}};
    if (const Learned* made = method.learned(); made != nullptr && !made->trained.curve.empty())
        outcome.learning = {
            {params.name, split.unit, made->trained.curve, made->trained.best_epoch}};
    for (const std::size_t t : split.test) {
        if (monitor != nullptr) monitor->check();
        TestedTrial tested{number, t, {}};
        method.begin();
        method.push(bench.dataset.signal(bench.dataset.trials[t]), tested.decisions);
        outcome.tested.push_back(std::move(tested));
    }
    outcome.after = method.profile();
    return outcome;
}

}  // namespace

std::vector<LabelledSignal> training_part(const emg::Dataset& dataset, const Split& split) {
    std::vector<LabelledSignal> part;
    std::map<std::array<std::int64_t, 3>, std::int64_t> groups;
    for (const std::size_t t : split.train) {
        const emg::Trial& trial = dataset.trials[t];
        const std::array key{trial.subject, trial.session, trial.repetition};
        const auto number = static_cast<std::int64_t>(groups.size());
        part.push_back(
            {dataset.signal(trial), trial.task, groups.try_emplace(key, number).first->second});
    }
    return part;
}

Evaluation evaluate(const Bench& bench, const MethodParams& method, Monitor* monitor,
                    const std::string& stage, const Model* model) {
    const std::size_t splits = bench.plan.splits.size();
    std::vector<Outcome> outcomes(splits);
    for_each_index(
        splits,
        [&](std::size_t i) {
            outcomes[i] =
                test_split(bench, method, i, training_part(bench.dataset, bench.plan.splits[i]),
                           monitor, model == nullptr ? nullptr : &model->splits[i].learned);
        },
        monitor, stage);

    Evaluation all;
    double rows = 0.0, events = 0.0, deliveries = 0.0, duration = 0.0;
    for (Outcome& o : outcomes) {
        std::ranges::move(o.tested, std::back_inserter(all.tested));
        std::ranges::move(o.learning, std::back_inserter(all.learning));
        rows += static_cast<double>(o.after.rows - o.before.rows);
        events += static_cast<double>(o.after.events - o.before.events);
        deliveries += static_cast<double>(o.after.deliveries - o.before.deliveries);
        duration += o.after.seconds - o.before.seconds;
        all.footprint_bytes = std::max(all.footprint_bytes, o.after.bytes + o.readout.bytes);
        all.operations.mac = std::max(all.operations.mac, o.after.macs + o.readout.macs);
        all.family = o.after.family;
    }
    all.operations.ac = deliveries / rows;
    all.operations.events_per_s = events / duration;
    all.events_per_s_channel = all.operations.events_per_s /
                               static_cast<double>(bench.dataset.recording.channels().size());
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
            auto training = training_part(bench.dataset, bench.plan.splits[number]);
            std::vector<TaskId> labels;
            labels.reserve(training.size());
            for (const auto& trial : training) labels.push_back(trial.task);
            RandomStream(bench.seed, "label shuffle", job).shuffle(std::span<TaskId>(labels));
            for (std::size_t i = 0; i < labels.size(); ++i) training[i].task = labels[i];
            tested[job] = test_split(bench, method, number, training, monitor).tested;
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
    const double error = std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1.0));

    std::vector<double> share(bench.dataset.classes.size());
    double all = 0.0;
    for (const Split& split : bench.plan.splits)
        for (const std::size_t t : split.test)
            share[index(bench.dataset.trials[t].task)] += 1.0, all += 1.0;
    std::erase(share, 0.0);
    LeakChecks checks{.shuffled_accuracy = mean,
                      .chance_low = *std::ranges::min_element(share) / all - 4.0 * error,
                      .chance_high = *std::ranges::max_element(share) / all + 4.0 * error};
    checks.shuffle_within_chance = checks.chance_low <= mean && mean <= checks.chance_high;
    return checks;
}

}  // namespace efferent

// Runs an experiment: plan, leak checks, methods, control, pictures' data.
#include "pipeline/experiment.hpp"

#include <algorithm>
#include <numeric>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "emg/quality.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/leak.hpp"
#include "pipeline/showcase.hpp"

namespace efferent {

namespace {

constexpr std::size_t max_notes = 12;

void require_long_enough(const emg::Dataset& dataset, const Windows& windows) {
    const WindowSamples samples(windows, dataset.recording.rate());
    for (std::size_t i = 0; i < dataset.trials.size(); ++i)
        if (dataset.trials[i].length < samples.length)
            throw Error(Fault::config, dataset.name + ": trial " + std::to_string(i) + ": has " +
                                           std::to_string(dataset.trials[i].length) +
                                           " samples, fewer than a window's " +
                                           std::to_string(samples.length) +
                                           "; choose a shorter windows/window_ms");
}

/// Samples that train and test share; any end the run.
std::size_t shared_samples(const emg::Dataset& dataset, const Plan& plan, const Windows& windows,
                           Monitor* monitor) {
    const LeakDetector detector(dataset, WindowSamples(windows, dataset.recording.rate()).length);
    std::vector<std::size_t> shared(plan.splits.size());
    for_each_index(
        plan.splits.size(),
        [&](std::size_t i) {
            const Shared found = detector.shared(plan.splits[i]);
            if (found.samples > 0) throw detector.leak(plan.splits[i], found);
            shared[i] = found.samples;
        },
        monitor, "leak check");
    return std::accumulate(shared.begin(), shared.end(), std::size_t{0});
}

std::optional<TaskId> rest_of(const emg::Dataset& dataset, const std::string& name) {
    const auto it = std::ranges::find(dataset.classes, name);
    if (it == dataset.classes.end()) return std::nullopt;
    return static_cast<TaskId>(it - dataset.classes.begin());
}

/// Share of the most frequent class among the test trials.
double chance(const emg::Dataset& dataset, const Plan& plan) {
    std::vector<double> count(dataset.classes.size());
    double all = 0.0;
    for (const Split& split : plan.splits)
        for (const std::size_t t : split.test)
            count[index(dataset.trials[t].task)] += 1.0, all += 1.0;
    return *std::ranges::max_element(count) / all;
}

void add_notes(const emg::Dataset& dataset, const Plan& plan, std::vector<std::string>& notes) {
    notes = plan.notes;
    const auto quality = emg::quality(dataset);
    for (std::size_t i = 0; i < quality.size() && i < max_notes; ++i)
        notes.push_back(quality[i].sentence);
    if (quality.size() > max_notes)
        notes.push_back("And " + std::to_string(quality.size() - max_notes) +
                        " more; `efferent check` lists all.");
}

const MethodParams* method_named(const std::vector<MethodParams>& methods,
                                 const std::string& name) {
    const auto it = std::ranges::find(methods, name, &MethodParams::name);
    return it == methods.end() ? nullptr : &*it;
}

std::vector<MethodParams> methods_of(const ExperimentParams& params) {
    std::vector<MethodParams> methods;
    for (const Config& config :
         params.methods.empty() ? standard_method_configs() : params.methods) {
        methods.push_back(method_from(config));
        if (method_named(methods, methods.back().name) != &methods.back())
            throw Error(Fault::config, config.origin() + ": a second method called \"" +
                                           methods.back().name + "\"");
    }
    if (!params.rate_curve.method.empty() &&
        method_named(methods, params.rate_curve.method) == nullptr) {
        std::vector<std::string> names;
        names.reserve(methods.size());
        for (const auto& m : methods) names.push_back(m.name);
        throw Error(Fault::config,
                    "rate_curve/method: " + unknown_name(params.rate_curve.method, names));
    }
    return methods;
}

MethodResult tested(const Bench& bench, const MethodParams& method, const ExperimentParams& params,
                    Monitor* monitor) {
    const Evaluation e = evaluate(bench, method, monitor, method.name);
    MethodResult result = score(bench.dataset, e.tested, bench.windows,
                                rest_of(bench.dataset, params.rest_class), bench.seed);
    result.name = method.name;
    result.family = e.family;
    result.footprint_bytes = e.footprint_bytes;
    result.operations = e.operations;
    return result;
}

std::vector<RatePoint> rate_curve(const Bench& bench, const MethodParams& method,
                                  const RateCurveParams& params, Monitor* monitor) {
    std::vector<RatePoint> curve;
    for (const double factor : params.factors) {
        MethodParams scaled = method;
        scaled.front_end = method.front_end.with("threshold_scale", exact(factor));
        const Evaluation e =
            evaluate(bench, scaled, monitor, method.name + ", thresholds × " + exact(factor));
        const MethodResult r =
            score(bench.dataset, e.tested, bench.windows, std::nullopt, bench.seed);
        curve.push_back({factor, e.events_per_s_channel, r.per_window.mean, r.per_trial.mean});
    }
    return curve;
}

void fill_head(const ExperimentParams& params, const emg::Dataset& dataset, const Plan& plan,
               Results& r) {
    r.experiment = params.name;
    r.dataset = dataset.name;
    r.classes = dataset.classes;
    r.channels = dataset.recording.channels().size();
    r.rate_hz = dataset.recording.rate().value;
    r.simulated = dataset.simulated;
    r.protocol = params.protocol.type();
    r.window_ms = milliseconds(params.windows.length);
    r.increment_ms = milliseconds(params.windows.increment);
    r.chance = chance(dataset, plan);
    for (const Split& split : plan.splits)
        r.train_trials += split.train.size(), r.test_trials += split.test.size();
    r.splits_sha256 = fingerprint(dataset, plan);
    r.resolved_config = resolved(params).dump();
    r.version = version;
    r.seed = params.seed;
    add_notes(dataset, plan, r.notes);
}

}  // namespace

Results run(const ExperimentParams& params, Monitor* monitor) {
    Results r;
    const auto methods = methods_of(params);
    (void)resolved(params);  // a wrong setting anywhere ends the run before the work
    const auto protocol = make(protocols(), params.protocol);
    const auto seed = static_cast<std::uint64_t>(params.seed);

    emg::Dataset dataset = load_data(params.data, seed, monitor);
    if (!params.classes.empty()) dataset = with_classes(dataset, params.classes);
    if (dataset.trials.empty())
        throw Error(Fault::config,
                    dataset.name + ": has no labelled trial; an experiment needs some");
    require_long_enough(dataset, params.windows);
    const Plan plan = protocol->plan(dataset);
    const std::size_t shared = shared_samples(dataset, plan, params.windows, monitor);
    fill_head(params, dataset, plan, r);
    r.protocol_story = protocol->story();

    const Bench bench{dataset, plan, params.filters, params.windows, seed};
    for (const MethodParams& method : methods)
        r.methods.push_back(tested(bench, method, params, monitor));
    r.people = r.methods.front().people.size();
    r.leak_checks = shuffle_control(bench, methods.front(), params.shuffles, monitor);
    r.leak_checks.shared_samples = shared;
    if (!r.leak_checks.shuffle_within_chance)
        throw Error(Fault::leak,
                    dataset.name + ": with shuffled training labels " + methods.front().name +
                        " decides " + fixed(100 * r.leak_checks.shuffled_accuracy, 1) +
                        " % of trials rightly, outside chance [" +
                        fixed(100 * r.leak_checks.chance_low, 1) + ", " +
                        fixed(100 * r.leak_checks.chance_high, 1) +
                        "]; something other than the training labels gives the answer away");
    if (const auto* method = method_named(methods, params.rate_curve.method))
        r.rate_curve = rate_curve(bench, *method, params.rate_curve, monitor);
    r.comparisons = compare(r.methods, seed);
    r.friedman_p = friedman_over(r.methods);
    add_showcase(bench, methods, r);
    return r;
}

}  // namespace efferent

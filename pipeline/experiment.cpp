// Runs an experiment: plan, leak checks, methods, control, pictures' data.
#include "pipeline/experiment.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "core/version.hpp"
#include "emg/quality.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/model.hpp"
#include "pipeline/over_seeds.hpp"
#include "pipeline/prepared.hpp"
#include "pipeline/showcase.hpp"

namespace efferent {

namespace {

constexpr std::size_t max_notes = 12;

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

/// A method's result; its learning curves are added to `results`, what it learned to `learned`.
MethodResult tested(const Bench& bench, const MethodParams& method, const ExperimentParams& params,
                    const Model* model, Results& results,
                    std::vector<std::optional<Learned>>& learned, Monitor* monitor) {
    const bool known = model != nullptr && train_alike(model->head.method, resolved(method));
    const std::vector<std::uint64_t> seeds =
        params.seeds.empty() ? std::vector{bench.seed}
                             : std::vector<std::uint64_t>(params.seeds.begin(), params.seeds.end());
    const auto [e, each] = evaluate_over(seeds, bench, method, monitor, known ? model : nullptr);
    for (const LearningCurve& curve : e.learning) results.learning.push_back(curve);
    learned.push_back(e.first_learned);
    MethodResult result = score(bench.dataset, e.tested, bench.windows,
                                rest_of(bench.dataset, params.rest_class), bench.seed);
    result.name = method.name;
    result.family = e.family;
    result.seeds = each;
    result.footprint = e.footprint;
    result.operations = e.operations;
    result.energy = e.energy;
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

/// Whom the label-shuffle control fits many times: the first that trains no network.
const MethodParams& soonest_fitted(const std::vector<MethodParams>& methods) {
    const auto it = std::ranges::find_if(
        methods, [](const MethodParams& m) { return Method(m, {}).learned() == nullptr; });
    return it == methods.end() ? methods.front() : *it;
}

/// A model's method joins those of the experiment if none of them has its name.
void add_method_of(const Model& model, ExperimentParams& params) {
    const auto method = model.head.method.as<MethodParams>();
    if (method_named(methods_of(params), method.name) != nullptr) return;
    params.methods = method_configs(params);
    params.methods.push_back(model.head.method);
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

Results run(const ExperimentParams& given, const Model* model, Monitor* monitor) {
    Results r;
    ExperimentParams params = given;
    if (model != nullptr) {
        require_one_seed(params, model->origin + " was trained with one seed");
        add_method_of(*model, params);
    }
    const auto methods = methods_of(params);
    (void)resolved(params);  // a wrong setting anywhere ends the run before the work
    const auto seed = static_cast<std::uint64_t>(params.seed);
    const Prepared prepared = prepare(params, monitor);
    const auto& [dataset, plan, story, shared] = prepared;
    if (model != nullptr) {
        const auto* method = method_named(methods, model->head.method.as<MethodParams>().name);
        require_same(model->head, model_head(params, *method, prepared), model->origin);
        if (!std::ranges::equal(model->splits, plan.splits, {}, &ModelSplit::unit, &Split::unit))
            throw Error(Fault::format,
                        model->origin + ": its networks are not those of the splits");
    }
    fill_head(params, dataset, plan, r);
    r.protocol_story = story;

    const Bench bench{dataset, plan, params.filters, params.windows, seed};
    std::vector<std::optional<Learned>> learned;
    for (const MethodParams& method : methods)
        r.methods.push_back(tested(bench, method, params, model, r, learned, monitor));
    r.people = r.methods.front().people.size();
    const MethodParams& control = soonest_fitted(methods);
    r.leak_checks = shuffle_control(bench, control, params.shuffles, monitor);
    r.leak_checks.shared_samples = shared;
    if (!r.leak_checks.shuffle_within_chance)
        throw Error(Fault::leak,
                    dataset.name + ": with shuffled training labels " + control.name + " decides " +
                        fixed(100 * r.leak_checks.shuffled_accuracy, 1) +
                        " % of trials rightly, outside chance [" +
                        fixed(100 * r.leak_checks.chance_low, 1) + ", " +
                        fixed(100 * r.leak_checks.chance_high, 1) +
                        "]; something other than the training labels gives the answer away");
    if (const auto* method = method_named(methods, params.rate_curve.method))
        r.rate_curve = rate_curve(bench, *method, params.rate_curve, monitor);
    r.comparisons = compare(r.methods, seed);
    r.friedman_p = friedman_over(r.methods);
    add_showcase(bench, methods, learned, r);
    return r;
}

Results run(const ExperimentParams& params, Monitor* monitor) {
    return run(params, nullptr, monitor);
}

}  // namespace efferent

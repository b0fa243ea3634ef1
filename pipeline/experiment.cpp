// Runs an experiment: plan, leak checks, control, methods, pictures' data, one part of the data
// after the other.
#include "pipeline/experiment.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "core/version.hpp"
#include "emg/quality.hpp"
#include "pipeline/chip_falls.hpp"
#include "pipeline/data.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/every_method.hpp"
#include "pipeline/model.hpp"
#include "pipeline/over_seeds.hpp"
#include "pipeline/prepared.hpp"
#include "pipeline/rate_curve.hpp"
#include "pipeline/showcase.hpp"
#include "pipeline/unit_count.hpp"

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
    std::ranges::copy(plan.notes, std::back_inserter(notes));
    const auto quality = emg::quality(dataset);
    for (std::size_t i = 0; i < quality.size() && i < max_notes; ++i)
        notes.push_back(quality[i].sentence);
    if (quality.size() > max_notes)
        notes.push_back("And " + std::to_string(quality.size() - max_notes) +
                        " more; `efferent check` lists all.");
}

MethodResult scored(const emg::Dataset& dataset, const MethodParams& method,
                    const OverSeeds& evaluation, const ExperimentParams& params) {
    const Evaluation& e = evaluation.all;
    MethodResult result =
        score(dataset, e.tested, params.windows, rest_of(dataset, params.rest_class),
              static_cast<std::uint64_t>(params.seed));
    result.name = method.name;
    result.family = e.family;
    result.seeds = evaluation.seeds;
    result.footprint = e.footprint;
    result.operations = e.operations;
    result.energy = e.energy;
    result.units = e.units;
    return result;
}

/// Trials and splits of several parts, as one data set without samples.
struct Whole {
    emg::Dataset dataset;
    Plan plan;

    void add(const Prepared& part) {
        const std::size_t before = dataset.trials.size();
        if (before == 0) {
            dataset.name = part.dataset.name;
            dataset.classes = part.dataset.classes;
        }
        std::ranges::copy(part.dataset.trials, std::back_inserter(dataset.trials));
        for (Split split : part.plan.splits) {
            for (auto* trials : {&split.train, &split.test, &split.calibrate})
                for (std::size_t& t : *trials) t += before;
            plan.splits.push_back(std::move(split));
        }
        std::ranges::copy(part.plan.notes, std::back_inserter(plan.notes));
    }
};

/// Whom the label-shuffle control fits many times: the first that reads features of windows, or
/// else the first that trains no network.
const MethodParams& soonest_fitted(const std::vector<MethodParams>& methods) {
    auto it = std::ranges::find(methods, "features",
                                [](const MethodParams& m) { return m.front_end.type(); });
    if (it == methods.end())
        it = std::ranges::find_if(
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

void fill_head(const ExperimentParams& params, const Prepared& first, Results& r) {
    r.experiment = params.name;
    r.dataset = first.dataset.name;
    r.classes = first.dataset.classes;
    r.channels = first.dataset.recording.channels().size();
    r.rate_hz = first.dataset.recording.rate().value;
    r.simulated = first.dataset.simulated;
    r.protocol = params.protocol.type();
    r.protocol_story = first.protocol_story;
    r.window_ms = milliseconds(params.windows.length);
    r.increment_ms = milliseconds(params.windows.increment);
    r.resolved_config = resolved(params).dump();
    r.version = version;
    r.seed = params.seed;
}

void fill_splits(const Whole& whole, Results& r) {
    r.chance = chance(whole.dataset, whole.plan);
    for (const Split& split : whole.plan.splits)
        r.train_trials += split.train.size(), r.test_trials += split.test.size();
    r.splits_sha256 = fingerprint(whole.dataset, whole.plan);
}

void require_same_splits(const Model& model, const ExperimentParams& params,
                         const std::vector<MethodParams>& methods, const Prepared& prepared) {
    const auto* method = method_named(methods, model.head.method.as<MethodParams>().name);
    require_same(model.head, model_head(params, *method, prepared), model.origin);
    if (!std::ranges::equal(model.splits, prepared.plan.splits, {}, &ModelSplit::unit,
                            &Split::unit))
        throw Error(Fault::format, model.origin + ": its networks are not those of the splits");
}

/// Error{leak} if it is not within chance.
LeakChecks control(const Bench& bench, const MethodParams& method, const ExperimentParams& params,
                   Monitor* monitor) {
    LeakChecks checks = shuffle_control(bench, method, params.shuffles, monitor);
    if (!checks.shuffle_within_chance)
        throw Error(Fault::leak,
                    bench.dataset.name + ": with shuffled training labels " + method.name +
                        " decides " + fixed(100 * checks.shuffled_accuracy, 1) +
                        " % of trials rightly, outside chance [" +
                        fixed(100 * checks.chance_low, 1) + ", " +
                        fixed(100 * checks.chance_high, 1) +
                        "]; something other than the training labels gives the answer away");
    return checks;
}

/// One part of the data: methods on it, and what only the first part gives.
class Experiment {
public:
    Experiment(const ExperimentParams& params, const std::vector<MethodParams>& methods,
               const Model* model, Monitor* monitor)
        : params_(params), methods_(methods), model_(model), monitor_(monitor) {
        parts_ = data_parts(params.data);
        evaluations_.resize(methods.size());
    }

    std::size_t parts() const { return parts_; }

    emg::Dataset load(std::size_t number) const {
        return load_data(params_.data, number, static_cast<std::uint64_t>(params_.seed), monitor_);
    }

    /// Part `number` of the data.
    void run(std::size_t number, emg::Dataset data, Common* common) {
        const Prepared part = prepare(params_, std::move(data), monitor_);
        if (model_ != nullptr) require_same_splits(*model_, params_, methods_, part);
        std::vector<Keep> keeps(part.plan.splits.size());
        const Bench bench{part.dataset,
                          part.plan,
                          params_.filters,
                          params_.windows,
                          static_cast<std::uint64_t>(params_.seed),
                          &keeps,
                          common};
        if (number == 0) begin(bench, part);
        auto all = evaluate_every(bench, methods_, params_, model_, monitor_);
        if (number == 0) show(bench, all);
        for (std::size_t m = 0; m < all.size(); ++m)
            join(evaluations_[m], std::move(all[m]), 1.0 / static_cast<double>(parts_),
                 whole_.dataset.trials.size(), whole_.plan.splits.size());
        results_.leak_checks.shared_samples += part.shared_samples;
        whole_.add(part);
        add_notes(part.dataset, part.plan, results_.notes);
    }

    Results finish() {
        fill_splits(whole_, results_);
        for (std::size_t m = 0; m < methods_.size(); ++m) {
            results_.methods.push_back(
                scored(whole_.dataset, methods_[m], evaluations_[m], params_));
            std::ranges::copy(evaluations_[m].all.learning, std::back_inserter(results_.learning));
            if (auto note = silent_units_note(methods_[m].name, evaluations_[m].all.units);
                !note.empty())
                results_.notes.push_back(std::move(note));
        }
        results_.people = results_.methods.front().people.size();
        results_.comparisons = compare(results_.methods, static_cast<std::uint64_t>(params_.seed));
        results_.friedman_p = friedman_over(results_.methods);
        return std::move(results_);
    }

private:
    /// A leak ends the run here, before the methods' work.
    void begin(const Bench& bench, const Prepared& part) {
        fill_head(params_, part, results_);
        results_.leak_checks = control(bench, soonest_fitted(methods_), params_, monitor_);
        if (parts_ > 1)
            results_.notes.push_back("The label-shuffle control is of the first of " +
                                     std::to_string(parts_) + " people.");
    }

    void show(const Bench& bench, std::vector<OverSeeds>& all) {
        if (const auto* method = method_named(methods_, params_.rate_curve.method))
            results_.rate_curve = rate_curve(bench, *method, params_.rate_curve, monitor_);
        for (const ChipFallParams& fall : chip_falls_of(params_, methods_))
            std::ranges::move(
                chip_falls(bench, *method_named(methods_, fall.method), fall, monitor_),
                std::back_inserter(results_.chips));
        add_unit_example(bench, methods_, all, results_);
        std::vector<std::optional<Learned>> learned;
        for (OverSeeds& one : all) learned.push_back(std::move(one.all.first_learned));
        add_showcase(bench, methods_, learned, results_);
    }

    const ExperimentParams& params_;
    const std::vector<MethodParams>& methods_;
    const Model* model_;
    Monitor* monitor_;
    std::size_t parts_ = 1;
    Whole whole_;
    std::vector<OverSeeds> evaluations_;  ///< of each method
    Results results_;
};

}  // namespace

Results run(const ExperimentParams& given, const Model* model, Monitor* monitor) {
    ExperimentParams params = given;
    if (model != nullptr) {
        require_one_seed(params, model->origin + " was trained with one seed");
        add_method_of(*model, params);
    }
    const auto methods = methods_of(params);
    (void)resolved(params);  // a wrong setting anywhere ends the run before the work
    const std::size_t parts = data_parts(params.data);
    if (model != nullptr) require_one_part(params, "a model is for one data set");
    if (!params.rate_curve.method.empty()) require_one_part(params, "take no rate_curve");
    if (!chip_falls_of(params, methods).empty()) {
        require_one_part(params, "take no chips");
        require_one_seed(params, "what is carried to chips was trained with one seed");
    }
    Experiment all(params, methods, model, monitor);
    for (std::size_t part = 0; part < parts; ++part) all.run(part, all.load(part), nullptr);
    return all.finish();
}

std::vector<Results> run_together(std::span<const ExperimentParams> experiments, Monitor* monitor) {
    std::vector<std::vector<MethodParams>> methods;
    for (const ExperimentParams& e : experiments) {
        if (resolved_data(e.data) != resolved_data(experiments.front().data) ||
            e.seed != experiments.front().seed)
            throw Error(Fault::config, e.name + " and " + experiments.front().name +
                                           " have different data or seeds; run them one by one");
        (void)resolved(e);
        if (!e.rate_curve.method.empty()) require_one_part(e, "take no rate_curve");
        methods.push_back(methods_of(e));
    }
    std::vector<Experiment> all;
    for (std::size_t i = 0; i < experiments.size(); ++i)
        all.emplace_back(experiments[i], methods[i], nullptr, monitor);
    for (std::size_t part = 0; !all.empty() && part < all.front().parts(); ++part) {
        const emg::Dataset data = all.front().load(part);
        Common common;
        for (Experiment& e : all) e.run(part, data, &common);
    }
    std::vector<Results> results;
    for (Experiment& e : all) results.push_back(e.finish());
    return results;
}

Results run(const ExperimentParams& params, Monitor* monitor) {
    return run(params, nullptr, monitor);
}

}  // namespace efferent

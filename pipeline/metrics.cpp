#include "pipeline/metrics.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "pipeline/statistics.hpp"

namespace efferent {

namespace {

/// Right decisions among all, of one person within one split.
struct Tally {
    double right_windows = 0, windows = 0, right_trials = 0, trials = 0;
};

using Tallies = std::map<std::int64_t, std::map<std::size_t, Tally>>;  // person, split

Tallies tally(const emg::Dataset& dataset, std::span<const TestedTrial> tested) {
    Tallies tallies;
    for (const TestedTrial& t : tested) {
        const emg::Trial& trial = dataset.trials[t.trial];
        Tally& sum = tallies[trial.subject][t.split];
        sum.trials += 1;
        sum.windows += static_cast<double>(t.decisions.size());
        sum.right_windows +=
            static_cast<double>(std::ranges::count(t.decisions, trial.task, &Decision::task));
        if (majority(t.decisions, dataset.classes.size()) == trial.task) sum.right_trials += 1;
    }
    return tallies;
}

/// Mean over splits of right / all.
double mean_over_splits(const std::map<std::size_t, Tally>& splits, double Tally::*right,
                        double Tally::*all) {
    double sum = 0.0;
    for (const auto& [split, t] : splits) sum += t.*right / t.*all;
    return sum / static_cast<double>(splits.size());
}

/// Mean of the recalls of the classes that one person was tested on.
double balanced(const emg::Dataset& dataset, std::span<const TestedTrial> tested,
                std::int64_t person) {
    std::vector<double> right(dataset.classes.size()), all(dataset.classes.size());
    for (const TestedTrial& t : tested) {
        const emg::Trial& trial = dataset.trials[t.trial];
        if (trial.subject != person) continue;
        all[index(trial.task)] += static_cast<double>(t.decisions.size());
        right[index(trial.task)] +=
            static_cast<double>(std::ranges::count(t.decisions, trial.task, &Decision::task));
    }
    double sum = 0.0, classes = 0.0;
    for (std::size_t k = 0; k < all.size(); ++k)
        if (all[k] > 0.0) sum += right[k] / all[k], classes += 1.0;
    return sum / classes;
}

void fill_confusion(const emg::Dataset& dataset, std::span<const TestedTrial> tested,
                    MethodResult& result) {
    const std::size_t k = dataset.classes.size();
    result.confusion_windows = Table(k, k);
    result.confusion_trials = Table(k, k);
    for (const TestedTrial& t : tested) {
        const auto truth = index(dataset.trials[t.trial].task);
        for (const Decision& d : t.decisions)
            result.confusion_windows.row(truth)[index(d.task)] += 1.0;
        const auto decided = index(majority(t.decisions, k));
        result.confusion_trials.row(truth)[decided] += 1.0;
        result.right_trials.push_back(decided == truth);
    }
}

std::optional<double> false_activations(const emg::Dataset& dataset,
                                        std::span<const TestedTrial> tested, const Windows& windows,
                                        TaskId rest) {
    double runs = 0.0, decisions = 0.0;
    for (const TestedTrial& t : tested) {
        if (dataset.trials[t.trial].task != rest) continue;
        bool active = false;
        for (const Decision& d : t.decisions) {
            if (d.task != rest && !active) runs += 1.0;
            active = d.task != rest;
        }
        decisions += static_cast<double>(t.decisions.size());
    }
    if (decisions == 0.0) return std::nullopt;
    return runs / (decisions * seconds(windows.increment) / 60.0);
}

std::optional<double> latency(const emg::Dataset& dataset, std::span<const TestedTrial> tested) {
    std::vector<double> first;
    for (const TestedTrial& t : tested) {
        const auto right =
            std::ranges::find(t.decisions, dataset.trials[t.trial].task, &Decision::task);
        if (right != t.decisions.end()) first.push_back(milliseconds(right->at.time_since_epoch()));
    }
    if (first.empty()) return std::nullopt;
    const auto middle = first.begin() + static_cast<std::ptrdiff_t>(first.size() / 2);
    std::ranges::nth_element(first, middle);
    return *middle;
}

/// A method is compared with those of families before its own.
int place(std::string_view family) {
    return family == "spiking" ? 2 : family == "motor units" ? 1 : 0;
}

void add_trials(const MethodResult& a, const MethodResult& b, const Summary& difference,
                Comparison& c) {
    c.per_trial_difference = difference.mean;
    c.trial_low = difference.low;
    c.trial_high = difference.high;
    if (a.right_trials.size() != b.right_trials.size()) {  // one has several seeds
        c.only_a = c.only_b = c.mcnemar_p = std::numeric_limits<double>::quiet_NaN();
        return;
    }
    for (std::size_t i = 0; i < a.right_trials.size(); ++i) {
        c.only_a += a.right_trials[i] && !b.right_trials[i];
        c.only_b += b.right_trials[i] && !a.right_trials[i];
    }
    c.mcnemar_p = mcnemar(c.only_a, c.only_b);
}

}  // namespace

TaskId majority(std::span<const Decision> decisions, std::size_t classes) {
    std::vector<std::size_t> votes(classes);
    for (const Decision& d : decisions) ++votes[index(d.task)];
    return static_cast<TaskId>(std::ranges::max_element(votes) - votes.begin());
}

MethodResult score(const emg::Dataset& dataset, std::span<const TestedTrial> tested,
                   const Windows& windows, std::optional<TaskId> rest, std::uint64_t seed) {
    MethodResult result;
    std::vector<double> per_window, per_trial, balanced_window;
    for (const auto& [person, splits] : tally(dataset, tested)) {
        result.people.push_back({std::to_string(person),
                                 mean_over_splits(splits, &Tally::right_windows, &Tally::windows),
                                 mean_over_splits(splits, &Tally::right_trials, &Tally::trials),
                                 balanced(dataset, tested, person)});
        per_window.push_back(result.people.back().per_window);
        per_trial.push_back(result.people.back().per_trial);
        balanced_window.push_back(result.people.back().balanced_window);
    }
    result.per_window = summarise(per_window, seed);
    result.per_trial = summarise(per_trial, seed);
    result.balanced_window = summarise(balanced_window, seed);
    fill_confusion(dataset, tested, result);
    if (rest) result.false_activations_per_min = false_activations(dataset, tested, windows, *rest);
    result.latency_ms = latency(dataset, tested);
    return result;
}

double trial_accuracy(const emg::Dataset& dataset, std::span<const TestedTrial> tested) {
    const auto tallies = tally(dataset, tested);
    double sum = 0.0;
    for (const auto& [person, splits] : tallies)
        sum += mean_over_splits(splits, &Tally::right_trials, &Tally::trials);
    return sum / static_cast<double>(tallies.size());
}

std::vector<Comparison> compare(std::span<const MethodResult> methods, std::uint64_t seed) {
    std::vector<Comparison> all;
    std::vector<double> p;
    const bool one_family = std::ranges::all_of(
        methods, [&](const auto& m) { return m.family == methods.front().family; });
    for (const MethodResult& a : methods)
        for (const MethodResult& b : methods) {
            const bool wanted =
                one_family ? &b == &methods.front() && &a != &b : place(a.family) > place(b.family);
            if (!wanted) continue;
            std::vector<double> windows, trials;
            for (std::size_t i = 0; i < a.people.size(); ++i) {
                windows.push_back(a.people[i].per_window - b.people[i].per_window);
                trials.push_back(a.people[i].per_trial - b.people[i].per_trial);
            }
            const Summary s = summarise(windows, seed);
            all.push_back({a.name, b.name, s.mean, s.low, s.high, 1.0});
            add_trials(a, b, summarise(trials, seed), all.back());
            p.push_back(wilcoxon(windows));
        }
    const auto corrected = holm(p);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].p = corrected[i];
    return all;
}

std::optional<double> friedman_over(std::span<const MethodResult> methods) {
    if (methods.size() < 3 || methods.front().people.size() < 3) return std::nullopt;
    Table table(methods.front().people.size(), methods.size());
    for (std::size_t m = 0; m < methods.size(); ++m)
        for (std::size_t i = 0; i < table.rows(); ++i)
            table.row(i)[m] = methods[m].people[i].per_window;
    return friedman(table);
}

}  // namespace efferent

// What the protocols share: picking trials by key, and checks of a split.
#include "pipeline/protocol.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/error.hpp"
#include "core/sha256.hpp"

namespace efferent {

std::vector<std::int64_t> values_of(const emg::Dataset& dataset,
                                    std::span<const std::size_t> trials, Key key) {
    std::set<std::int64_t> values;
    for (const std::size_t t : trials) values.insert(dataset.trials[t].*key);
    return {values.begin(), values.end()};
}

std::vector<std::size_t> trials_where(const emg::Dataset& dataset,
                                      std::span<const std::size_t> trials, Key key,
                                      std::span<const std::int64_t> values) {
    std::vector<std::size_t> kept;
    for (const std::size_t t : trials)
        if (std::ranges::find(values, dataset.trials[t].*key) != values.end()) kept.push_back(t);
    return kept;
}

std::vector<std::size_t> all_trials(const emg::Dataset& dataset) {
    std::vector<std::size_t> all(dataset.trials.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

std::string list(std::span<const std::int64_t> values) {
    std::string text;
    for (const auto v : values) text += (text.empty() ? "" : ", ") + std::to_string(v);
    return text;
}

void note_left_out(const emg::Dataset& dataset, std::span<const std::int64_t> people, Plan& plan) {
    if (!people.empty())
        plan.notes.push_back(
            "People left out because a session of the protocol is missing: " + list(people) + ".");
    if (plan.splits.empty())
        throw Error(Fault::config,
                    dataset.name + ": nobody has the sessions that the protocol asks for");
}

bool has_all(std::span<const std::int64_t> sessions, std::span<const std::int64_t> wanted) {
    return std::ranges::all_of(
        wanted, [&](std::int64_t s) { return std::ranges::find(sessions, s) != sessions.end(); });
}

void require_trainable(const emg::Dataset& dataset, const Split& split) {
    const auto refuse = [&](const std::string& why) {
        throw Error(Fault::config, dataset.name + ": " + split.unit + ": " + why);
    };
    if (split.train.empty()) refuse("no trial is left to train on");
    if (split.test.empty()) refuse("no trial is left to test on");
    std::set<TaskId> trained, calibrated;
    for (const std::size_t t : split.train) trained.insert(dataset.trials[t].task);
    for (const std::size_t t : split.calibrate) calibrated.insert(dataset.trials[t].task);
    for (const std::size_t t : split.test) {
        const TaskId task = dataset.trials[t].task;
        if (!trained.contains(task))
            refuse("class \"" + dataset.classes[index(task)] +
                   "\" is tested but has no training trial; it needs at least one repetition in "
                   "each part");
        if (!split.calibrate.empty() && !calibrated.contains(task))
            refuse("class \"" + dataset.classes[index(task)] +
                   "\" is tested but has no trial to calibrate with");
    }
}

std::vector<std::size_t> first_of_same_training(const Plan& plan) {
    std::vector<std::size_t> first;
    for (const Split& split : plan.splits)
        first.push_back(static_cast<std::size_t>(
            std::ranges::find(plan.splits, split.train, &Split::train) - plan.splits.begin()));
    return first;
}

std::string fingerprint(const emg::Dataset& dataset, const Plan& plan) {
    std::string text;
    const auto part = [&](const char* name, const std::vector<std::size_t>& trials) {
        text += name;
        for (const std::size_t t : trials) {
            const emg::Trial& trial = dataset.trials[t];
            text += std::to_string(trial.start) + "+" + std::to_string(trial.length) + ":" +
                    dataset.classes[index(trial.task)] + " ";
        }
        text += "\n";
    };
    for (const Split& split : plan.splits) {
        text += split.unit + "\n";
        part("train ", split.train);
        if (!split.calibrate.empty()) part("calibrate ", split.calibrate);
        part("test ", split.test);
    }
    return sha256(text);
}

}  // namespace efferent

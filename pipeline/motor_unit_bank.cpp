// Learns filters and networks of several arrays, task by task.
#include "pipeline/motor_unit_bank.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/parallel.hpp"
#include "pipeline/array_trials.hpp"

namespace efferent {

namespace {

using Pulses = std::vector<std::size_t>;

/// The trials of `count` repetitions, spread evenly over all; task after task.
std::vector<LabelledSignal> decomposed(std::span<const LabelledSignal> trials, std::int64_t count) {
    std::set<std::int64_t> all;
    for (const LabelledSignal& trial : trials) all.insert(trial.group);
    const std::vector<std::int64_t> groups(all.begin(), all.end());
    const std::size_t wanted = std::min(static_cast<std::size_t>(count), groups.size());
    std::set<std::int64_t> chosen;
    for (std::size_t i = 0; i < wanted; ++i)
        chosen.insert(groups[(2 * i + 1) * groups.size() / (2 * wanted)]);
    std::vector<LabelledSignal> kept;
    for (const LabelledSignal& trial : trials)
        if (chosen.contains(trial.group)) kept.push_back(trial);
    std::ranges::stable_sort(kept, {}, &LabelledSignal::task);
    return kept;
}

}  // namespace

MotorUnitParams BankParams::task_by_task() {
    MotorUnitParams params = motor_unit_preset("intramuscular");
    params.decomposition.extension = 8;
    params.decomposition.seeds = 32;
    params.decomposition.min_silhouette = 0.8;
    return params;
}

std::int64_t BankParams::filter_length() const {
    return filter_extension == 0 ? decomposition.decomposition.extension : filter_extension;
}

void describe(Fields& field, BankParams& p) {
    field("array_channels", p.array_channels, "channels of an array; arrays follow each other");
    field("repetitions", p.repetitions, "of those that train, so many are decomposed");
    field("most_units", p.most_units, "of an array");
    field("min_silhouette", p.min_silhouette, "of a filter over all trials that were decomposed");
    field("decomposition", p.decomposition, "band-pass and search, task by task");
    field("filter_extension", p.filter_extension,
          "delayed copies of each channel that a unit's filter over all trials weighs; 0: as many "
          "as in the search");
    field("take_own_part", p.take_own_part,
          "take the own part of each discharge that a filter was made from off its height before "
          "thresholds and silhouettes are chosen: other trials do not have it");
    field("units", p.units,
          "what finds them in a stream: \"filters\", linear ones on the samples, or \"spiking\", "
          "networks on delta events");
    field("spiking", p.spiking, "how networks are trained");
    field.require(p.units == "filters" || p.units == "spiking", "units",
                  "must be \"filters\" or \"spiking\"");
    field.require(p.array_channels >= 1, "array_channels", "must be at least 1");
    field.require(p.repetitions >= 1, "repetitions", "must be at least 1");
    field.require(p.filter_extension >= 0 && p.filter_extension <= 256, "filter_extension",
                  "must be from 0 to 256");
    field.require(p.most_units >= 1, "most_units", "must be at least 1");
    field.require(p.min_silhouette >= 0.0 && p.min_silhouette <= 1.0, "min_silhouette",
                  "must be from 0 to 1");
}

namespace {

/// What filters and networks are made from.
struct Found {
    std::vector<std::vector<ArrayUnit>> arrays;
    std::size_t candidates = 0;
};

std::vector<ArrayTrials> arrays_of(std::span<const LabelledSignal> searched,
                                   const BankParams& params) {
    const std::size_t all = searched.front().signal.channels();
    const auto channels = static_cast<std::size_t>(params.array_channels);
    if (all % channels != 0)
        throw Error(Fault::config, "array_channels: " + std::to_string(all) +
                                       " channels are no whole arrays of " +
                                       std::to_string(channels));
    std::vector<ArrayTrials> arrays;
    for (std::size_t c = 0; c < all; c += channels) arrays.emplace_back(searched, c, params);
    return arrays;
}

Found find_units(const std::vector<ArrayTrials>& arrays, Common* common, Monitor* monitor) {
    const std::size_t tasks = arrays.front().tasks();
    std::vector<std::vector<std::vector<Pulses>>> found(arrays.size());
    for (auto& of_array : found) of_array.resize(tasks);
    for_each_index(arrays.size() * tasks, [&](std::size_t i) {
        found[i / tasks][i % tasks] = arrays[i / tasks].search(i % tasks, common, monitor);
    });
    Found all;
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        for (const auto& of_task : found[a]) all.candidates += of_task.size();
        all.arrays.push_back(arrays[a].units(found[a]));
    }
    return all;
}

/// The units that a bank takes of an array's, which come the best silhouette first.
std::span<const ArrayUnit> taken(std::span<const ArrayUnit> units, const BankParams& params) {
    const auto certain = std::ranges::find_if(
        units, [&](const ArrayUnit& unit) { return unit.silhouette < params.min_silhouette; });
    const auto count = static_cast<std::size_t>(certain - units.begin());
    return units.first(std::min(count, static_cast<std::size_t>(params.most_units)));
}

/// Of what `find` gives for the arrays.
template <class Find>
MotorUnitBank made_of(std::span<const LabelledSignal> trials, const BankParams& params,
                      const Find& find) {
    const std::vector<LabelledSignal> searched = decomposed(trials, params.repetitions);
    const std::vector<ArrayTrials> arrays = arrays_of(searched, params);
    const std::shared_ptr<const Found> found = find(arrays);
    MotorUnitBank bank;
    bank.band = band_of(params);
    bank.candidates = found->candidates;
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        const std::span<const ArrayUnit> units = taken(found->arrays[a], params);
        if (params.units == "spiking") bank.networks.push_back(arrays[a].network(units));
        bank.arrays.push_back(arrays[a].filters(units));
        bank.units_of.push_back(bank.networks.empty() ? units.size()
                                                      : bank.networks.back().units.size());
    }
    if (bank.units() == 0)
        throw Error(Fault::config, "no motor unit was found in " + std::to_string(searched.size()) +
                                       " trials of " + std::to_string(arrays.size()) + " arrays");
    return bank;
}

}  // namespace

MotorUnitBank learn_bank(std::span<const LabelledSignal> trials, const BankParams& params,
                         Monitor* monitor) {
    return made_of(trials, params, [&](const std::vector<ArrayTrials>& arrays) {
        return std::make_shared<const Found>(find_units(arrays, nullptr, monitor));
    });
}

std::size_t MotorUnitBank::units() const {
    return std::accumulate(units_of.begin(), units_of.end(), std::size_t{0});
}

std::shared_ptr<const MotorUnitBank> bank_of(const TrainingSet& training, const BankParams& params,
                                             Monitor* monitor) {
    Keep* keep = training.aids.keep;
    if (keep == nullptr)
        return std::make_shared<const MotorUnitBank>(learn_bank(training.trials, params, monitor));
    BankParams search = params;  // without what plays no part in it
    search.units = "filters";
    search.spiking = BankParams{}.spiking;
    search.min_silhouette = BankParams{}.min_silhouette;
    search.most_units = BankParams{}.most_units;
    const auto find = [&](const std::vector<ArrayTrials>& arrays) {
        return keep->of<Found>("found motor units " + Config::of(search).dump(),
                               [&] { return find_units(arrays, training.aids.common, monitor); });
    };
    return keep->of<MotorUnitBank>("bank of motor units " + Config::of(params).dump(),
                                   [&] { return made_of(training.trials, params, find); });
}

}  // namespace efferent

// Learns filters task by task, joins them, and applies them to streams.
#include "pipeline/motor_unit_bank.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/parallel.hpp"
#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/search.hpp"
#include "pipeline/spiking_chain.hpp"

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

/// One array's channels of the decomposed trials, band-passed, one after the other.
struct Joined {
    std::vector<float> samples;
    std::vector<std::size_t> begins;  ///< of the tasks, and the end
};

Joined joined(std::span<const LabelledSignal> trials, std::size_t first, std::size_t channels,
              const Band& band) {
    Joined all;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const SignalView& trial = trials[i].signal;
        std::vector<float> samples;
        append_columns(trial, first, channels, samples);
        band_pass(band, trial.rate(), channels)->apply(samples);
        if (i == 0 || trials[i].task != trials[i - 1].task)
            all.begins.push_back(all.samples.size() / channels);
        all.samples.insert(all.samples.end(), samples.begin(), samples.end());
    }
    all.begins.push_back(all.samples.size() / channels);
    return all;
}

/// A unit of the joined trials.
struct Unit {
    motor_units::UnitFilter filter;
    double silhouette = 0.0;
    Pulses pulses;
    std::vector<Time> discharges;  ///< the times of the pulses
};

class ArrayBank {
public:
    ArrayBank(Joined trials, Hertz rate, std::size_t channels, const BankParams& params)
        : trials_(std::move(trials)), rate_(rate), channels_(channels), params_(params) {
        separation_ = static_cast<std::size_t>(std::max<std::int64_t>(
            1, sample_count(rate, params.decomposition.decomposition.separation)));
    }

    std::size_t tasks() const { return trials_.begins.size() - 1; }

    /// Pulses of the units of one task, counted from the begin of all.
    std::vector<Pulses> search(std::size_t task, Monitor& monitor) const {
        const std::size_t begin = trials_.begins[task], end = trials_.begins[task + 1];
        const auto part =
            std::span(trials_.samples).subspan(begin * channels_, (end - begin) * channels_);
        const auto found = motor_units::decompose({rate_, 0, channels_, part},
                                                  params_.decomposition.decomposition, monitor);
        std::vector<Pulses> all;
        for (const motor_units::MotorUnit& unit : found.units) {
            all.push_back(unit.pulses);
            for (std::size_t& t : all.back()) t += begin;
        }
        return all;
    }

    /// Filters of the units that stay, the best silhouette first.
    std::vector<Unit> units(const std::vector<Pulses>& pulses) const {
        std::vector<Unit> kept;
        if (pulses.empty()) return kept;
        std::vector<Unit> all = filtered(pulses);
        std::ranges::stable_sort(all, std::ranges::greater(), &Unit::silhouette);
        for (Unit& unit : all) {
            if (unit.silhouette < params_.min_silhouette ||
                kept.size() == static_cast<std::size_t>(params_.most_units))
                break;
            if (std::ranges::none_of(kept, [&](const Unit& k) { return is_same(k, unit); }))
                kept.push_back(std::move(unit));
        }
        return kept;
    }

    motor_units::StreamFilters filters(std::vector<Unit>& units) const {
        motor_units::StreamFilters f{
            rate_,
            channels_,
            static_cast<std::size_t>(params_.decomposition.decomposition.extension),
            separation_,
            {}};
        for (Unit& unit : units) f.units.push_back(std::move(unit.filter));
        return f;
    }

    /// A network that finds these units in delta events; without units if there are none.
    SpikingUnits network(const std::vector<Unit>& units) const {
        std::vector<std::vector<std::size_t>> discharges;
        std::vector<std::string> names;
        const auto least = static_cast<std::size_t>(params_.spiking.min_discharges);
        for (const Unit& unit : units) {
            if (unit.pulses.size() < least) continue;
            discharges.push_back(unit.pulses);
            names.push_back(std::to_string(names.size()));
        }
        if (names.empty()) return {};
        return train_spiking_units({rate_, 0, channels_, trials_.samples}, discharges, names,
                                   params_.spiking);
    }

private:
    std::vector<Unit> filtered(const std::vector<Pulses>& pulses) const {
        const auto& p = params_.decomposition.decomposition;
        const auto signal = motor_units::extend({rate_, 0, channels_, trials_.samples},
                                                static_cast<std::size_t>(p.extension));
        const motor_units::Inverse inverse(signal->covariance(), p.regularisation);
        std::vector<motor_units::Filters::Instants> instants;
        for (const Pulses& unit : pulses)
            instants.push_back({unit, std::vector<double>(unit.size(), 1.0)});
        auto filters = motor_units::Filters(*signal, inverse).of(instants);
        std::vector<Unit> all(pulses.size());
        constexpr std::size_t together = 16;  // sources in memory
        for (std::size_t first = 0; first < filters.size(); first += together) {
            const std::size_t count = std::min(together, filters.size() - first);
            const auto begin = filters.begin() + static_cast<std::ptrdiff_t>(first);
            const auto sources =
                signal->project({begin, begin + static_cast<std::ptrdiff_t>(count)});
            for_each_index(count, [&](std::size_t i) {
                all[first + i] = unit(sources[i], pulses[first + i]);
            });
        }
        for (std::size_t u = 0; u < all.size(); ++u) all[u].filter.filter = std::move(filters[u]);
        return all;
    }

    Unit unit(std::span<const float> source, const Pulses& known) const {
        const Pulses peaks = motor_units::peaks(source, separation_);
        const auto classes = motor_units::classify_known(source, peaks, known);
        Unit unit{{{}, {}, classes.low, classes.high}, classes.silhouette, {}, {}};
        const double limit = 0.5 * (classes.low + classes.high);
        for (const std::size_t t : peaks)
            if (double{source[t]} * double{source[t]} > limit) {
                unit.pulses.push_back(t);
                unit.discharges.push_back(sample_time(rate_, static_cast<std::int64_t>(t)));
            }
        if (classes.low >= classes.high) unit.silhouette = 0.0;
        return unit;
    }

    bool is_same(const Unit& a, const Unit& b) const {
        const double most = static_cast<double>(std::max(a.discharges.size(), b.discharges.size()));
        const double least =
            static_cast<double>(std::min(a.discharges.size(), b.discharges.size()));
        const double share = params_.decomposition.decomposition.duplicate_share;
        if (least < share * most) return false;
        const auto both = motor_units::agree(a.discharges, b.discharges, {});
        return static_cast<double>(both.shared) >= share * most;
    }

    Joined trials_;
    Hertz rate_;
    std::size_t channels_;
    const BankParams& params_;
    std::size_t separation_ = 1;
};

}  // namespace

MotorUnitParams BankParams::task_by_task() {
    MotorUnitParams params = motor_unit_preset("intramuscular");
    params.decomposition.extension = 8;
    params.decomposition.seeds = 32;
    params.decomposition.min_silhouette = 0.8;
    return params;
}

void describe(Fields& field, BankParams& p) {
    field("array_channels", p.array_channels, "channels of an array; arrays follow each other");
    field("repetitions", p.repetitions, "of those that train, so many are decomposed");
    field("most_units", p.most_units, "of an array");
    field("min_silhouette", p.min_silhouette, "of a filter over all trials that were decomposed");
    field("decomposition", p.decomposition, "band-pass and search, task by task");
    field("units", p.units,
          "what finds them in a stream: \"filters\", linear ones on the samples, or \"spiking\", "
          "networks on delta events");
    field("spiking", p.spiking, "how networks are trained");
    field.require(p.units == "filters" || p.units == "spiking", "units",
                  "must be \"filters\" or \"spiking\"");
    field.require(p.array_channels >= 1, "array_channels", "must be at least 1");
    field.require(p.repetitions >= 1, "repetitions", "must be at least 1");
    field.require(p.most_units >= 1, "most_units", "must be at least 1");
    field.require(p.min_silhouette >= 0.0 && p.min_silhouette <= 1.0, "min_silhouette",
                  "must be from 0 to 1");
}

MotorUnitBank learn_bank(std::span<const LabelledSignal> trials, const BankParams& params,
                         Monitor* monitor) {
    const SignalView& first = trials.front().signal;
    const auto channels = static_cast<std::size_t>(params.array_channels);
    if (first.channels() % channels != 0)
        throw Error(Fault::config, "array_channels: " + std::to_string(first.channels()) +
                                       " channels are no whole arrays of " +
                                       std::to_string(channels));
    MotorUnitBank bank;
    bank.band = {params.decomposition.low_hz, params.decomposition.high_hz,
                 params.decomposition.order};
    const std::vector<LabelledSignal> searched = decomposed(trials, params.repetitions);
    std::vector<ArrayBank> arrays;
    for (std::size_t c = 0; c < first.channels(); c += channels)
        arrays.emplace_back(joined(searched, c, channels, bank.band), first.rate(), channels,
                            params);
    const std::size_t tasks = arrays.front().tasks();
    std::vector<std::vector<Pulses>> found(arrays.size() * tasks);
    for_each_index(found.size(), [&](std::size_t i) {
        Monitor own(monitor);
        found[i] = arrays[i / tasks].search(i % tasks, own);
    });
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        std::vector<Pulses> pulses;
        for (std::size_t t = 0; t < tasks; ++t)
            std::ranges::move(found[a * tasks + t], std::back_inserter(pulses));
        bank.candidates += pulses.size();
        auto units = arrays[a].units(pulses);
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

std::size_t MotorUnitBank::units() const {
    return std::accumulate(units_of.begin(), units_of.end(), std::size_t{0});
}

std::shared_ptr<const MotorUnitBank> bank_of(const TrainingSet& training, const BankParams& params,
                                             Monitor* monitor) {
    const auto learn = [&] { return learn_bank(training.trials, params, monitor); };
    if (training.aids.keep == nullptr) return std::make_shared<const MotorUnitBank>(learn());
    return training.aids.keep->of<MotorUnitBank>("bank of motor units " + Config::of(params).dump(),
                                                 learn);
}

}  // namespace efferent

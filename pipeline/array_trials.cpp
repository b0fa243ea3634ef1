// Decomposes an array's trials, and makes filters and networks of what was found.
#include "pipeline/array_trials.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "core/sha256.hpp"
#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/search.hpp"

namespace efferent {

Band band_of(const BankParams& params) {
    return {params.decomposition.low_hz, params.decomposition.high_hz, params.decomposition.order};
}

ArrayTrials::ArrayTrials(std::span<const LabelledSignal> trials, std::size_t first,
                         const BankParams& params)
    : rate_(trials.front().signal.rate()),
      channels_(static_cast<std::size_t>(params.array_channels)),
      params_(&params),
      separation_(static_cast<std::size_t>(std::max<std::int64_t>(
          1, sample_count(rate_, params.decomposition.decomposition.separation)))) {
    for (std::size_t i = 0; i < trials.size(); ++i) {
        std::vector<float> samples;
        append_columns(trials[i].signal, first, channels_, samples);
        band_pass(band_of(params), rate_, channels_)->apply(samples);
        if (i == 0 || trials[i].task != trials[i - 1].task)
            begins_.push_back(samples_.size() / channels_);
        samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
    begins_.push_back(samples_.size() / channels_);
}

SignalView ArrayTrials::of_task(std::size_t task) const {
    const std::size_t begin = begins_[task], end = begins_[task + 1];
    return {rate_, 0, channels_,
            std::span(samples_).subspan(begin * channels_, (end - begin) * channels_)};
}

std::vector<std::vector<std::size_t>> ArrayTrials::search(std::size_t task, Common* common,
                                                          Monitor* monitor) const {
    const SignalView signal = of_task(task);
    const auto find = [&] {
        Monitor own(monitor);
        std::vector<Pulses> all;
        for (motor_units::MotorUnit& unit :
             motor_units::decompose(signal, decomposition(), own).units)
            all.push_back(std::move(unit.pulses));
        return all;
    };
    if (common == nullptr) return find();
    const std::string_view bytes(reinterpret_cast<const char*>(signal.samples().data()),
                                 signal.samples().size_bytes());
    return *common->of<std::vector<Pulses>>("motor units of " + std::to_string(channels_) +
                                                " channels at " + std::to_string(rate_.value) +
                                                " Hz, " + sha256(bytes) + ", by " +
                                                Config::of(decomposition()).dump(),
                                            find);
}

std::vector<ArrayUnit> ArrayTrials::units(const std::vector<std::vector<Pulses>>& found) const {
    std::vector<Pulses> pulses;
    for (std::size_t task = 0; task < found.size(); ++task)
        for (Pulses unit : found[task]) {
            for (std::size_t& t : unit) t += begins_[task] + later();
            std::erase_if(unit, [&](std::size_t t) { return t >= begins_[task + 1]; });
            if (!unit.empty()) pulses.push_back(std::move(unit));
        }
    std::vector<ArrayUnit> kept;
    if (pulses.empty()) return kept;
    std::vector<ArrayUnit> all = filtered(pulses);
    std::ranges::stable_sort(all, std::ranges::greater(), &ArrayUnit::silhouette);
    for (ArrayUnit& unit : all)
        if (std::ranges::none_of(kept, [&](const ArrayUnit& k) { return is_same(k, unit); }))
            kept.push_back(std::move(unit));
    return kept;
}

motor_units::StreamFilters ArrayTrials::filters(std::span<const ArrayUnit> units) const {
    motor_units::StreamFilters f{
        rate_, channels_, static_cast<std::size_t>(params_->filter_length()), separation_, {}};
    for (const ArrayUnit& unit : units) f.units.push_back(unit.filter);
    return f;
}

SpikingUnits ArrayTrials::network(std::span<const ArrayUnit> units) const {
    std::vector<Pulses> discharges;
    std::vector<std::string> names;
    const auto least = static_cast<std::size_t>(params_->spiking.min_discharges);
    for (const ArrayUnit& unit : units) {
        if (unit.pulses.size() < least) continue;
        discharges.emplace_back();
        for (const std::size_t t : unit.pulses)  // where the search saw them, as its presets expect
            if (t >= later()) discharges.back().push_back(t - later());
        names.push_back(std::to_string(names.size()));
    }
    if (names.empty()) return {};
    return train_spiking_units({rate_, 0, channels_, samples_}, discharges, names,
                               params_->spiking);
}

std::size_t ArrayTrials::later() const {
    return static_cast<std::size_t>(
        std::max<std::int64_t>(0, params_->filter_length() - decomposition().extension));
}

std::vector<ArrayUnit> ArrayTrials::filtered(const std::vector<Pulses>& pulses) const {
    const auto signal = motor_units::extend({rate_, 0, channels_, samples_},
                                            static_cast<std::size_t>(params_->filter_length()));
    const motor_units::Inverse inverse(signal->covariance(), decomposition().regularisation);
    std::vector<motor_units::Filters::Instants> instants;
    instants.reserve(pulses.size());
    for (const Pulses& unit : pulses)
        instants.push_back({unit, std::vector<double>(unit.size(), 1.0)});
    const motor_units::Filters made(*signal, inverse);
    auto filters = made.of(instants);
    std::vector<ArrayUnit> all(pulses.size());
    constexpr std::size_t together = 16;  // sources in memory
    for (std::size_t first = 0; first < filters.size(); first += together) {
        const std::size_t count = std::min(together, filters.size() - first);
        const auto begin = filters.begin() + static_cast<std::ptrdiff_t>(first);
        auto sources = signal->project({begin, begin + static_cast<std::ptrdiff_t>(count)});
        for_each_index(count, [&](std::size_t i) {
            const Pulses& known = pulses[first + i];
            all[first + i] = unit(std::move(sources[i]), known,
                                  params_->take_own_part ? made.own_share(known) : 0.0);
        });
    }
    for (std::size_t u = 0; u < all.size(); ++u) all[u].filter.filter = std::move(filters[u]);
    return all;
}

ArrayUnit ArrayTrials::unit(std::vector<float> source, const Pulses& known,
                            double own_share) const {
    const Pulses peaks = motor_units::peaks(source, separation_);
    if (own_share > 0.0)
        motor_units::take_own_part(source, motor_units::classify_known(source, peaks, known).pulses,
                                   own_share);
    const auto classes = motor_units::classify_known(source, peaks, known);
    ArrayUnit unit{{{}, {}, classes.low, classes.high}, classes.silhouette, {}, {}};
    const double limit = 0.5 * (classes.low + classes.high);
    for (const std::size_t t : peaks)
        if (double{source[t]} * double{source[t]} > limit) {
            unit.pulses.push_back(t);
            unit.discharges.push_back(sample_time(rate_, static_cast<std::int64_t>(t)));
        }
    unit.filter.usual =
        static_cast<double>(unit.pulses.size()) * rate_.value / static_cast<double>(source.size());
    if (classes.low >= classes.high) unit.silhouette = 0.0;
    return unit;
}

bool ArrayTrials::is_same(const ArrayUnit& a, const ArrayUnit& b) const {
    const double most = static_cast<double>(std::max(a.discharges.size(), b.discharges.size()));
    const double least = static_cast<double>(std::min(a.discharges.size(), b.discharges.size()));
    const double share = decomposition().duplicate_share;
    if (least < share * most) return false;
    const auto both = motor_units::agree(a.discharges, b.discharges, {});
    return static_cast<double>(both.shared) >= share * most;
}

}  // namespace efferent

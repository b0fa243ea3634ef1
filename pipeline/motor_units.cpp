// Cuts, filters and decomposes a recording.
#include "pipeline/motor_units.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "decoders/motor_units/oracle.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/filter.hpp"

namespace efferent {
namespace {

struct Cut {
    std::vector<std::string> channels;
    std::vector<float> samples;
    std::size_t begin = 0;
};

std::vector<std::size_t> kept_channels(const emg::Recording& recording, const Stretch& stretch) {
    for (const std::string& name : stretch.skip_channels)
        if (std::ranges::find(recording.channels(), name) == recording.channels().end())
            throw Error(Fault::config,
                        "channel to skip: " + unknown_name(name, recording.channels()));
    std::vector<std::size_t> kept;
    for (std::size_t m = 0; m < recording.channels().size(); ++m)
        if (std::ranges::find(stretch.skip_channels, recording.channels()[m]) ==
            stretch.skip_channels.end())
            kept.push_back(m);
    return kept;
}

Cut cut(const emg::Dataset& dataset, const Stretch& stretch) {
    const SignalView all = dataset.recording.signal();
    const double rate = all.rate().value, length_s = static_cast<double>(all.length()) / rate;
    const double end_s = stretch.length_s > 0.0 ? stretch.begin_s + stretch.length_s : length_s;
    if (!(stretch.begin_s >= 0.0 && stretch.begin_s < end_s && end_s <= length_s + 0.5 / rate))
        throw Error(Fault::config, dataset.name + ": has " + exact(length_s) + " s; " +
                                       exact(stretch.begin_s) + " s to " + exact(end_s) +
                                       " s must lie within");
    Cut result;
    result.begin = static_cast<std::size_t>(std::llround(stretch.begin_s * rate));
    const std::size_t end =
        std::min(all.length(), static_cast<std::size_t>(std::llround(end_s * rate)));
    const auto kept = kept_channels(dataset.recording, stretch);
    for (const std::size_t m : kept) result.channels.push_back(dataset.recording.channels()[m]);
    std::vector<double> means(kept.size());
    for (std::size_t t = result.begin; t < end; ++t)
        for (std::size_t i = 0; i < kept.size(); ++i)
            means[i] += double{all.row(t)[kept[i]]} / static_cast<double>(end - result.begin);
    for (std::size_t t = result.begin; t < end; ++t)
        for (std::size_t i = 0; i < kept.size(); ++i)
            result.samples.push_back(static_cast<float>(double{all.row(t)[kept[i]]} - means[i]));
    return result;
}

/// The settings of the filter "band_pass".
struct Band {
    double low_hz, high_hz;
    std::int64_t order;
};
void describe(Fields& field, Band& b) {
    field("low_hz", b.low_hz, "lower edge");
    field("high_hz", b.high_hz, "upper edge");
    field("order", b.order, "poles for each edge");
}

/// Filters in place, after what is constant has been found: behind the filter it is not.
void filter(Cut& part, Hertz rate, const MotorUnitParams& params) {
    const auto band = make(
        emg::filters(), Config::of(Band{params.low_hz, params.high_hz, params.order}, "band_pass"));
    band->prepare(rate, part.channels.size());
    motor_units::require_usable({rate, 0, part.channels.size(), part.samples}, params.decomposition,
                                part.channels);
    band->apply(part.samples);
}

}  // namespace

void describe(Fields& field, MotorUnitParams& p) {
    field("low_hz", p.low_hz, "lower edge of the band-pass");
    field("high_hz", p.high_hz, "upper edge of the band-pass, below half the rate");
    field("order", p.order, "poles for each edge");
    field("decomposition", p.decomposition, "the search for motor units");
    field.require(p.low_hz > 0.0, "low_hz", "must be above zero");
    field.require(p.high_hz > p.low_hz, "high_hz", "must be above low_hz");
    field.require(p.order >= 1 && p.order <= 10, "order", "must be from 1 to 10");
}

MotorUnitParams motor_unit_preset(const std::string& name) {
    MotorUnitParams params;
    if (name == "intramuscular") return params;
    if (name != "surface") {
        const std::vector<std::string> known{"intramuscular", "surface"};
        throw Error(Fault::config, "preset: " + unknown_name(name, known));
    }
    params.high_hz = 500.0;
    params.decomposition.extension = 12;
    params.decomposition.template_half = 20ms;
    params.decomposition.min_silhouette = 0.8;
    return params;
}

MotorUnitRun find_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                              const MotorUnitParams& params, Monitor& monitor) {
    Cut part = cut(dataset, stretch);
    MotorUnitRun run;
    run.name = dataset.name;
    run.simulated = dataset.simulated;
    run.rate = dataset.recording.rate();
    run.unit = dataset.recording.unit().name;
    run.channels = part.channels;
    run.begin = part.begin;
    run.length = run.channels.empty() ? 0 : part.samples.size() / run.channels.size();
    run.params = params;
    filter(part, run.rate, params);
    run.result = motor_units::decompose({run.rate, 0, run.channels.size(), part.samples},
                                        params.decomposition, monitor);
    return run;
}

TruthCheck check_truth(const emg::Dataset& dataset, const Stretch& stretch, const MotorUnitRun& run,
                       const std::vector<motor_units::Train>& truth) {
    const auto begin = static_cast<std::int64_t>(run.begin);
    const auto there =
        motor_units::between(truth, sample_time(run.rate, begin),
                             sample_time(run.rate, begin + static_cast<std::int64_t>(run.length)));
    const motor_units::ScoreParams limits;
    TruthCheck check;
    check.blind = motor_units::score(trains(run), there, limits);

    std::vector<std::vector<std::size_t>> pulses(there.size());
    for (std::size_t u = 0; u < there.size(); ++u)
        for (const Time t : there[u].discharges) {
            const std::int64_t sample = std::llround(seconds(t) * run.rate.value) - begin;
            pulses[u].push_back(static_cast<std::size_t>(
                std::clamp(sample, std::int64_t{0}, static_cast<std::int64_t>(run.length) - 1)));
        }
    Cut part = cut(dataset, stretch);
    filter(part, run.rate, run.params);
    const auto agreements =
        motor_units::oracle({run.rate, 0, part.channels.size(), part.samples}, pulses,
                            run.params.decomposition, {limits.roa_tolerance, limits.max_lag});
    std::vector<bool> blind(there.size(), false);
    for (const auto& u : check.blind.units)
        if (u.verdict == motor_units::Verdict::found && u.at_roa.rate() >= limits.good_roa)
            blind[*u.truth] = true;
    for (std::size_t u = 0; u < there.size(); ++u) {
        check.oracle_found += agreements[u].rate() >= limits.found_roa;
        check.oracle_good += agreements[u].rate() >= limits.good_roa;
        check.both += agreements[u].rate() >= limits.good_roa && blind[u];
    }
    return check;
}

std::vector<motor_units::Train> trains(const MotorUnitRun& run) {
    auto all = motor_units::trains(run.result, run.rate);
    for (std::size_t u = 0; u < all.size(); ++u)
        for (std::size_t i = 0; i < all[u].discharges.size(); ++i)
            all[u].discharges[i] = sample_time(
                run.rate, static_cast<std::int64_t>(run.begin + run.result.units[u].pulses[i]));
    return all;
}

}  // namespace efferent

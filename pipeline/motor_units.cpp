// Cuts, filters and decomposes a recording.
#include "pipeline/motor_units.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/dependent.hpp"
#include "decoders/motor_units/oracle.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "pipeline/sample_size.hpp"

namespace efferent {
namespace {

/// Refuses what the settings cannot be for, naming the recording and what would do.
void require_array(const emg::Dataset& dataset, std::size_t channels,
                   const MotorUnitParams& params) {
    if (channels == 1)
        throw Error(Fault::config, dataset.name +
                                       ": has one channel, and arrays are decomposed by the "
                                       "places of several; --preset needle takes one");
    const double rate = dataset.recording.rate().value;
    if (params.high_hz >= rate / 2.0)
        throw Error(Fault::config, dataset.name + ": has " + exact(rate) +
                                       " samples a second, so high_hz, " + exact(params.high_hz) +
                                       " Hz here, must be below " + exact(rate / 2.0) +
                                       "; --preset surface, for grids on the skin, has 500 Hz");
}

/// Filters in place, after what is constant has been found: behind the filter it is not.
void filter(Cut& part, Hertz rate, const MotorUnitParams& params) {
    const auto band =
        band_pass({params.low_hz, params.high_hz, params.order}, rate, part.channels.size());
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
        const std::vector<std::string> known{"intramuscular", "surface", "needle"};
        throw Error(Fault::config, "preset: " + unknown_name(name, known));
    }
    params.high_hz = 500.0;
    params.decomposition.extension = 12;
    params.decomposition.patience = 12;
    params.decomposition.template_half = 20ms;
    params.decomposition.min_silhouette = 0.8;
    return params;
}

MotorUnitRun find_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                              const MotorUnitParams& params, Monitor& monitor) {
    Cut part = cut(dataset, stretch);
    require_array(dataset, part.channels.size(), params);
    MotorUnitRun run;
    run.means = motor_units::centre(part.samples, part.channels.size());
    run.skipped = stretch.skip_channels;
    run.name = dataset.name;
    run.simulated = dataset.simulated;
    run.rate = dataset.recording.rate();
    run.unit = dataset.recording.unit().name;
    run.channels = part.channels;
    run.places = part.places;
    run.begin = part.begin;
    run.length = run.channels.empty() ? 0 : part.samples.size() / run.channels.size();
    run.params = params;
    for (const std::size_t m :
         motor_units::dependent_channels({run.rate, 0, run.channels.size(), part.samples}))
        run.dependent.push_back(run.channels[m]);
    try {
        filter(part, run.rate, params);
    } catch (Error& e) {
        e.during(dataset.name);
        throw;
    }
    run.odd_size =
        odd_size(deviations(part.samples, run.channels.size()), dataset.recording.unit());
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
    (void)motor_units::centre(part.samples, part.channels.size());
    filter(part, run.rate, run.params);
    const auto agreements =
        motor_units::oracle({run.rate, 0, part.channels.size(), part.samples}, pulses,
                            run.params.decomposition, {limits.roa_tolerance, limits.max_lag});
    std::vector<bool> blind(there.size(), false);
    for (const auto& u : check.blind.units)
        if (u.verdict == motor_units::Verdict::found && u.at_roa.rate() >= limits.good_roa)
            blind[*u.truth] = true;
    for (std::size_t u = 0; u < there.size(); ++u) {
        const double roa = agreements[u].rate();
        if (roa >= limits.found_roa) ++check.oracle_found;
        if (roa >= limits.good_roa) ++check.oracle_good;
        if (roa >= limits.good_roa && blind[u]) ++check.both;
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

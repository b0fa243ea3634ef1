// Cuts, filters and decomposes one needle channel, and measures its potentials.
#include "pipeline/needle_units.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "pipeline/sample_size.hpp"

namespace efferent {
namespace {

struct HighPass {
    double edge_hz = 0.0;
    std::int64_t order = 1;
};
void describe(Fields& field, HighPass& p) {
    field("edge_hz", p.edge_hz, "");
    field("order", p.order, "");
}

void measure(NeedleRun& run, const std::vector<float>& samples_uv,
             const std::vector<float>& sharp_uv) {
    const auto half = static_cast<std::size_t>(
        std::llround(seconds(run.settings.potential_half) * run.rate.value));
    const double steps = run.result.fine_rate.value / run.rate.value;
    for (const needle::NeedleUnit& unit : run.result.units) {
        std::vector<std::int64_t> discharges;
        for (const std::int64_t t : unit.discharges)
            discharges.push_back(std::llround(static_cast<double>(t) / steps));
        run.potentials.push_back(
            needle::average_potential(samples_uv, run.rate.value, discharges, half));
        run.features.push_back(
            run.potentials.back()
                ? needle::train_features(*run.potentials.back(), sharp_uv, discharges)
                : needle::PotentialFeatures{});
    }
}

}  // namespace

std::vector<float> high_passed(std::vector<float> samples, Hertz rate, double edge_hz,
                               std::int64_t order) {
    const auto filter = make(emg::filters(), Config::of(HighPass{edge_hz, order}, "high_pass"));
    for (int way = 0; way < 2; ++way) {
        filter->prepare(rate, 1);
        filter->apply(samples);
        std::ranges::reverse(samples);
    }
    return samples;
}

void describe(Fields& field, NeedleSettings& s) {
    field("low_hz", s.low_hz, "edge of the high-pass before the decomposition");
    field("order", s.order, "its poles; it runs forwards and backwards");
    field("potential_low_hz", s.potential_low_hz,
          "edge of the high-pass before potentials are averaged; jiggle is measured behind low_hz");
    field("potential_half_ms", s.potential_half,
          "before and after a discharge, of the potentials that are averaged and measured");
    field("decomposition", s.decomposition, "the search for motor units");
    field.require(s.low_hz > 0.0, "low_hz", "must be above zero");
    field.require(s.potential_low_hz > 0.0, "potential_low_hz", "must be above zero");
    field.require(s.order >= 1 && s.order <= 10, "order", "must be from 1 to 10");
    field.require(s.potential_half >= 5ms && s.potential_half <= 100ms, "potential_half_ms",
                  "must be from 5 to 100");
}

NeedleRun find_needle_units(const emg::Dataset& dataset, const Stretch& stretch,
                            const NeedleSettings& settings, Monitor& monitor) {
    Cut part = cut(dataset, stretch);
    const emg::Unit& unit = dataset.recording.unit();
    if (part.channels.size() != 1)
        throw Error(Fault::config, dataset.name + ": the preset needle takes one channel, not " +
                                       std::to_string(part.channels.size()) +
                                       "; leave the others out with --skip-channel");
    if (unit.microvolts == 0.0)
        throw Error(Fault::config, dataset.name +
                                       ": potentials are measured in microvolts, but \"" +
                                       unit.name + "\" has no size in volts");
    if (std::ranges::adjacent_find(part.samples, std::ranges::not_equal_to{}) == part.samples.end())
        throw Error(Fault::format, dataset.name + ": channel " + part.channels.front() +
                                       " holds one value throughout, so there is nothing to find; "
                                       "take another stretch or recording");
    (void)motor_units::centre(part.samples, 1);
    for (float& x : part.samples) x = static_cast<float>(double{x} * unit.microvolts);
    require_computable(dataset.name, deviations(part.samples, 1), {"uV", 1.0});
    NeedleRun run;
    run.name = dataset.name;
    run.simulated = dataset.simulated;
    run.rate = dataset.recording.rate();
    run.channel = part.channels.front();
    run.begin = part.begin;
    run.length = part.samples.size();
    run.settings = settings;
    const std::vector<float> sharp =
        high_passed(part.samples, run.rate, settings.low_hz, settings.order);
    run.odd_size = odd_size(deviations(sharp, 1), {"uV", 1.0});
    run.result = needle::decompose({run.rate, 0, 1, sharp}, settings.decomposition, monitor);
    measure(run, high_passed(part.samples, run.rate, settings.potential_low_hz, settings.order),
            sharp);
    return run;
}

std::vector<motor_units::Train> trains(const NeedleRun& run) {
    std::vector<motor_units::Train> all;
    const Duration begin = sample_time(run.rate, static_cast<std::int64_t>(run.begin)) - Time{};
    for (const needle::NeedleUnit& unit : run.result.units) {
        motor_units::Train train{std::to_string(all.size()), {}};
        for (const std::int64_t t : unit.discharges)
            train.discharges.push_back(sample_time(run.result.fine_rate, t) + begin);
        all.push_back(std::move(train));
    }
    return all;
}

motor_units::Score check_truth(const NeedleRun& run, const std::vector<motor_units::Train>& truth) {
    const auto begin = static_cast<std::int64_t>(run.begin);
    return motor_units::score(
        trains(run),
        motor_units::between(truth, sample_time(run.rate, begin),
                             sample_time(run.rate, begin + static_cast<std::int64_t>(run.length))),
        {});
}

}  // namespace efferent

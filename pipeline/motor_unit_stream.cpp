// Streams a stretch of a recording, and measures what it costs.
#include "pipeline/motor_unit_stream.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/text.hpp"
#include "decoders/motor_units/extended.hpp"

namespace efferent {
namespace {

constexpr std::size_t longest = 1024;  // samples that are copied at once

Cut cut_for(const emg::Dataset& dataset, const Stretch& stretch, const MotorUnitFilters& filters) {
    require_fits(filters, dataset);
    return cut(dataset, {stretch.begin_s, stretch.length_s, filters.skipped});
}

void take_away(std::span<const double> means, std::span<float> samples) {
    for (std::size_t i = 0; i < samples.size(); i += means.size())
        for (std::size_t m = 0; m < means.size(); ++m)
            samples[i + m] = static_cast<float>(double{samples[i + m]} - means[m]);
}

std::vector<motor_units::Loss> losses_of(const StreamRun& run,
                                         const motor_units::StreamFilters& filters) {
    std::vector<motor_units::Followed> units;
    for (std::size_t u = 0; u < run.trains.size(); ++u)
        units.push_back({run.trains[u].discharges, run.heights[u], filters.units[u].high});
    return motor_units::losses(
        units, sample_time(filters.rate, static_cast<std::int64_t>(run.begin)),
        sample_time(filters.rate, static_cast<std::int64_t>(run.begin + run.length)));
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

MotorUnitStream::MotorUnitStream(const MotorUnitFilters& filters, double memory,
                                 const motor_units::AdaptParams& adapt)
    : means_(filters.means),
      band_(band_pass(filters.band, filters.filters.rate, filters.channels.size())),
      stream_(filters.filters, memory, adapt) {}

std::vector<motor_units::Discharge> MotorUnitStream::push(SignalView block) {
    stream_.require_next(block);
    for (std::size_t i = 0; i < block.samples().size(); ++i)
        if (!std::isfinite(block.samples()[i]))
            throw Error(Fault::format,
                        "sample " +
                            std::to_string(block.first() +
                                           static_cast<std::int64_t>(i / block.channels())) +
                            " of channel " + std::to_string(i % block.channels() + 1) +
                            " is no finite number; a stream needs all samples");
    std::vector<motor_units::Discharge> found;
    for (std::size_t begin = 0; begin < block.length(); begin += longest) {
        const SignalView part = block.rows(begin, std::min(longest, block.length() - begin));
        scratch_.assign(part.samples().begin(), part.samples().end());
        take_away(means_, scratch_);
        band_->apply(scratch_);
        const auto more = stream_.push({part.rate(), part.first(), part.channels(), scratch_});
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

StreamRun stream_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                             const MotorUnitFilters& filters, const StreamSettings& settings) {
    const Cut part = cut_for(dataset, stretch, filters);
    const Hertz rate = filters.filters.rate;
    const SignalView signal(rate, static_cast<std::int64_t>(part.begin), part.channels.size(),
                            part.samples);
    const std::int64_t block = sample_count(rate, settings.block);
    if (block < 1)
        throw Error(Fault::config, "blocks must be a sample long at least, " +
                                       exact(1000.0 / rate.value) + " ms at this rate");
    MotorUnitStream stream(filters, settings.memory, settings.adapt);
    StreamRun run;
    run.begin = part.begin;
    run.length = signal.length();
    run.block = static_cast<std::size_t>(block);
    run.latency = stream.latency();
    for (const auto& unit : filters.filters.units) run.trains.push_back({unit.name, {}});
    run.heights.resize(run.trains.size());
    const auto keep = [&](const std::vector<motor_units::Discharge>& found) {
        for (const auto& d : found) {
            run.trains[d.unit].discharges.push_back(sample_time(rate, d.sample));
            run.heights[d.unit].push_back(d.height);
        }
    };
    for (std::size_t begin = 0; begin < run.length; begin += run.block) {
        const double before = cpu_seconds();
        const auto found = stream.push(signal.rows(begin, std::min(run.block, run.length - begin)));
        const double spent = cpu_seconds() - before;
        ++run.blocks;
        run.cpu_s += spent;
        run.longest_cpu_s = std::max(run.longest_cpu_s, spent);
        keep(found);
    }
    keep(stream.finish());
    run.losses = losses_of(run, filters.filters);
    return run;
}

std::vector<motor_units::Train> batch_motor_units(const emg::Dataset& dataset,
                                                  const Stretch& stretch,
                                                  const MotorUnitFilters& filters) {
    Cut part = cut_for(dataset, stretch, filters);
    const Hertz rate = filters.filters.rate;
    take_away(filters.means, part.samples);
    band_pass(filters.band, rate, part.channels.size())->apply(part.samples);
    std::vector<std::vector<float>> taps;
    for (const auto& unit : filters.filters.units) taps.push_back(unit.filter);
    const auto sources = motor_units::extend({rate, 0, part.channels.size(), part.samples},
                                             filters.filters.extension)
                             ->project(taps);
    std::vector<motor_units::Train> trains;
    for (std::size_t u = 0; u < sources.size(); ++u) {
        trains.push_back({filters.filters.units[u].name, {}});
        const auto peaks = motor_units::peaks(sources[u], filters.filters.separation);
        for (const std::size_t t : motor_units::classify(sources[u], peaks).pulses)
            trains.back().discharges.push_back(
                sample_time(rate, static_cast<std::int64_t>(part.begin + t)));
    }
    return trains;
}

}  // namespace efferent

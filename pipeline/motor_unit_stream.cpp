// Streams a stretch of a recording, and measures what it costs.
#include "pipeline/motor_unit_stream.hpp"

#include <algorithm>
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

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void keep(const std::vector<motor_units::Discharge>& found, Hertz rate, StreamRun& run) {
    for (const auto& d : found) {
        run.trains[d.unit].discharges.push_back(sample_time(rate, d.sample));
        run.heights[d.unit].push_back(d.height);
    }
}

}  // namespace

MotorUnitStream::MotorUnitStream(const MotorUnitFilters& filters, double memory,
                                 const motor_units::AdaptParams& adapt)
    : front_(filters.means, filters.band, filters.filters.rate),
      stream_(filters.filters, memory, adapt) {}

std::vector<motor_units::Discharge> MotorUnitStream::push(SignalView block) {
    stream_.require_next(block);
    require_finite(block);
    std::vector<motor_units::Discharge> found;
    for (std::size_t begin = 0; begin < block.length(); begin += longest) {
        const auto more =
            stream_.push(front_(block.rows(begin, std::min(longest, block.length() - begin))));
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

StreamRun stream_blocks(
    const Cut& part, Hertz rate, Duration block, const std::vector<std::string>& names,
    const std::function<std::vector<motor_units::Discharge>(SignalView)>& push) {
    const SignalView signal(rate, static_cast<std::int64_t>(part.begin), part.channels.size(),
                            part.samples);
    const std::int64_t samples = sample_count(rate, block);
    if (samples < 1)
        throw Error(Fault::config, "blocks must be a sample long at least, " +
                                       exact(1000.0 / rate.value) + " ms at this rate");
    StreamRun run;
    run.begin = part.begin;
    run.length = signal.length();
    run.block = static_cast<std::size_t>(samples);
    for (const std::string& name : names) run.trains.push_back({name, {}});
    run.heights.resize(names.size());
    for (std::size_t begin = 0; begin < run.length; begin += run.block) {
        const double before = cpu_seconds();
        const auto found = push(signal.rows(begin, std::min(run.block, run.length - begin)));
        const double spent = cpu_seconds() - before;
        ++run.blocks;
        run.cpu_s += spent;
        run.longest_cpu_s = std::max(run.longest_cpu_s, spent);
        keep(found, rate, run);
    }
    return run;
}

void look_for_losses(StreamRun& run, const Cut& part, Hertz rate, const std::vector<Usual>& usual) {
    std::vector<motor_units::Followed> units;
    for (std::size_t u = 0; u < run.trains.size(); ++u)
        units.push_back(
            {run.trains[u].discharges, run.heights[u], usual[u].high, usual[u].discharges_per_s});
    run.losses =
        motor_units::losses(units, sample_time(rate, static_cast<std::int64_t>(run.begin)),
                            sample_time(rate, static_cast<std::int64_t>(run.begin + run.length)));
    run.still = still_channels(part, rate);
}

StreamRun stream_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                             const MotorUnitFilters& filters, const StreamSettings& settings) {
    const Cut part = cut_for(dataset, stretch, filters);
    require_alive(part, dataset.name, "the filters");
    const Hertz rate = filters.filters.rate;
    MotorUnitStream stream(filters, settings.memory, settings.adapt);
    std::vector<std::string> names;
    std::vector<Usual> usual;
    for (const auto& unit : filters.filters.units) {
        names.push_back(unit.name);
        usual.push_back({unit.high, unit.usual});
    }
    StreamRun run = stream_blocks(part, rate, settings.block, names,
                                  [&](SignalView block) { return stream.push(block); });
    run.latency = stream.latency();
    keep(stream.finish(), rate, run);
    look_for_losses(run, part, rate, usual);
    return run;
}

std::vector<motor_units::Train> batch_motor_units(const emg::Dataset& dataset,
                                                  const Stretch& stretch,
                                                  const MotorUnitFilters& filters) {
    const Cut part = cut_for(dataset, stretch, filters);
    const Hertz rate = filters.filters.rate;
    MotorUnitFrontEnd front(filters.means, filters.band, rate);
    std::vector<std::vector<float>> taps;
    for (const auto& unit : filters.filters.units) taps.push_back(unit.filter);
    const auto sources = motor_units::extend(front({rate, 0, part.channels.size(), part.samples}),
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

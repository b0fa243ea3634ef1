// Runs a network of spiking units over a stretch of a recording.
#include "pipeline/motor_unit_source.hpp"
#include "pipeline/spiking_unit_model.hpp"

namespace efferent {

SpikingStreamRun stream_spiking_units(const emg::Dataset& dataset, const Stretch& stretch,
                                      const SpikingUnitModel& model,
                                      const SpikingStreamSettings& settings) {
    require_fits(model.source, "network is", dataset);
    const Cut part = cut(dataset, {stretch.begin_s, stretch.length_s, model.source.skipped});
    require_alive(part, dataset.name, "the network's encoders");
    const Hertz rate = model.units.rate;
    const auto begin = static_cast<std::int64_t>(part.begin);
    MotorUnitFrontEnd front(model.means, model.band, rate);
    SpikingUnitStream stream(model.units, settings.backend);
    std::vector<std::string> names;
    std::vector<Usual> usual;
    for (const SpikingUnit& unit : model.units.units) {
        names.push_back(unit.name);
        usual.push_back({0.0, unit.usual});
    }
    SpikingStreamRun run;
    run.stream = stream_blocks(part, rate, settings.block, names, [&](SignalView samples) {
        require_finite(samples);
        auto found = stream.push(front(samples));
        if (settings.keep_traffic) {
            run.sent.insert(run.sent.end(), stream.sent().begin(), stream.sent().end());
            run.spikes.insert(run.spikes.end(), stream.spikes().begin(), stream.spikes().end());
        }
        std::erase_if(found, [&](const auto& d) { return d.sample < begin; });
        return found;
    });
    look_for_losses(run.stream, part, rate, usual);
    run.stream.latency = stream.latency();
    run.events = stream.events();
    run.cost = stream.cost();
    run.events_per_s_channel = static_cast<double>(run.events) /
                               static_cast<double>(run.stream.length) * rate.value /
                               static_cast<double>(model.source.channels.size());
    return run;
}

}  // namespace efferent

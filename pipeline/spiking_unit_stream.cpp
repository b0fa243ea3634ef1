// Samples to events, events through the network, spikes to discharges.
#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "hw/backends.hpp"
#include "pipeline/motor_unit_source.hpp"
#include "pipeline/spiking_unit_events.hpp"

namespace efferent {
namespace {

struct TickText {
    Duration tick{};
};
void describe(Fields& field, TickText& t) { field("tick_ms", t.tick, "time from tick to tick"); }

struct ChipText {
    std::string chip;
    Duration tick{};
};
void describe(Fields& field, ChipText& t) {
    field("chip", t.chip, "whose whole numbers and rule");
    field("tick_ms", t.tick, "time from tick to tick");
}

Config backend_for(const SpikingUnits& units, const Config& asked) {
    return asked.present() ? asked : Config::of(TickText{units.step}, "clocked");
}

}  // namespace

Config chip_backend(const SpikingUnits& units, const std::string& chip) {
    return Config::of(ChipText{chip, units.step}, "chip");
}

SignalView whitened(const SpikingUnits& units, SignalView signal, std::vector<float>& scratch) {
    if (units.whitening.rows() == 0) return signal;
    const std::size_t channels = units.channels;
    scratch.resize(signal.samples().size());
    for (std::size_t t = 0; t < signal.length(); ++t) {
        const auto x = signal.row(t);
        for (std::size_t c = 0; c < channels; ++c) {
            const auto weights = units.whitening.row(c);
            double sum = 0.0;
            for (std::size_t m = 0; m < channels; ++m) sum += weights[m] * double{x[m]};
            scratch[t * channels + c] = static_cast<float>(sum);
        }
    }
    return {signal.rate(), signal.first(), channels, scratch};
}

std::unique_ptr<encoders::Encoder> encoder_of(const SpikingUnits& units) {
    auto encoder = make(encoders::encoders(), units.encoder);
    encoder->prepare({units.rate, 0.0, units.scale});
    return encoder;
}

std::int64_t sample_of(Hertz rate, Time time) { return std::llround(seconds(time) * rate.value); }

Duration step_of(Hertz rate) { return Duration{std::llround(1e9 / rate.value)}; }

SpikingUnitStream::SpikingUnitStream(const SpikingUnits& units, const Config& backend)
    : units_(units),
      encoder_(encoder_of(units)),
      program_(make(hw::backends(), backend_for(units, backend))->compile(units.network)),
      session_(program_->start()) {
    const auto& populations = units_.network.populations();
    const auto refuse = [](const std::string& why) {
        throw Error(Fault::config, "spiking units: " + why);
    };
    if (units_.network.channels() != units_.channels)
        refuse("a network of " + std::to_string(units_.network.channels()) +
               " channels does not fit " + std::to_string(units_.channels));
    if (populations.size() == 0) refuse("the network has no neurons");
    const auto last = static_cast<PopulationId>(populations.size() - 1);
    if (populations[last].size != units_.units.size())
        refuse("the network's last population has " + std::to_string(populations[last].size) +
               " neurons for " + std::to_string(units_.units.size()) + " units");
    first_neuron_ = static_cast<std::uint32_t>(index(populations[last].first));
}

std::size_t SpikingUnitStream::latency() const {
    std::int64_t longest = 0;
    for (const SpikingUnit& u : units_.units) longest = std::max(longest, u.lead);
    return static_cast<std::size_t>(longest);
}

void SpikingUnitStream::require_next(SignalView block) const {
    const auto refuse = [](const std::string& why) { throw Error(Fault::config, why); };
    if (block.rate() != units_.rate || block.channels() != units_.channels)
        refuse("a block of " + std::to_string(block.channels()) + " channels at " +
               exact(block.rate().value) + " Hz does not fit a network for " +
               std::to_string(units_.channels) + " channels at " + exact(units_.rate.value) +
               " Hz");
    if (next_ && block.first() != *next_)
        refuse("a block begins at sample " + std::to_string(block.first()) +
               ", where the stream goes on at " + std::to_string(*next_));
    require_finite(block);
}

std::vector<motor_units::Discharge> SpikingUnitStream::push(SignalView block) {
    require_next(block);
    if (!next_) next_ = first_ = block.first();
    encoded_.clear();
    encoder_->encode(whitened(units_, block, mixed_), encoded_);
    events_ += encoded_.size();
    for (Event& e : encoded_) e.at = Time{(sample_of(units_.rate, e.at) - first_) * units_.step};
    *next_ += static_cast<std::int64_t>(block.length());
    spikes_.clear();
    session_->run(encoded_, Time{(*next_ - first_) * units_.step}, spikes_);
    std::vector<motor_units::Discharge> found;
    for (const Spike& spike : spikes_) {
        if (index(spike.neuron) < first_neuron_) continue;
        const std::size_t unit = index(spike.neuron) - first_neuron_;
        found.push_back(
            {unit, first_ + spike.at.time_since_epoch() / units_.step - units_.units[unit].lead});
    }
    std::ranges::sort(found, {}, [](const auto& d) { return std::pair(d.sample, d.unit); });
    return found;
}

SpikingUnitRun run_spiking_units(const SpikingUnits& units, SignalView signal,
                                 const Config& backend) {
    constexpr std::size_t block = 4096;
    SpikingUnitStream stream(units, backend);
    SpikingUnitRun run;
    run.discharges.resize(units.units.size());
    for (std::size_t begin = 0; begin < signal.length(); begin += block)
        for (const auto& d :
             stream.push(signal.rows(begin, std::min(block, signal.length() - begin))))
            if (d.sample >= signal.first()) run.discharges[d.unit].push_back(d.sample);
    run.events = stream.events();
    run.cost = stream.cost();
    return run;
}

}  // namespace efferent

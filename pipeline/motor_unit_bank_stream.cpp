// A bank on a stream, and what that costs.
#include <algorithm>

#include "pipeline/motor_unit_bank.hpp"
#include "pipeline/spiking_chain.hpp"

namespace efferent {

void append_columns(const SignalView& signal, std::size_t first, std::size_t count,
                    std::vector<float>& out) {
    for (std::size_t i = 0; i < signal.length(); ++i) {
        const auto part = signal.row(i).subspan(first, count);
        out.insert(out.end(), part.begin(), part.end());
    }
}

FrontEndProfile profile_of(const MotorUnitBank& bank, const WindowSamples& samples) {
    FrontEndProfile profile{.family = "motor units", .columns = bank.units()};
    if (!bank.networks.empty()) profile.family = "spiking";
    for (const SpikingUnits& array : bank.networks) {
        for (const SpikingUnit& unit : array.units) profile.usual.push_back(unit.usual);
        const NetworkBytes bytes = bytes_of(array.network);
        profile.parameter_bytes += bytes.parameters;
        profile.state_bytes += bytes.state;
    }
    if (!bank.networks.empty()) return profile;
    for (const motor_units::StreamFilters& array : bank.arrays) {
        const auto taps = static_cast<double>(array.extension * array.channels);
        const auto units = static_cast<double>(array.units.size());
        for (const auto& unit : array.units) profile.usual.push_back(unit.usual);
        profile.parameter_bytes += 4.0 * units * (taps + 2.0);
        profile.state_bytes += 4.0 * (taps + 3.0 * units);
        profile.macs += units * taps * static_cast<double>(samples.increment);
    }
    return profile;
}

void add_cost(const MotorUnitBank& bank, const snn::Cost& cost, FrontEndProfile& profile) {
    if (bank.networks.empty()) return;
    double parameters = 0.0, state = 0.0, channels = 0.0;
    for (const SpikingUnits& array : bank.networks) {
        const NetworkBytes bytes = bytes_of(array.network);
        parameters += bytes.parameters;
        state += bytes.state;
        channels += static_cast<double>(array.channels);
    }
    const auto events = static_cast<double>(cost.events);
    const auto deliveries = static_cast<double>(cost.deliveries);
    profile.events += cost.events;
    profile.deliveries += cost.deliveries;
    profile.updates += deliveries;
    profile.energy += network_energy({.deliveries = deliveries,
                                      .updates = deliveries,
                                      .spikes = static_cast<double>(cost.spikes),
                                      .events = events,
                                      .synapse_bytes = parameters,
                                      .neuron_bytes = state});
    const double samples = profile.seconds * bank.arrays.front().rate.value;
    profile.energy += encoder_energy(samples * channels, events, 4.0 * channels);
}

BankStream::BankStream(const MotorUnitBank& bank) : bank_(&bank), discharges_(bank.units()) {
    begin();
}

void BankStream::begin() {
    finished_ = cost();
    arrays_.clear();
    early_.clear();
    std::size_t channel = 0, unit = 0;
    for (std::size_t a = 0; a < bank_->arrays.size(); ++a) {
        const motor_units::StreamFilters& filters = bank_->arrays[a];
        if (bank_->units_of[a] > 0) {
            Array& array = arrays_.emplace_back();
            array.first_channel = channel;
            array.channels = filters.channels;
            array.first_unit = static_cast<std::uint32_t>(unit);
            array.band = band_pass(bank_->band, filters.rate, filters.channels);
            if (bank_->networks.empty())
                array.filters.emplace(filters, 0.0);
            else
                array.network.emplace(bank_->networks[a]);
        }
        channel += filters.channels;
        unit += bank_->units_of[a];
    }
}

std::vector<motor_units::Discharge> BankStream::found(Array& array, const SignalView& block) {
    scratch_.clear();
    append_columns(block, array.first_channel, array.channels, scratch_);
    array.band->apply(scratch_);
    const SignalView part(block.rate(), block.first(), array.channels, scratch_);
    auto discharges = array.network ? array.network->push(part) : array.filters->push(part);
    const auto latency = static_cast<std::int64_t>(array.network ? array.network->latency()
                                                                 : array.filters->latency());
    for (auto& d : discharges) d.sample += latency;
    return discharges;
}

void BankStream::push(const SignalView& block, std::vector<Event>& out) {
    for (Array& array : arrays_)
        for (const auto& d : found(array, block))
            early_.push_back({sample_time(block.rate(), d.sample),
                              static_cast<ChannelId>(array.first_unit + d.unit), Polarity::up});
    std::ranges::sort(early_);
    const Time now =
        sample_time(block.rate(), block.first() + static_cast<std::int64_t>(block.length()));
    const auto due = std::ranges::lower_bound(early_, now, {}, &Event::at);
    for (auto e = early_.begin(); e != due; ++e) ++discharges_[index(e->channel)];
    out.insert(out.end(), early_.begin(), due);
    early_.erase(early_.begin(), due);
}

snn::Cost BankStream::cost() const {
    snn::Cost all = finished_;
    for (const Array& array : arrays_) {
        if (!array.network) continue;
        const snn::Cost now = array.network->cost();
        all = {all.events + now.events, all.deliveries + now.deliveries, all.spikes + now.spikes};
    }
    return all;
}

}  // namespace efferent

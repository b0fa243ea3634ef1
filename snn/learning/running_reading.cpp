// Names the readout's sources and sums their shares along a stream.
#include "snn/learning/running_reading.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/dynamics.hpp"

namespace efferent::snn {
namespace {

/// The last tick at or before `t`.
std::int64_t tick_of(Time t, Duration tick) { return t.time_since_epoch() / tick; }

}  // namespace

Config clocked_for(const Reading& reading) {
    return Config::parse(R"({"type": "clocked", "decay": "exact", "order": "current_first", )"
                         R"("crossing": "on_tick", "tick_ms": )" +
                             exact(milliseconds(reading.tick)) + "}",
                         "reading");
}

std::vector<Heard> heard_by_readout(const Network& network) {
    const PopulationId readout = readout_of(network);
    const auto refuse = [&](const char* why) {
        throw Error(Fault::unsupported,
                    "population \"" + network.populations()[readout].name + "\": " + why);
    };
    std::vector<Heard> all;
    std::size_t sources = 0;
    for (std::size_t i = 0; i < network.projections().size(); ++i) {
        const Projection& p = network.projections()[i];
        if (p.to != readout) continue;
        const auto* from = std::get_if<PopulationId>(&p.from);
        if (from == nullptr) refuse("a readout hears spikes, not the input");
        const auto* sparse = std::get_if<Sparse>(&p.synapses);
        if (sparse != nullptr && !sparse->delays.empty())
            refuse("a readout's synapses must share their projection's delay");
        const Population& hidden = network.populations()[*from];
        all.push_back({i, hidden.first, hidden.size, sources, p.delay});
        sources += hidden.size;
    }
    if (all.empty()) refuse("the readout hears no other population");
    return all;
}

RunningReading::RunningReading(const Network& network, const Reading& reading)
    : reading_(reading), heard_(heard_by_readout(network)) {
    const Population& out = network.populations()[readout_of(network)];
    const Dynamics dynamics = dynamics_of(out).front();
    classes_ = out.size;
    keep_ = std::exp(-static_cast<double>(reading.tick.count()) / dynamics.membrane_ns);
    rest_ = dynamics.rest;
    const std::size_t sources = heard_.back().first_source + heard_.back().size;
    trace_.assign(sources, 0.0);
    weights_.assign(sources * classes_, 0.0);
    Row row;
    for (const Heard& h : heard_)
        for (std::size_t n = 0; n < h.size; ++n) {
            row_of(network.projections()[h.projection].synapses, n, row);
            double* weights = &weights_[(h.first_source + n) * classes_];
            for (std::size_t i = 0; i < row.targets.size(); ++i)
                weights[row.targets[i]] += static_cast<double>(row.weights[i]);
        }
}

void RunningReading::begin() {
    std::ranges::fill(trace_, 0.0);
    tick_ = 0;
    arrivals_.clear();
}

void RunningReading::add(std::span<const Spike> spikes) {
    for (const Spike& spike : spikes)
        for (const Heard& h : heard_) {
            const std::size_t n = index(spike.neuron) - index(h.first_neuron);
            if (spike.neuron < h.first_neuron || n >= h.size) continue;
            arrivals_.push_back(
                {tick_of(spike.at + h.delay.of(n), reading_.tick), h.first_source + n});
        }
}

void RunningReading::move_on(std::int64_t tick) {
    const double kept = std::pow(keep_, static_cast<double>(tick - tick_));
    for (double& trace : trace_) trace *= kept;
    std::erase_if(arrivals_, [&](const Arrival& a) {
        if (a.tick > tick) return false;
        trace_[a.source] += std::pow(keep_, static_cast<double>(tick - a.tick));
        return true;
    });
    tick_ = tick;
}

void RunningReading::shares(const Window& window, std::span<double> out) {
    const std::int64_t first = tick_of(window.begin, reading_.tick);
    const std::int64_t last = tick_of(window.end, reading_.tick);
    move_on(first);
    const double before = share(reading_, keep_, first, last, first);
    for (std::size_t s = 0; s < out.size(); ++s) out[s] = before * trace_[s];
    for (const Arrival& a : arrivals_) out[a.source] += share(reading_, keep_, first, last, a.tick);
}

void RunningReading::scores(std::span<const double> shares, std::span<double> out) const {
    std::ranges::fill(out, rest_);
    for (std::size_t s = 0; s < shares.size(); ++s) {
        if (shares[s] == 0.0) continue;
        const double* weights = &weights_[s * classes_];
        for (std::size_t k = 0; k < classes_; ++k) out[k] += weights[k] * shares[s];
    }
}

}  // namespace efferent::snn

// Nets are read row by row, so that no synapse is held twice.
#include "hw/map/traffic.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

/// Sorts the targets collected since `first` and merges those that are the same.
void end_net(Traffic& t, std::size_t first) {
    const auto begin = t.pins.begin() + static_cast<std::ptrdiff_t>(first);
    if (!std::ranges::is_sorted(begin, t.pins.end(), {}, &Pin::neuron))
        std::ranges::sort(begin, t.pins.end(), {}, &Pin::neuron);
    std::size_t kept = first;
    for (std::size_t p = first; p < t.pins.size(); ++p) {
        t.fan_in[t.pins[p].neuron] += t.pins[p].synapses;
        if (kept > first && t.pins[kept - 1].neuron == t.pins[p].neuron)
            t.pins[kept - 1].synapses += t.pins[p].synapses;
        else
            t.pins[kept++] = t.pins[p];
    }
    t.pins.resize(kept);
    t.offsets.push_back(kept);
}

/// `add(projection, row)` appends the targets of one source by one projection.
template <class Projections, class Add>
void collect(Traffic& t, const Projections& projections, const Add& add) {
    const auto net = [&](const snn::Origin& origin, std::size_t row) {
        const std::size_t first = t.pins.size();
        for (const auto& p : projections)
            if (p.from == origin) add(p, row);
        end_net(t, first);
    };
    for (std::size_t g = 0; g < t.groups.size(); ++g)
        for (std::size_t row = 0; row < t.groups[g].size; ++row)
            net(static_cast<PopulationId>(g), row);
    for (std::size_t line = 0; line < t.lines; ++line) net(snn::InputLines{}, line);
}

std::int64_t tick_of(const Traffic& t, Time at) {
    return at.time_since_epoch().count() / t.tick.count();
}

void require_within(const Traffic& t, const Recorded& r) {
    const auto refuse = [](const char* what, std::size_t which, const char* why) {
        throw Error(Fault::network, std::string(what) + " " + std::to_string(which) + ": " + why);
    };
    for (const Spike& s : r.spikes)
        if (index(s.neuron) >= t.neurons)
            refuse("spike of neuron", index(s.neuron), "the network has no such neuron");
    for (const Event& e : r.events)
        if (snn::line(e.channel, Polarity::down) >= t.lines)
            refuse("event of channel", index(e.channel), "the network has no such channel");
    if (r.length == Duration{}) return;
    if (!r.spikes.empty() && r.spikes.back().at >= Time{r.length})
        refuse("spike of neuron", index(r.spikes.back().neuron), "is after the recording's end");
    if (!r.events.empty() && r.events.back().at >= Time{r.length})
        refuse("event of channel", index(r.events.back().channel), "is after the recording's end");
}

/// Tick by tick: the events that come in it, then the spikes made in it.
void record(Traffic& t, const Recorded& r) {
    if (r.tick <= Duration{}) throw Error(Fault::config, "the tick: must be above zero");
    t.tick = r.tick;
    require_within(t, r);
    t.spikes.assign(t.nets(), 0);
    t.sent.reserve(r.spikes.size() + r.events.size());
    std::size_t e = 0, s = 0;
    const auto send = [&](std::size_t net) {
        ++t.spikes[net];
        t.sent.push_back(static_cast<std::uint32_t>(net));
    };
    while (e < r.events.size() || s < r.spikes.size()) {
        const Time next = std::min(e < r.events.size() ? r.events[e].at : Time::max(),
                                   s < r.spikes.size() ? r.spikes[s].at : Time::max());
        const std::int64_t tick = tick_of(t, next);
        t.bursts.push_back({tick, t.sent.size()});
        for (; e < r.events.size() && tick_of(t, r.events[e].at) == tick; ++e)
            send(t.neurons + snn::line(r.events[e].channel, r.events[e].polarity));
        for (; s < r.spikes.size() && tick_of(t, r.spikes[s].at) == tick; ++s)
            send(index(r.spikes[s].neuron));
    }
    t.ticks = t.bursts.empty() ? 0 : t.bursts.back().tick + 1;
    if (r.length > Duration{}) t.ticks = tick_of(t, Time{r.length - Duration{1}}) + 1;
}

}  // namespace

std::span<const std::uint32_t> Traffic::burst(std::size_t b) const {
    const std::size_t end = b + 1 < bursts.size() ? bursts[b + 1].first : sent.size();
    return std::span(sent).subspan(bursts[b].first, end - bursts[b].first);
}

bool Traffic::outside(std::size_t net) const {
    if (net >= neurons) return true;
    return std::ranges::any_of(groups, [&](const TrafficGroup& g) {
        return g.outside && net >= g.first && net < g.first + g.size;
    });
}

std::string Traffic::name_of(std::size_t net) const {
    if (net >= neurons) return "input line " + std::to_string(net - neurons);
    const auto after = std::ranges::upper_bound(groups, net, {}, &TrafficGroup::first);
    const TrafficGroup& g = *std::prev(after);
    return "population \"" + g.name + "\", neuron " + std::to_string(net - g.first);
}

double Traffic::seconds() const { return static_cast<double>(ticks) * efferent::seconds(tick); }

Traffic traffic_of(const snn::Network& network, const Recorded& recorded) {
    Traffic t;
    t.neurons = network.neurons();
    t.lines = 2 * network.channels();
    t.fan_in.assign(t.neurons, 0);
    for (const snn::Population& p : network.populations())
        t.groups.push_back({p.name, index(p.first), p.size, snn::is_source(p)});
    snn::Row row;
    collect(t, network.projections(), [&](const snn::Projection& p, std::size_t source) {
        snn::row_of(p.synapses, source, row);
        const std::size_t first = t.groups[index(p.to)].first;
        for (std::size_t i = 0; i < row.targets.size(); ++i)
            if (row.weights[i] != 0.0F)
                t.pins.push_back({static_cast<std::uint32_t>(first + row.targets[i]), 1});
    });
    record(t, recorded);
    return t;
}

Traffic traffic_of(const WholeNetwork& network, const Recorded& recorded) {
    Traffic t;
    t.neurons = network.neurons();
    t.lines = 2 * network.channels;
    t.fan_in.assign(t.neurons, 0);
    for (const WholePopulation& p : network.populations)
        t.groups.push_back({p.name, index(p.first), p.size, false});
    collect(t, network.projections, [&](const WholeProjection& p, std::size_t source) {
        const std::size_t first = t.groups[index(p.to)].first;
        for (std::size_t i = p.offsets[source]; i < p.offsets[source + 1]; ++i)
            if (p.weights[i] != 0)
                t.pins.push_back({static_cast<std::uint32_t>(first + p.targets[i]), 1});
    });
    record(t, recorded);
    return t;
}

}  // namespace efferent::hw

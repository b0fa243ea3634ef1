// What a partition fills and sends, and whether that fits.
#include "hw/map/partition.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "hw/map/listeners.hpp"

namespace efferent::hw {
namespace {

using Count = std::optional<std::uint64_t>;

Count count(const Known& known) {
    if (!known) return {};
    return static_cast<std::uint64_t>(known->value);
}

bool above(std::uint64_t has, const Count& limit) { return limit && has > *limit; }

/// "...: 300 synapses, 44 above the limit of 256"
[[noreturn]] void refuse(const std::string& where, std::uint64_t has, const std::string& what,
                         std::uint64_t limit) {
    throw Error(Fault::capacity, where + ": " + std::to_string(has) + " " + what + ", " +
                                     std::to_string(has - limit) + " above the limit of " +
                                     std::to_string(limit));
}

void require(const std::string& where, std::uint64_t has, const char* what, const Count& limit) {
    if (above(has, limit)) refuse(where, has, what, *limit);
}

bool too_full(const Fill& f, const Room& room) {
    return above(f.neurons, room.neurons) || above(f.synapses, room.synapses) ||
           above(f.in_axons, room.in_axons) || above(f.out_axons, room.out_axons) ||
           above(f.populations, room.populations);
}

void require_core(const std::string& where, const Fill& f, const Room& room) {
    require(where, f.neurons, "neurons", room.neurons);
    require(where, f.synapses, "synapses", room.synapses);
    require(where, f.in_axons, "in-axons (sources that the core hears)", room.in_axons);
    require(where, f.out_axons,
            "out-axons (pairs of a source in the core and a core that hears it)", room.out_axons);
    require(where, f.populations, "populations", room.populations);
}

/// Of a partition of more cores than there are; says why the last one could not take one more.
void require_cores(const Traffic& t, const Partition& p, const Room& room) {
    if (!above(p.cores, room.cores)) return;
    const auto first =
        static_cast<std::size_t>(std::ranges::find(p.core, *room.cores) - p.core.begin());
    const std::string story = t.name_of(first) + " finds no room, " + std::to_string(p.cores) +
                              " cores needed, " + std::to_string(p.cores - *room.cores) +
                              " above the limit of " + std::to_string(*room.cores);
    Partition fuller = p;
    fuller.core[first] = static_cast<std::uint32_t>(*room.cores - 1);
    try {
        require_core("core " + std::to_string(*room.cores - 1) + " with it",
                     fill_of(t, fuller)[*room.cores - 1], room);
    } catch (const Error& e) {
        throw Error(Fault::capacity, story + "; " + e.what());
    }
    throw Error(Fault::capacity, story);
}

std::string core_name(const Traffic& t, const Partition& p, std::size_t core) {
    const auto first = std::ranges::find(p.core, core);
    return t.name_of(static_cast<std::size_t>(first - p.core.begin())) +
           (std::ranges::count(p.core, core) > 1 ? " and others" : "") + " on core " +
           std::to_string(core);
}

}  // namespace

Room room_of(const Limits& l) {
    return {count(l.cores),
            count(l.neurons_per_core),
            count(l.synapses_per_core),
            count(l.in_axons_per_core),
            count(l.out_axons_per_core),
            count(l.destinations),
            count(l.populations_per_core)};
}

std::vector<Fill> fill_of(const Traffic& t, const Partition& p) {
    std::vector<Fill> fill(p.cores);
    for (std::size_t n = 0; n < t.neurons; ++n) {
        if (p.core[n] == no_core) continue;
        ++fill[p.core[n]].neurons;
        fill[p.core[n]].synapses += t.fan_in[n];
    }
    std::vector<std::size_t> last(p.cores, t.groups.size());
    for (std::size_t g = 0; g < t.groups.size(); ++g)
        for (std::size_t n = t.groups[g].first; n < t.groups[g].first + t.groups[g].size; ++n) {
            const std::uint32_t core = p.core[n];
            if (core == no_core || last[core] == g) continue;
            last[core] = g;
            ++fill[core].populations;
        }
    Listeners listeners(p);
    for (std::size_t s = 0; s < t.nets(); ++s) {
        const auto cores = listeners.of(t.net(s));
        for (const Listener& l : cores) ++fill[l.core].in_axons;
        if (s < t.neurons && p.core[s] != no_core) fill[p.core[s]].out_axons += cores.size();
    }
    return fill;
}

Messages messages_of(const Traffic& t, const Partition& p) {
    Messages messages;
    Listeners listeners(p);
    for (std::size_t s = 0; s < t.nets(); ++s) {
        if (t.spikes[s] == 0) continue;
        const std::uint32_t home = s < t.neurons ? p.core[s] : no_core;
        std::uint64_t others = 0;
        for (const Listener& l : listeners.of(t.net(s))) others += l.core != home ? 1U : 0U;
        (home == no_core ? messages.from_outside : messages.between_cores) += others * t.spikes[s];
    }
    return messages;
}

void require_fit(const Traffic& t, const Partition& p, const Room& room) {
    require_cores(t, p, room);
    const std::vector<Fill> fill = fill_of(t, p);
    for (std::size_t c = 0; c < p.cores; ++c)
        if (too_full(fill[c], room)) require_core(core_name(t, p, c), fill[c], room);
    if (!room.destinations) return;
    Listeners listeners(p);
    for (std::size_t s = 0; s < t.neurons; ++s) {
        const std::size_t cores = listeners.of(t.net(s)).size();
        if (p.core[s] != no_core && above(cores, room.destinations))
            require(t.name_of(s) + " on core " + std::to_string(p.core[s]), cores,
                    "cores to send to", room.destinations);
    }
}

void require_fit(const Traffic& t, const Limits& limits) {
    const Count fan_in = count(limits.fan_in), fan_out = count(limits.fan_out);
    std::uint64_t inputs = 0;
    for (std::size_t s = 0; s < t.nets(); ++s) {
        const bool outside = t.outside(s);
        inputs += outside && !t.net(s).empty() ? 1U : 0U;
        if (outside) continue;
        if (above(t.fan_in[s], fan_in))
            require(t.name_of(s), t.fan_in[s], "synapses into it", fan_in);
        std::uint64_t out = 0;
        for (const Pin& pin : t.net(s)) out += pin.synapses;
        if (above(out, fan_out)) require(t.name_of(s), out, "synapses out of it", fan_out);
    }
    require("input", inputs, "lines and sources from outside", count(limits.inputs));
}

Partition partition(const Traffic& t, const Chip& chip, const Config& strategy) {
    const auto way = make(partitioners(), strategy);
    try {
        require_fit(t, chip.limits);
        const Room room = room_of(chip.limits);
        Partition result = way->split(t, room);
        require_fit(t, result, room);
        return result;
    } catch (Error& e) {
        if (e.fault() == Fault::capacity) e.during("does not fit chip " + chip.name);
        throw;
    }
}

}  // namespace efferent::hw

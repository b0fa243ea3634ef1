// The facts of a mapping, in words: what is unknown is said to be.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/map_page.hpp"

namespace efferent {
namespace report {

std::string with_prefix(double value, const std::string& unit) {
    struct Prefix {
        double factor;
        const char* name;
    };
    static constexpr std::array prefixes{Prefix{1.0, ""}, Prefix{1e-3, "m"}, Prefix{1e-6, "µ"},
                                         Prefix{1e-9, "n"}, Prefix{1e-12, "p"}};
    for (const Prefix& p : prefixes)
        if (std::abs(value) >= p.factor * 0.9995)
            return amount(value / p.factor) + " " + p.name + unit;
    return amount(value / prefixes.back().factor) + " " + prefixes.back().name + unit;
}

std::optional<Fullness> fullness(const hw::Fill& fill, const hw::Room& room) {
    std::optional<Fullness> most;
    const auto look = [&](std::uint64_t has, const std::optional<std::uint64_t>& limit,
                          const char* what) {
        if (!limit || *limit == 0) return;
        const double share = static_cast<double>(has) / static_cast<double>(*limit);
        if (!most || share > most->share) most = Fullness{share, what};
    };
    look(fill.neurons, room.neurons, "neurons");
    look(fill.synapses, room.synapses, "synapses");
    look(fill.in_axons, room.in_axons, "in-axons");
    look(fill.out_axons, room.out_axons, "out-axons");
    return most;
}

namespace {

double whole(std::uint64_t n) { return static_cast<double>(n); }

std::string rate(const MapResult& r, std::uint64_t count) {
    return amount(whole(count) / r.traffic.seconds()) + " per second";
}

std::string without(const hw::Estimate& e) {
    if (e.missing.empty()) return "";
    return "; without what is not published: " + listed(e.missing);
}

std::string cores(const MapResult& r) {
    const hw::Room room = hw::room_of(r.chip.limits);
    std::string text = std::to_string(r.mapping.partition.cores);
    if (room.cores) text += " of " + std::to_string(*room.cores);
    std::optional<Fullness> most;
    for (const hw::Fill& fill : r.mapping.fill)
        if (const auto f = fullness(fill, room); f && (!most || f->share > most->share)) most = f;
    if (most) text += ", the fullest " + percent(most->share) + " % full of " + most->by;
    return text;
}

std::string between(const MapResult& r) {
    const std::uint64_t ours = r.mapping.messages.between_cores;
    std::string text = rate(r, ours);
    if (r.strategy == "sequential") return text;
    if (!r.in_order) return text + "; filled in their order the neurons do not fit";
    text += "; neurons filled in their order: " + rate(r, r.in_order->between_cores);
    if (r.in_order->between_cores > 0)
        text += ", ratio " + decimal(whole(ours) / whole(r.in_order->between_cores), 3);
    return text;
}

std::string tile_name(const hw::Grid& grid, std::uint32_t tile) {
    return "(" + std::to_string(tile % grid.columns) + ", " + std::to_string(tile / grid.columns) +
           ")";
}

std::string hops(const MapResult& r) {
    if (r.mapping.messages.between_cores == 0) return "none: no message leaves a core";
    if (!r.mapping.grid) return "unknown: the chip's fabric is not published";
    return "mean " + decimal(r.mapping.routes.mean_hops(), 2) + ", at most " +
           std::to_string(r.mapping.routes.most_hops);
}

std::string busiest(const MapResult& r) {
    const auto& links = r.mapping.routes.links;
    if (!r.mapping.grid || links.empty()) return r.mapping.grid ? "none" : hops(r);
    const auto most = std::ranges::max_element(links, {}, &hw::FabricLink::messages);
    return rate(r, most->messages) + ", from tile " + tile_name(*r.mapping.grid, most->from) +
           " to " + tile_name(*r.mapping.grid, most->to);
}

std::string lost(const MapResult& r) {
    const auto& l = r.mapping.cost.lost;
    if (!l) return "unknown: no length of a queue is published";
    if (l->most == 0) return "none";
    const std::string most = std::to_string(l->most);
    return (l->least == l->most ? most : std::to_string(l->least) + " to " + most) +
           "; most in tick " + std::to_string(l->tick) + ", where a core makes " +
           std::to_string(l->burst) + ", of which " + std::to_string(l->handled) +
           " are handled if all come at once";
}

std::string slowest(const MapResult& r) {
    const hw::SlowestTick& s = r.mapping.cost.slowest;
    if (!s.ns.value) return "unknown: no published figure";
    return with_prefix(*s.ns.value * 1e-9, "s") + ", tick " + std::to_string(s.tick) +
           ", in which all wait for core " + std::to_string(s.core) + " and " +
           std::to_string(s.messages) + " messages leave cores" + without(s.ns);
}

std::string real_time(const MapResult& r) {
    const hw::MappedCost& c = r.mapping.cost;
    const std::string tick = "ticks of " + with_prefix(seconds(r.traffic.tick), "s");
    const double ratio = seconds(r.traffic.tick) / (c.slowest.ns.value.value_or(0.0) * 1e-9);
    switch (c.real_time) {
        case hw::RealTime::meets:
            return "yes: " + tick + " are " + amount(ratio) + " times the slowest one's time";
        case hw::RealTime::meets_by_what_is_known:
            return "yes by what is published, which is not all: " + tick + " are " + amount(ratio) +
                   " times the slowest one's time";
        case hw::RealTime::misses:
            return "no: " + tick + " are " + amount(ratio) + " times the slowest one's time";
        case hw::RealTime::unknown:
            break;
    }
    return "unknown: no published figure";
}

std::string energy(const MapResult& r) {
    const hw::MappedCost& c = r.mapping.cost;
    if (!c.energy_pj.value) return "unknown: no published figure";
    const double joules = *c.energy_pj.value * 1e-12;
    const std::string error =
        c.error ? " ± " + decimal(100.0 * *c.error, 0) + " %" : ", error unknown";
    return with_prefix(joules, "J") + error + " (" +
           with_prefix(joules / r.traffic.seconds(), "W") + " on average)" + without(c.energy_pj);
}

/// What a mapping does not look at.
std::string other_limits(const MapResult& r) {
    if (r.broken.empty()) return "none broken of those that are known";
    std::vector<std::string> names;
    for (const hw::Finding& f : r.broken)
        if (std::ranges::find(names, f.limit) == names.end()) names.push_back(f.limit);
    std::string text = "does not fit as it is:";
    for (const std::string& name : names) text += (name == names.front() ? " " : ", ") + name;
    return text + "; `efferent chips` with --fit says where, and what could be done";
}

}  // namespace
}  // namespace report

std::vector<MapFact> map_facts(const MapResult& r) {
    using namespace report;
    const hw::Traffic& t = r.traffic;
    return {{"recording", exact(t.seconds()) + " s in ticks of " + exact(milliseconds(t.tick)) +
                              " ms, " + std::to_string(t.sent.size()) + " spikes and events"},
            {"cores", cores(r)},
            {"other limits", other_limits(r)},
            {"messages between cores", between(r)},
            {"messages from outside", rate(r, r.mapping.messages.from_outside)},
            {"hops", hops(r)},
            {"busiest link", busiest(r)},
            {"spikes lost in queues", lost(r)},
            {"slowest tick", slowest(r)},
            {"real time", real_time(r)},
            {"energy", energy(r)}};
}

}  // namespace efferent

// A mapping as text and as JSON.
#include "apps/map_text.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/version.hpp"
#include "pipeline/report/figures.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t columns = 8;
constexpr std::size_t most_rows = 64;

std::string core_rows(const hw::Mapping& m) {
    std::vector<std::array<std::string, columns>> rows{
        {"core", "tile", "neurons", "synapses", "in-axons", "out-axons", "sent", "taken in"}};
    std::vector<std::uint64_t> out(m.partition.cores, 0), in(m.partition.cores, 0);
    for (const hw::CoreMessages& c : m.core_messages) {
        out[c.from] += c.messages;
        in[c.to] += c.messages;
    }
    for (std::size_t c = 0; c < std::min(most_rows, m.partition.cores); ++c) {
        const hw::Fill& f = m.fill[c];
        const std::string tile = m.grid ? std::to_string(m.tile[c] % m.grid->columns) + "," +
                                              std::to_string(m.tile[c] / m.grid->columns)
                                        : "-";
        rows.push_back({std::to_string(c), tile, std::to_string(f.neurons),
                        std::to_string(f.synapses), std::to_string(f.in_axons),
                        std::to_string(f.out_axons), std::to_string(out[c]),
                        std::to_string(in[c])});
    }
    std::array<std::size_t, columns> width{};
    for (const auto& row : rows)
        for (std::size_t c = 0; c < columns; ++c) width[c] = std::max(width[c], row[c].size());
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < columns; ++c)
            line += (c == 0 ? "" : "  ") + std::string(width[c] - row[c].size(), ' ') + row[c];
        text += line + "\n";
    }
    if (m.partition.cores > most_rows)
        text += "... " + std::to_string(m.partition.cores) + " cores in all\n";
    return text;
}

Json optional(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json estimate(const hw::Estimate& e) {
    return {{"value", optional(e.value)}, {"not_published", e.missing}};
}

Json broken_json(const MapResult& r) {
    Json broken = Json::array();
    for (const hw::Finding& f : r.broken)
        broken.push_back({{"limit", f.limit}, {"where", f.where}, {"sentence", f.sentence}});
    return broken;
}

Json neurons_json(const MapResult& r) {
    Json populations = Json::array();
    for (const hw::TrafficGroup& g : r.traffic.groups) {
        Json cores = Json::array();
        for (std::size_t n = g.first; n < g.first + g.size && !g.outside; ++n)
            cores.push_back(r.mapping.partition.core[n]);
        populations.push_back({{"name", g.name},
                               {"neurons", g.size},
                               {"outside", g.outside},
                               {"core", std::move(cores)}});
    }
    return populations;
}

Json cores_json(const hw::Mapping& m) {
    Json cores = Json::array();
    for (std::size_t c = 0; c < m.partition.cores; ++c) {
        const hw::Fill& f = m.fill[c];
        Json core{{"neurons", f.neurons},
                  {"synapses", f.synapses},
                  {"in_axons", f.in_axons},
                  {"out_axons", f.out_axons}};
        if (m.grid) {
            core["x"] = m.tile[c] % m.grid->columns;
            core["y"] = m.tile[c] / m.grid->columns;
        }
        cores.push_back(std::move(core));
    }
    return cores;
}

Json traffic_json(const hw::Mapping& m) {
    Json between = Json::array(), links = Json::array();
    for (const hw::CoreMessages& c : m.core_messages)
        between.push_back({{"from", c.from}, {"to", c.to}, {"messages", c.messages}});
    for (const hw::FabricLink& l : m.routes.links)
        links.push_back({{"from_x", l.from % m.grid->columns},
                         {"from_y", l.from / m.grid->columns},
                         {"to_x", l.to % m.grid->columns},
                         {"to_y", l.to / m.grid->columns},
                         {"messages", l.messages}});
    Json json{{"between_cores", m.messages.between_cores},
              {"from_outside", m.messages.from_outside},
              {"pairs", std::move(between)}};
    if (m.grid)
        json["fabric"] = {{"hops_x", m.routes.hops_x},
                          {"hops_y", m.routes.hops_y},
                          {"mean_hops", m.routes.mean_hops()},
                          {"most_hops", m.routes.most_hops},
                          {"links", std::move(links)}};
    return json;
}

Json cost_json(const hw::MappedCost& c) {
    static constexpr std::array verdicts{"meets", "misses", "meets_by_what_is_known", "unknown"};
    Json terms = Json::array();
    for (const hw::Term& t : c.terms)
        terms.push_back({{"what", t.name},
                         {"count", optional(t.count)},
                         {"energy_pj", optional(t.energy_pj)},
                         {"time_ns", optional(t.time_ns)}});
    Json lost = nullptr;
    if (c.lost)
        lost = {{"least", c.lost->least},
                {"most", c.lost->most},
                {"tick", c.lost->tick},
                {"burst", c.lost->burst},
                {"handled", c.lost->handled}};
    return {{"energy_pj", estimate(c.energy_pj)},
            {"energy_error", optional(c.error)},
            {"slowest_tick_ns", estimate(c.slowest.ns)},
            {"slowest_tick", c.slowest.tick},
            {"slowest_core", c.slowest.core},
            {"real_time", verdicts.at(static_cast<std::size_t>(c.real_time))},
            {"lost_in_queues", std::move(lost)},
            {"terms", std::move(terms)}};
}

}  // namespace

std::string map_text(const MapResult& r) {
    std::size_t width = 0;
    const std::vector<MapFact> facts = map_facts(r);
    for (const MapFact& f : facts) width = std::max(width, f.name.size());
    std::string text = r.network + " on " + r.chip.title + " (" + r.strategy + ")\n\n";
    for (const MapFact& f : facts)
        text += f.name + std::string(width - f.name.size() + 2, ' ') + f.value + "\n";
    return text + "\n" + core_rows(r.mapping);
}

std::string map_json(const MapResult& r) {
    const Json json{
        {"version", version},
        {"network", r.network},
        {"chip", r.chip.name},
        {"strategy", r.strategy},
        {"tick_ms", milliseconds(r.traffic.tick)},
        {"ticks", r.traffic.ticks},
        {"messages", traffic_json(r.mapping)},
        {"messages_in_order", r.in_order ? Json(r.in_order->between_cores) : Json(nullptr)},
        {"cost", cost_json(r.mapping.cost)},
        {"cores", cores_json(r.mapping)},
        {"other_limits_broken", broken_json(r)},
        {"populations", neurons_json(r)}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace efferent::apps

// The page of a mapping: the facts, the picture, the cores and what is paid for.
#include "pipeline/report/map_page.hpp"

#include <algorithm>

#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent {

namespace report {
namespace {

constexpr std::size_t most_rows = 256;

std::string head(const std::vector<std::string>& names) {
    std::string row;
    for (const std::string& name : names) row += element("th", "scope=\"col\"", name);
    return "<thead><tr>" + row + "</tr></thead>\n";
}

std::string row(const std::string& name, const std::vector<std::string>& cells) {
    std::string text = element("th", "scope=\"row\"", name);
    for (const std::string& cell : cells) text += element("td", "", cell);
    return "<tr>" + text + "</tr>\n";
}

std::string table_of(const std::string& content) {
    return "<div class=\"scroll\"><table>\n" + content + "</table></div>\n";
}

std::string of_limit(std::uint64_t has, const std::optional<std::uint64_t>& limit) {
    if (!limit) return std::to_string(has);
    return std::to_string(has) + "<small>" +
           percent(static_cast<double>(has) / static_cast<double>(*limit)) + " %</small>";
}

std::string core_table(const MapResult& r) {
    const hw::Mapping& m = r.mapping;
    const hw::Room room = hw::room_of(r.chip.limits);
    std::vector<std::uint64_t> out(m.partition.cores, 0), in(m.partition.cores, 0);
    for (const hw::CoreMessages& c : m.core_messages) {
        out[c.from] += c.messages;
        in[c.to] += c.messages;
    }
    std::string rows;
    for (std::size_t c = 0; c < std::min(m.partition.cores, most_rows); ++c) {
        const hw::Fill& f = m.fill[c];
        const auto rate = [&](std::uint64_t n) {
            return amount(static_cast<double>(n) / r.traffic.seconds());
        };
        std::string tile = absent;
        if (m.grid)
            tile = std::to_string(m.tile[c] % m.grid->columns) + ", " +
                   std::to_string(m.tile[c] / m.grid->columns);
        rows += row(std::to_string(c),
                    {tile, of_limit(f.neurons, room.neurons), of_limit(f.synapses, room.synapses),
                     of_limit(f.in_axons, room.in_axons), of_limit(f.out_axons, room.out_axons),
                     rate(out[c]), rate(in[c])});
    }
    std::string note;
    if (m.partition.cores > most_rows)
        note = element("p", "",
                       "The first " + std::to_string(most_rows) + " of " +
                           std::to_string(m.partition.cores) + " cores; map.json has all.");
    return section("cores", "Cores",
                   table_of(head({"Core", "Tile<small>x, y</small>", "Neurons", "Synapses",
                                  "In-axons<small>sources heard</small>",
                                  "Out-axons<small>source and core</small>",
                                  "Sent<small>messages per second</small>",
                                  "Taken in<small>from other cores</small>"}) +
                            "<tbody>" + rows + "</tbody>") +
                       note);
}

std::string cost_table(const MapResult& r) {
    std::string rows;
    for (const hw::Term& t : r.mapping.cost.terms) {
        const auto figure = [](const std::optional<double>& each, double unit,
                               const std::string& name) -> std::string {
            return each ? with_prefix(*each * unit, name) : "unknown";
        };
        std::string all = "unknown";
        if (t.count && (t.energy_pj || *t.count == 0.0))
            all = with_prefix(*t.count * t.energy_pj.value_or(0.0) * 1e-12, "J");
        rows += row(t.name, {t.count ? amount(*t.count) : "unknown",
                             figure(t.energy_pj, 1e-12, "J"), all, figure(t.time_ns, 1e-9, "s")});
    }
    return section("costs", "What is paid for",
                   table_of(head({"What", "Count", "Energy<small>of one</small>",
                                  "Energy<small>of all</small>", "Time<small>of one</small>"}) +
                            "<tbody>" + rows + "</tbody>"));
}

std::string facts(const MapResult& r) {
    std::string list;
    for (const MapFact& f : map_facts(r))
        list +=
            element("dt", "", escape(f.name)) + element("dd", "", unbroken(escape(f.value))) + "\n";
    return section("facts", "In short", element("dl", "class=\"facts\"", list));
}

}  // namespace
}  // namespace report

std::string map_page(const MapResult& r) {
    using namespace report;
    const std::string title = r.network + " on " + r.chip.title;
    const std::size_t cores = r.mapping.partition.cores;
    std::uint64_t neurons = 0;
    for (const hw::Fill& fill : r.mapping.fill) neurons += fill.neurons;
    return document(Frame{.title = title,
                          .kind = "A network on a chip",
                          .heading = title + ": " + std::to_string(neurons) + " neurons, " +
                                     std::to_string(cores) + (cores == 1 ? " core" : " cores"),
                          .warning = ""},
                    facts(r) + map_fabric(r) + core_table(r) + cost_table(r));
}

}  // namespace efferent

// The page of a simulation: what was run, what it did, and the two pictures.
#include "pipeline/report/simulation_page.hpp"

#include "core/version.hpp"
#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent {

namespace report {
namespace {

std::string cells(const std::vector<std::string>& texts) {
    std::string row = element("td", "class=\"words\"", texts.front());
    for (std::size_t i = 1; i < texts.size(); ++i) row += element("td", "", texts[i]);
    return row;
}

std::string count(std::uint64_t n) { return amount(static_cast<double>(n)); }

std::string population_table(const Simulation& s) {
    std::string rows = "<thead><tr>";
    for (const char* head : {"Population", "Model", "Neurons", "Spikes", "Rate", "Deliveries"})
        rows += element(
            "th", "scope=\"col\"",
            std::string(head) == "Rate" ? "Rate<small>spikes per second and neuron</small>" : head);
    rows += "</tr></thead>\n<tbody>";
    const auto& populations = s.params.network.populations();
    for (std::size_t i = 0; i < populations.size(); ++i) {
        const auto id = static_cast<PopulationId>(i);
        const snn::Population& p = populations[id];
        rows += "<tr>" + element("th", "scope=\"row\"", escape(p.name)) +
                cells({escape(p.model.type()), std::to_string(p.size), count(s.costs[i].spikes),
                       decimal(mean_rate_hz(s, id), 2), count(s.costs[i].deliveries)}) +
                "</tr>\n";
    }
    rows += "<tr>" + element("th", "scope=\"row\"", "all") +
            cells({"", std::to_string(s.params.network.neurons()), count(s.cost.spikes), "",
                   count(s.cost.deliveries)}) +
            "</tr></tbody>";
    return section("populations", "Populations",
                   "<div class=\"scroll\"><table>\n" + rows + "</table></div>\n");
}

std::string run_facts(const Simulation& s) {
    const snn::Network& n = s.params.network;
    return section(
        "run", "What was run",
        element(
            "dl", "class=\"facts\"",
            fact("Network", escape(s.params.name)) +
                fact("Size", std::to_string(n.neurons()) + " neurons, " + amount(n.synapses()) +
                                 " synapses, " + std::to_string(n.channels()) + " input channels") +
                fact("Input", std::to_string(s.cost.events) + " events") +
                fact("Backend", element("code", "", escape(s.params.backend.dump(-1))))) +
            element("pre", "", escape(s.report)) + "\n");
}

std::string body(const Simulation& s) {
    const std::string length = plain(length_s(s)) + " s";
    return "<header>\n" + element("p", "class=\"experiment\"", "Simulation of a network") + "\n" +
           element("h1", "",
                   escape(s.params.name) + ": " + count(s.cost.spikes) + " spikes in " + length) +
           "\n</header>\n<main>\n" + simulation_raster(s) + simulation_membranes(s) +
           population_table(s) + run_facts(s) + "</main>\n<footer>Efferent " + escape(version) +
           "</footer>\n";
}

}  // namespace

double TimeAxis::x(Time at) const { return Scale{0.0, seconds(length), left, right}(seconds(at)); }

void draw_time_axis(Svg& svg, const TimeAxis& axis) {
    const double length = seconds(axis.length);
    const double unit = length < 1e-3 ? 1e6 : length < 10.0 ? 1e3 : 1.0;
    const char* name = unit == 1e6 ? "time (µs)" : unit == 1e3 ? "time (ms)" : "time (s)";
    for (const double tick : ticks(0.0, length, 8)) {
        const double x = Scale{0.0, length, axis.left, axis.right}(tick);
        svg.line({x, axis.top}, {x, axis.bottom}, "grid");
        svg.text({x, axis.bottom + 18.0}, plain(std::round(tick * unit * 1e6) / 1e6 + 0.0),
                 "tick middle");
    }
    svg.text({(axis.left + axis.right) / 2.0, axis.bottom + 38.0}, name, "label middle");
}

}  // namespace report

std::string simulation_page(const Simulation& s) {
    using namespace report;
    return document("Simulation of " + s.params.name, body(s));
}

}  // namespace efferent

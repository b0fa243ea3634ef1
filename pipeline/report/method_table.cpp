// The main table: every method by family, what it gets right and what it costs.
#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

constexpr const char* head =
    "<thead><tr><th scope=\"col\">Method</th>"
    "<th scope=\"col\">Per window<small>%</small></th>"
    "<th scope=\"col\">Per trial<small>%</small></th>"
    "<th scope=\"col\">Balanced<small>%, per window</small></th>"
    "<th scope=\"col\">False<br>activations<small>per min of rest</small></th>"
    "<th scope=\"col\">Latency<small>ms</small></th>"
    "<th scope=\"col\">Footprint<small>of it state</small></th>"
    "<th scope=\"col\">MAC<small>a decision</small></th>"
    "<th scope=\"col\">AC<small>a decision</small></th>"
    "<th scope=\"col\">Energy<small>nJ</small></th>"
    "<th scope=\"col\">Events<small>per s</small></th></tr></thead>\n";
constexpr const char* columns = "11";

std::string number_cell(std::string_view content) { return element("td", "", content); }

std::string accuracy(const Summary& s) {
    return number_cell("<b>" + percent(s.mean) + "</b> ± " + percent(s.sd) + "<small>" +
                       percent_interval(s.low, s.high) + "</small>");
}

std::string method_row(const MethodResult& m, bool best) {
    std::string name = escape(m.name);
    if (best) name += " <span class=\"best\">best</span>";
    return "<tr>" + element("th", "scope=\"row\"", name) + accuracy(m.per_window) +
           accuracy(m.per_trial) + accuracy(m.balanced_window) +
           number_cell(amount(m.false_activations_per_min)) + number_cell(amount(m.latency_ms)) +
           number_cell(bytes(m.footprint.total()) + "<small>" + bytes(m.footprint.state) +
                       "</small>") +
           number_cell(amount(m.operations.mac)) + number_cell(amount(m.operations.ac)) +
           number_cell(amount(1e-3 * m.energy.total_pj())) +
           number_cell(amount(m.operations.events_per_s)) + "</tr>\n";
}

std::string family_rows(const Results& results, const std::string& family) {
    std::string rows = "<tr class=\"family " + std::string(family_class(family)) + "\">" +
                       element("th", "colspan=\"" + std::string(columns) + "\" scope=\"rowgroup\"",
                               "<span>" + escape(family) + "</span>") +
                       "</tr>\n";
    const MethodResult* best = best_of(results, family);
    for (const MethodResult& method : results.methods)
        if (method.family == family) rows += method_row(method, &method == best);
    return element("tbody", "", rows);
}

}  // namespace

std::string method_table(const Results& results) {
    std::string rows = head;
    for (const std::string& family : families(results)) rows += family_rows(results, family);
    const std::string caption = "Mean ± standard deviation over " + people_count(results) +
                                ", 95 % interval of the mean in brackets. Chance level " +
                                percent(results.chance) +
                                " %. “Best” is the highest mean per window within its family.";
    return section("methods", "Methods", table(results, caption, rows));
}

}  // namespace efferent::report

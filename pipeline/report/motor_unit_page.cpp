// The page of a decomposition: quality of each unit, trains, sources and shapes.
#include "pipeline/report/motor_unit_page.hpp"

#include "core/config.hpp"
#include "core/text.hpp"
#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent {

namespace report {

namespace {

std::string quality_table(const MotorUnitRun& run) {
    std::string rows = "<thead><tr>";
    for (const char* head :
         {"Unit", "Discharges", "Rate<small>1 / median interval, per s</small>", "CoV of intervals",
          "SIL<small>silhouette</small>", "PNR<small>dB</small>",
          "SIL online<small>one filter, nothing taken away</small>"})
        rows += element("th", "scope=\"col\"", head);
    rows += "</tr></thead>\n<tbody>";
    for (std::size_t i = 0; i < run.result.units.size(); ++i) {
        const motor_units::MotorUnit& u = run.result.units[i];
        rows += "<tr>" + element("th", "scope=\"row\"", std::to_string(i));
        for (const std::string& text :
             {std::to_string(u.pulses.size()), decimal(u.rate_hz, 1),
              u.interval_variation ? decimal(*u.interval_variation, 3) : std::string(absent),
              decimal(u.silhouette, 3), decimal(u.pulse_to_noise_db, 1),
              decimal(u.online.silhouette, 3)})
            rows += element("td", "", text);
        rows += "</tr>\n";
    }
    return section("quality", "Units",
                   simulated_paragraph(run.simulated) + "<div class=\"scroll\"><table>\n" + rows +
                       "</tbody></table></div>\n");
}

/// Channels that repeat others, if there are any.
std::string dependence(const MotorUnitRun& run) {
    return run.dependent.empty()
               ? ""
               : fact("Channels that repeat others", escape(listed(run.dependent)));
}

std::string facts(const MotorUnitRun& run) {
    const double rate = run.rate.value;
    const double begin = static_cast<double>(run.begin) / rate;
    return section(
        "run", "What was decomposed",
        element(
            "dl", "class=\"facts\"",
            fact("Recording", escape(run.name)) +
                fact("Signal", std::to_string(run.channels.size()) + " channels, " + plain(rate) +
                                   " samples per s, from " + plain(begin) + " s on, " +
                                   plain(static_cast<double>(run.length) / rate) + " s long") +
                fact("Search",
                     std::to_string(run.result.rounds) + " rounds, " +
                         std::to_string(run.result.seeds) +
                         " seeds; refused: " + std::to_string(run.result.learned_by_heart) +
                         " that had learned noise by heart, " + std::to_string(run.result.dropped) +
                         " that were lost without the other units") +
                fact("Power explained", percent(run.result.explained) + " %") + dependence(run)) +
            element("pre", "", escape(Config::of(run.params).dump())) + "\n");
}

}  // namespace
}  // namespace report

std::string motor_unit_page(const MotorUnitRun& run, std::size_t grid_rows) {
    using namespace report;
    const std::size_t count = run.result.units.size();
    const std::string title =
        run.name + ": " + std::to_string(count) + (count == 1 ? " motor unit" : " motor units");
    return document(
        Frame{.title = title,
              .kind = simulated_mark(run.simulated) + "Blind decomposition of a recording",
              .heading = "",
              .warning = ""},
        (count == 0 ? std::string()
                    : motor_unit_trains(run) + quality_table(run) + motor_unit_sources(run) +
                          motor_unit_shapes(run, grid_rows)) +
            facts(run));
}

}  // namespace efferent

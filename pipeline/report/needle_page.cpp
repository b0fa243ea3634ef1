// Draws each unit's potential beside its measures, its train, and says how they were made.
#include "pipeline/report/needle_page.hpp"

#include <algorithm>
#include <cmath>

#include "core/config.hpp"
#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent {
namespace {

using namespace report;

constexpr double width = 980.0;
constexpr std::size_t a_row = 4;  // panels
constexpr double panel = width / static_cast<double>(a_row), tall = 190.0;

std::string framed(const NeedleRun& run, const std::string& caption, std::string svg) {
    return "<figure><figcaption>" + simulated_mark(run.simulated) + unbroken(escape(caption)) +
           "</figcaption>\n<div class=\"scroll\">" + std::move(svg) + "</div></figure>\n";
}

void draw_potential(Svg& svg, const NeedleRun& run, std::size_t u, Point corner) {
    svg.text({corner.x, corner.y + 12.0}, "unit " + std::to_string(u), "label");
    if (!run.potentials[u]) {
        svg.text({corner.x, corner.y + 26.0}, "fewer than three whole potentials", "tiny");
        return;
    }
    const auto& values = run.potentials[u]->values_uv;
    const needle::PotentialFeatures& f = run.features[u];
    svg.text({corner.x, corner.y + 26.0},
             decimal(f.amplitude_uv, 0) + " µV, " + decimal(f.duration_ms, 1) + " ms, " +
                 std::to_string(f.phases) + " phases, " + std::to_string(f.turns) + " turns",
             "tiny");
    const auto [low, high] = std::ranges::minmax_element(values);
    const Scale x{0.0, static_cast<double>(values.size() - 1), corner.x, corner.x + panel - 20.0};
    const Scale y{*low, *high, corner.y + tall - 14.0, corner.y + 36.0};
    svg.line({x.from, y(0.0)}, {x.to, y(0.0)}, "grid");
    std::string path;
    for (std::size_t i = 0; i < values.size(); ++i)
        path += (i == 0 ? "M" : "L") + coordinate(x(static_cast<double>(i))) + " " +
                coordinate(y(values[i]));
    svg.path(path, "trace");
}

std::string potentials(const NeedleRun& run) {
    const std::size_t rows = (run.result.units.size() + a_row - 1) / a_row;
    Svg svg({"potentials", "Averaged potential of each motor unit",
             "A panel is a motor unit; upwards is positive."},
            {width, tall * static_cast<double>(rows)}, 640.0);
    for (std::size_t u = 0; u < run.result.units.size(); ++u)
        draw_potential(
            svg, run, u,
            {panel * static_cast<double>(u % a_row), tall * static_cast<double>(u / a_row)});
    return section(
        "potentials-section", "Potentials",
        framed(run,
               "Median over the discharges of each unit, of the signal above " +
                   plain(run.settings.potential_low_hz) + " Hz, " +
                   decimal(2e3 * seconds(run.settings.potential_half), 0) +
                   " ms wide; upwards is positive. Each unit has its own vertical scale.",
               std::move(svg).finish()));
}

std::string row(const std::string& head, const std::vector<std::string>& cells) {
    std::string text = "<tr>" + element("th", "scope=\"row\"", head);
    for (const std::string& c : cells) text += element("td", "", c);
    return text + "</tr>\n";
}

std::string number(const std::optional<double>& value, int digits) {
    return value ? decimal(*value, digits) : std::string(absent);
}

std::string measures(const NeedleRun& run) {
    std::string rows = "<thead><tr>";
    for (const char* head :
         {"Unit", "Discharges", "Amplitude<small>µV</small>", "Duration<small>ms</small>",
          "Area<small>µV ms</small>", "Thickness<small>area / amplitude, ms</small>", "Size index",
          "Phases", "Turns", "Rate<small>per s</small>", "CoV of intervals", "Jiggle",
          "SNR<small>dB</small>"})
        rows += element("th", "scope=\"col\"", head);
    rows += "</tr></thead>\n<tbody>";
    for (std::size_t u = 0; u < run.result.units.size(); ++u) {
        const needle::NeedleUnit& unit = run.result.units[u];
        const needle::PotentialFeatures& f = run.features[u];
        rows += row(std::to_string(u),
                    {std::to_string(unit.discharges.size()), decimal(f.amplitude_uv, 0),
                     decimal(f.duration_ms, 1), decimal(f.area_uv_ms, 0),
                     decimal(f.thickness_ms, 2), decimal(f.size_index, 2), std::to_string(f.phases),
                     std::to_string(f.turns), number(f.rate_hz, 1), number(f.rate_variation, 2),
                     number(f.jiggle, 2), decimal(unit.signal_to_noise_db, 1)});
    }
    return section("measures", "Measures",
                   "<div class=\"scroll\"><table>\n" + rows + "</tbody></table></div>\n");
}

std::string trains_figure(const NeedleRun& run) {
    constexpr double left = 56.0, right = 960.0, top = 12.0, pitch = 16.0;
    const double bottom = top + pitch * static_cast<double>(run.result.units.size());
    const double begin = static_cast<double>(run.begin) / run.rate.value;
    const Scale x{begin, begin + static_cast<double>(run.length) / run.rate.value, left, right};
    Svg svg({"trains", "Discharges of motor units over time",
             "A row is a motor unit, a tick a discharge."},
            {width, bottom + 48.0}, 640.0);
    for (const double tick : ticks(x.low, x.high, 8)) {
        svg.line({x(tick), top}, {x(tick), bottom}, "grid");
        svg.text({x(tick), bottom + 18.0}, plain(std::round(tick * 1e6) / 1e6 + 0.0),
                 "tick middle");
    }
    svg.text({(left + right) / 2.0, bottom + 38.0}, "time (s)", "label middle");
    std::vector<Tick> marks;
    for (std::size_t u = 0; u < run.result.units.size(); ++u) {
        svg.text({left - 10.0, top + pitch * (static_cast<double>(u) + 0.75)}, std::to_string(u),
                 "tick end");
        for (const std::int64_t t : run.result.units[u].discharges)
            marks.push_back(
                {static_cast<std::int64_t>(u),
                 std::llround(x(begin + static_cast<double>(t) / run.result.fine_rate.value))});
    }
    svg.path(tick_path(std::move(marks), {top + 2.0, pitch, pitch - 4.0}), "tick-spike");
    return section("trains-section", "Discharges",
                   framed(run, "A row is a motor unit, a tick a discharge; the largest is on top.",
                          std::move(svg).finish()));
}

std::string facts(const NeedleRun& run) {
    return section(
        "run", "What was decomposed",
        element("dl", "class=\"facts\"",
                fact("Recording", escape(run.name)) + fact("Channel", escape(run.channel)) +
                    fact("Signal",
                         plain(run.rate.value) + " samples per s, from " +
                             plain(static_cast<double>(run.begin) / run.rate.value) + " s on, " +
                             plain(static_cast<double>(run.length) / run.rate.value) + " s long") +
                    fact("Power explained",
                         percent(run.result.explained) + " % of the signal above the high-pass")) +
            element("pre", "", escape(Config::of(run.settings).dump())) + "\n");
}

}  // namespace

std::string needle_page(const NeedleRun& run) {
    const std::size_t count = run.result.units.size();
    const std::string title =
        run.name + ": " + std::to_string(count) + (count == 1 ? " motor unit" : " motor units");
    return document(
        Frame{.title = title,
              .kind = simulated_mark(run.simulated) +
                      "Blind decomposition of one needle channel. Research software, "
                      "not a medical device.",
              .heading = "",
              .warning = ""},
        (count == 0 ? std::string() : potentials(run) + measures(run) + trains_figure(run)) +
            facts(run));
}

}  // namespace efferent

// What is left of a trained decoder's accuracy on each chip, step by step.
#include <algorithm>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 720.0, left = 190.0, right = 690.0, top = 30.0, row_height = 34.0;

/// Steps stand below each other within a row, so that equal ones can be told apart.
constexpr double step_height = 7.0;

struct Panel {
    std::vector<const ChipFall*> falls;  ///< of one method
    Scale x;
    double y(std::size_t row) const { return top + row_height * (static_cast<double>(row) + 0.5); }
    double bottom() const { return top + row_height * static_cast<double>(falls.size()); }
};

Panel panel_of(const Results& results, const std::string& method) {
    Panel panel;
    std::vector<double> values;
    for (const ChipFall& fall : results.chips) {
        if (fall.method != method) continue;
        panel.falls.push_back(&fall);
        for (const ChipStage& s : fall.stages) {
            values.push_back(s.per_window);
            values.insert(values.end(), s.devices.begin(), s.devices.end());
        }
    }
    panel.x = accuracy_scale(values, left, right);
    return panel;
}

/// The step's own place in its row, from the first to the last.
double step_y(const Panel& panel, std::size_t row, std::size_t step) {
    return panel.y(row) + step_height * (static_cast<double>(step) - 1.5);
}

void draw_fall(Svg& svg, const Panel& panel, std::size_t row) {
    const ChipFall& fall = *panel.falls[row];
    std::string path, title = fall.chip + ":";
    for (std::size_t i = 0; i < fall.stages.size(); ++i) {
        const ChipStage& s = fall.stages[i];
        path += (i == 0 ? "M" : "L") + coordinate(panel.x(s.per_window)) + " " +
                coordinate(step_y(panel, row, i));
        title += "\n" + s.name + " " + percent(s.per_window) + " %";
    }
    if (!fall.refused.empty()) title += "\n" + fall.refused;
    svg.open("curve filled", title);
    svg.path(path, "curve");
    for (std::size_t i = 0; i < fall.stages.size(); ++i)
        svg.circle({panel.x(fall.stages[i].per_window), step_y(panel, row, i)}, 3.5, "");
    svg.close();
    for (std::size_t i = 0; i < fall.stages.size(); ++i)
        for (const double device : fall.stages[i].devices)
            svg.line({panel.x(device), step_y(panel, row, i) - 4.0},
                     {panel.x(device), step_y(panel, row, i) + 4.0}, "axis");
    svg.text({left - 10.0, panel.y(row) + 4.0}, fall.chip, "label end");
    if (fall.refused.empty()) return;
    const double least = std::ranges::min(fall.stages, {}, &ChipStage::per_window).per_window;
    svg.text({panel.x(least) - 12.0, panel.y(row) + 4.0},
             fall.stages.size() == 1 ? "does not go there" : "goes no further", "tick end");
}

std::string picture(const Results& results, const std::string& method, std::size_t number) {
    const Panel panel = panel_of(results, method);
    Svg svg({"chips-" + std::to_string(number), "Accuracy of " + method + " on chips",
             "Rows are chips; in each, from top to bottom, accuracy per window as floats, in whole "
             "numbers, fitted, and on the device. The table below has the numbers."},
            {width, panel.bottom() + 44.0}, 460.0);
    percent_axis(svg, panel.x, top, panel.bottom());
    svg.text({(left + right) / 2.0, panel.bottom() + 37.0}, "% right per window", "label middle");
    for (std::size_t row = 0; row < panel.falls.size(); ++row) draw_fall(svg, panel, row);
    return std::move(svg).finish();
}

std::string cell(const ChipFall& fall, std::size_t step) {
    if (step >= fall.stages.size()) return element("td", "", absent);
    const ChipStage& s = fall.stages[step];
    std::string text = percent(s.per_window) + " · " + percent(s.per_trial);
    if (!s.devices.empty()) {
        const auto [least, most] = std::ranges::minmax(s.devices);
        text += "<small>" + std::to_string(s.devices.size()) + " devices, " + percent(least) +
                " to " + percent(most) + "</small>";
    }
    return element("td", "", text);
}

std::string row(const ChipFall& fall) {
    std::string cells = element("th", "scope=\"row\"", escape(fall.chip)) +
                        element("td", "", fall.readout == "backend" ? "on the chip" : "outside");
    for (std::size_t step = 0; step < 4; ++step) cells += cell(fall, step);
    const ChipStage& last = fall.stages.back();
    const bool arrived = fall.refused.empty();
    cells += element("td", "",
                     arrived ? points(last.per_window - fall.stages.front().per_window)
                             : std::string(absent)) +
             element("td", "", arrived ? percent(last.dropped) : std::string(absent));
    return "<tr>" + cells + "</tr>\n";
}

std::string numbers(const Results& results, const std::string& method) {
    std::string rows =
        "<thead><tr><th scope=\"col\">Chip</th><th scope=\"col\">Readout</th>"
        "<th scope=\"col\">Float</th><th scope=\"col\">Whole numbers</th>"
        "<th scope=\"col\">Fitted</th><th scope=\"col\">Device</th>"
        "<th scope=\"col\">Difference<small>points per window</small></th>"
        "<th scope=\"col\">Lost<small>% of events and spikes</small></th></tr></thead>\n<tbody>";
    for (const ChipFall& fall : results.chips)
        if (fall.method == method) rows += row(fall);
    std::string reasons;
    for (const ChipFall& fall : results.chips)
        if (fall.method == method && !fall.refused.empty())
            reasons += element("li", "", escape(fall.chip + ": " + fall.refused)) + "\n";
    return table(results,
                 escape(method) + ": accuracy in %, mean over people, per window · per trial.",
                 rows + "</tbody>") +
           (reasons.empty() ? reasons : element("ul", "", reasons));
}

}  // namespace

std::string chip_falls(const Results& results) {
    std::string content;
    std::vector<std::string> done;
    for (const ChipFall& fall : results.chips) {
        if (std::ranges::find(done, fall.method) != done.end()) continue;
        content += figure(results,
                          escape(fall.method) +
                              ": from top to bottom in each row as floats, in the chip's whole "
                              "numbers, with synapses beyond its fan-in gone, and on the device "
                              "with queues that lose spikes and neurons that differ (ticks).",
                          picture(results, fall.method, done.size())) +
                   numbers(results, fall.method);
        done.push_back(fall.method);
    }
    return content.empty() ? std::string() : section("chips", "On chips", content);
}

}  // namespace efferent::report

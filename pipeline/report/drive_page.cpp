// Drives of groups over time with the tasks, discharges by group, and each unit's rates by task.
#include "pipeline/report/drive_page.hpp"

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
namespace report {
namespace {

constexpr double width = 980.0, left = 76.0, right = 960.0, top = 26.0;

struct Axis {
    double begin_s, end_s;
    double x(Time at) const { return Scale{begin_s, end_s, left, right}(seconds(at)); }
};

Axis axis_of(const DriveRun& run) {
    const auto steps = static_cast<std::int64_t>(run.drives.front().size() - 1);
    return {seconds(run.start), seconds(run.start + steps * run.settings.step)};
}

/// The tasks' intervals with their names above, and the axis below.
void draw_frame(Svg& svg, const DriveRun& run, const Axis& axis, double bottom) {
    for (const drives::TaskInterval& i : run.intervals) {
        const double from = axis.x(i.start), to = axis.x(i.end);
        svg.titled_rectangle({from, top - 6.0}, {to - from, bottom - top + 6.0}, "class=\"frame\"",
                             i.task);
        svg.text({(from + to) / 2.0, top - 12.0},
                 shortened(i.task, static_cast<std::size_t>(std::max(1.0, (to - from) / 6.5))),
                 "tiny middle");
    }
    for (const double tick : ticks(axis.begin_s, axis.end_s, 8))
        svg.text({Scale{axis.begin_s, axis.end_s, left, right}(tick), bottom + 18.0},
                 plain(std::round(tick * 1e6) / 1e6 + 0.0), "tick middle");
    svg.text({(left + right) / 2.0, bottom + 38.0}, "time (s)", "label middle");
}

std::string figure_of(const DriveRun& run, const std::string& caption, std::string svg) {
    return "<figure><figcaption>" + simulated_mark(run.simulated) + unbroken(escape(caption)) +
           "</figcaption>\n<div class=\"scroll\">" + std::move(svg) + "</div></figure>\n";
}

std::string drives_figure(const DriveRun& run) {
    constexpr double pitch = 96.0;
    const double bottom = top + pitch * static_cast<double>(run.groups.count);
    Svg svg({"drives", "Drive of each group of motor units over time",
             "A row is a group, its curve discharges per second and unit; frames are tasks."},
            {width, bottom + 48.0}, 640.0);
    const Axis axis = axis_of(run);
    draw_frame(svg, run, axis, bottom);
    double highest = 0.0;
    for (const auto& drive : run.drives)
        highest = std::max(highest, *std::ranges::max_element(drive));
    for (std::size_t g = 0; g < run.drives.size(); ++g) {
        const double base = top + pitch * static_cast<double>(g + 1) - 8.0;
        const Scale y{0.0, highest, base, base - pitch + 20.0};
        svg.line({left, base}, {right, base}, "grid");
        svg.text({left - 10.0, base - pitch / 2.0 + 4.0}, "group " + std::to_string(g),
                 "label end");
        svg.text({left - 10.0, base}, "0", "tick end");
        svg.text({left - 10.0, y(highest) + 4.0}, decimal(highest, 0) + " /s", "tick end");
        const auto& drive = run.drives[g];
        const std::size_t stride = std::max<std::size_t>(1, drive.size() / 1800);
        std::string path;
        for (std::size_t i = 0; i < drive.size(); i += stride)
            path +=
                (i == 0 ? "M" : "L") +
                coordinate(axis.x(run.start + static_cast<std::int64_t>(i) * run.settings.step)) +
                " " + coordinate(y(drive[i]));
        svg.path(path, "curve");
    }
    return section("drives-section", "Drives",
                   figure_of(run,
                             "Discharges of a group's units together, per second and unit, "
                             "smoothed by a window of " +
                                 plain(milliseconds(run.settings.window)) +
                                 " ms that lies in the past. Frames are the tasks.",
                             std::move(svg).finish()));
}

std::vector<std::size_t> by_group(const DriveRun& run) {
    std::vector<std::size_t> order(run.trains.size());
    for (std::size_t u = 0; u < order.size(); ++u) order[u] = u;
    std::ranges::stable_sort(order, {}, [&](std::size_t u) { return run.groups.of[u]; });
    return order;
}

std::string trains_figure(const DriveRun& run) {
    const double pitch = run.trains.size() > 24 ? 12.0 : 16.0;
    const double bottom = top + pitch * static_cast<double>(run.trains.size());
    Svg svg({"trains", "Discharges of motor units over time, by group",
             "A row is a motor unit, a tick a discharge."},
            {width, bottom + 48.0}, 640.0);
    const Axis axis = axis_of(run);
    draw_frame(svg, run, axis, bottom);
    std::vector<Tick> marks;
    const auto order = by_group(run);
    for (std::size_t row = 0; row < order.size(); ++row) {
        const motor_units::Train& train = run.trains[order[row]];
        const double base = top + pitch * static_cast<double>(row);
        const std::size_t group = run.groups.of[order[row]];
        if (row > 0 && group != run.groups.of[order[row - 1]])
            svg.line({left, base}, {right, base}, "axis");
        svg.text({left - 10.0, base + 0.75 * pitch},
                 shortened(train.unit, 6) + " · " + std::to_string(group), "tick end");
        for (const Time t : train.discharges)
            marks.push_back({static_cast<std::int64_t>(row), std::llround(axis.x(t))});
    }
    svg.path(tick_path(std::move(marks), {top + 2.0, pitch, pitch - 4.0}), "tick-spike");
    return section("trains-section", "Discharges",
                   figure_of(run,
                             "A row is a motor unit (its name, then its group), a tick a "
                             "discharge; groups lie one below the other.",
                             std::move(svg).finish()));
}

std::string rates_table(const DriveRun& run) {
    std::string rows = "<thead><tr>" + element("th", "scope=\"col\"", "Unit") +
                       element("th", "scope=\"col\"", "Group");
    for (const std::string& task : run.rates.tasks)
        rows += element("th", "scope=\"col\"", escape(task));
    rows += "</tr></thead>\n<tbody>";
    for (const std::size_t u : by_group(run)) {
        rows += "<tr>" + element("th", "scope=\"row\"", escape(run.trains[u].unit)) +
                element("td", "", std::to_string(run.groups.of[u]));
        for (const double hz : run.rates.row(u)) rows += element("td", "", decimal(hz, 1));
        rows += "</tr>\n";
    }
    return section("rates", "Rates in the tasks, per second",
                   simulated_paragraph(run.simulated) + "<div class=\"scroll\"><table>\n" + rows +
                       "</tbody></table></div>\n");
}

std::string facts(const DriveRun& run) {
    std::string left_out;
    for (const motor_units::Train& train : run.left_out)
        left_out += (left_out.empty() ? "" : ", ") + train.unit;
    return section("run", "How it was found",
                   element("dl", "class=\"facts\"",
                           fact("Silhouette of the groups", decimal(run.groups.silhouette, 3)) +
                               fact("Left out for too few discharges",
                                    left_out.empty() ? "none" : escape(left_out))) +
                       element("pre", "", escape(Config::of(run.settings).dump())) + "\n");
}

}  // namespace
}  // namespace report

std::string drive_page(const DriveRun& run) {
    using namespace report;
    const std::string title = run.name + ": " + std::to_string(run.groups.count) +
                              (run.groups.count == 1 ? " group of " : " groups of ") +
                              std::to_string(run.trains.size()) + " motor units";
    return document(Frame{.title = title,
                          .kind = simulated_mark(run.simulated) + "Neural drives of one muscle",
                          .heading = "",
                          .warning = ""},
                    drives_figure(run) + trains_figure(run) + rates_table(run) + facts(run));
}

}  // namespace efferent

// Accuracy against event rate: what fewer events cost.
#include <algorithm>
#include <cmath>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 640.0, height = 340.0;
constexpr double left = 54.0, right = 556.0, top = 14.0, bottom = 288.0;

struct Axes {
    Scale x;  ///< of log10 of the rate
    Scale y;
    Point at(double rate, double accuracy) const { return {x(std::log10(rate)), y(accuracy)}; }
};

struct Curve {
    const char* name;
    const char* css;
    double RatePoint::*value;
};

constexpr Curve per_window{"per window", "curve filled", &RatePoint::per_window};
constexpr Curve per_trial{"per trial", "curve hollow", &RatePoint::per_trial};

/// Points that a logarithmic axis can show, by rate.
std::vector<RatePoint> drawable(const Results& results) {
    std::vector<RatePoint> list;
    for (const RatePoint& p : results.rate_curve)
        if (std::isfinite(p.events_per_s_channel) && p.events_per_s_channel > 0.0)
            list.push_back(p);
    std::ranges::stable_sort(list, {}, &RatePoint::events_per_s_channel);
    return list;
}

Axes axes(const Results& results, const std::vector<RatePoint>& list) {
    std::vector<double> values;
    for (const RatePoint& p : list) values.insert(values.end(), {p.per_window, p.per_trial});
    add_if_near(values, results.chance);
    double low = std::log10(list.front().events_per_s_channel);
    double high = std::log10(list.back().events_per_s_channel);
    const double room = std::max(0.05 * (high - low), 0.04);
    return {{low - room, high + room, left, right}, accuracy_scale(values, bottom, top)};
}

void draw_axes(Svg& svg, const Axes& a) {
    for (const double tick : ticks(a.y.low, a.y.high, 6)) {
        svg.line({left, a.y(tick)}, {right, a.y(tick)}, "grid");
        svg.text({left - 8.0, a.y(tick) + 4.0}, decimal(100.0 * tick, 0), "tick end");
    }
    for (const double tick : log_ticks(std::pow(10.0, a.x.low), std::pow(10.0, a.x.high))) {
        const double x = a.x(std::log10(tick));
        svg.line({x, bottom}, {x, bottom + 5.0}, "axis");
        svg.text({x, bottom + 19.0}, amount(tick), "tick middle");
    }
    svg.line({left, bottom}, {right, bottom}, "axis");
    svg.text({(left + right) / 2.0, bottom + 42.0}, "events per second and channel (logarithmic)",
             "label middle");
    svg.rotated_text({14.0, (top + bottom) / 2.0}, -90.0, "% right", "label middle");
}

/// Gives where the curve ends, for its name.
Point draw_curve(Svg& svg, const Axes& a, const std::vector<RatePoint>& list, const Curve& curve) {
    std::string path;
    Point end{right, bottom};
    for (const RatePoint& p : list) {
        if (!std::isfinite(p.*curve.value)) continue;
        end = a.at(p.events_per_s_channel, p.*curve.value);
        path += (path.empty() ? "M" : "L") + coordinate(end.x) + " " + coordinate(end.y);
    }
    svg.path(path, curve.css);
    for (const RatePoint& p : list) {
        if (!std::isfinite(p.*curve.value)) continue;
        svg.open(curve.css, "thresholds × " + plain(p.threshold_factor) + ": " +
                                amount(p.events_per_s_channel) + " events/s, " +
                                percent(p.*curve.value) + " % " + curve.name);
        svg.circle(a.at(p.events_per_s_channel, p.*curve.value),
                   p.threshold_factor == 1.0 ? 6.0 : 3.5, "");
        svg.close();
    }
    return end;
}

/// The names stand beside the ends of their curves, moved apart where they would overlap.
void name_curves(Svg& svg, const Point& window_end, const Point& trial_end) {
    const double gap = 15.0;
    double window_y = window_end.y, trial_y = trial_end.y;
    const double missing = gap - std::abs(window_y - trial_y);
    if (missing > 0.0) {
        const double sign = trial_y <= window_y ? 1.0 : -1.0;
        window_y += sign * missing / 2.0;
        trial_y -= sign * missing / 2.0;
    }
    svg.text({right + 10.0, window_y + 4.0}, per_window.name, "label");
    svg.text({right + 10.0, trial_y + 4.0}, per_trial.name, "label");
}

std::string picture(const Results& results, const std::vector<RatePoint>& list) {
    const Axes a = axes(results, list);
    Svg svg(
        {"rate", "Accuracy against event rate",
         "Events per second and channel on a logarithmic axis, accuracy per window and per trial "
         "in percent; the table below has the numbers."},
        {width, height}, 420.0);
    draw_axes(svg, a);
    if (results.chance >= a.y.low && results.chance <= a.y.high) {
        svg.line({left, a.y(results.chance)}, {right, a.y(results.chance)}, "chance");
        svg.text({right + 10.0, a.y(results.chance) + 4.0}, "chance", "label");
    }
    const Point window_end = draw_curve(svg, a, list, per_window);
    const Point trial_end = draw_curve(svg, a, list, per_trial);
    name_curves(svg, window_end, trial_end);
    return std::move(svg).finish();
}

std::string numbers(const Results& results) {
    std::string rows =
        "<thead><tr><th scope=\"col\">Thresholds ×</th><th scope=\"col\">Events"
        "<small>per second and channel</small></th><th scope=\"col\">Per "
        "window<small>%</small></th>"
        "<th scope=\"col\">Per trial<small>%</small></th></tr></thead>\n<tbody>";
    for (const RatePoint& p : results.rate_curve)
        rows += "<tr>" + element("th", "scope=\"row\"", plain(p.threshold_factor)) +
                element("td", "", amount(p.events_per_s_channel)) +
                element("td", "", percent(p.per_window)) + element("td", "", percent(p.per_trial)) +
                "</tr>\n";
    return "<details><summary>The numbers of the curve</summary>\n" +
           table(results, "The spiking method with its thresholds scaled.", rows + "</tbody>") +
           "</details>\n";
}

}  // namespace

std::string rate_curve(const Results& results) {
    if (results.rate_curve.empty()) return {};
    const std::vector<RatePoint> list = drawable(results);
    std::string caption =
        "The spiking method with all its thresholds scaled; the larger dot is the setting of the "
        "table above.";
    if (const std::size_t hidden = results.rate_curve.size() - list.size(); hidden > 0)
        caption +=
            " Points without events, which this axis cannot show: " + std::to_string(hidden) + ".";
    const std::string drawn = list.empty() ? "" : picture(results, list);
    return section("rate", "Accuracy against event rate",
                   figure(results, caption, drawn) + numbers(results));
}

}  // namespace efferent::report

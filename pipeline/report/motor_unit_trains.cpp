// Discharges of all units over time, and a stretch of each unit's source with its discharges.
#include <algorithm>
#include <cmath>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/motor_unit_page.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {
namespace {

constexpr double width = 980.0, left = 56.0, right = 960.0, top = 12.0;

struct Axis {
    double begin_s, end_s;
    double x(double s) const { return Scale{begin_s, end_s, left, right}(s); }
};

void draw_axis(Svg& svg, const Axis& axis, double bottom) {
    for (const double tick : ticks(axis.begin_s, axis.end_s, 8)) {
        svg.line({axis.x(tick), top}, {axis.x(tick), bottom}, "grid");
        svg.text({axis.x(tick), bottom + 18.0}, plain(std::round(tick * 1e6) / 1e6 + 0.0),
                 "tick middle");
    }
    svg.text({(left + right) / 2.0, bottom + 38.0}, "time (s)", "label middle");
}

double second(const MotorUnitRun& run, std::size_t sample) {
    return static_cast<double>(run.begin + sample) / run.rate.value;
}

std::string framed(const MotorUnitRun& run, const std::string& caption, std::string svg) {
    return "<figure><figcaption>" + simulated_mark(run.simulated) + unbroken(escape(caption)) +
           "</figcaption>\n<div class=\"scroll\">" + std::move(svg) + "</div></figure>\n";
}

/// The second in which most units discharge most.
std::size_t busiest_begin(const MotorUnitRun& run, std::size_t length) {
    std::size_t best = 0, most = 0;
    for (std::size_t begin = 0; begin + length <= run.length; begin += length / 2) {
        std::size_t count = 0;
        for (const auto& u : run.result.units)
            count += static_cast<std::size_t>(std::ranges::lower_bound(u.pulses, begin + length) -
                                              std::ranges::lower_bound(u.pulses, begin));
        if (count > most) {
            most = count;
            best = begin;
        }
    }
    return best;
}

/// Lowest and highest of each pixel's samples, as one line.
std::string envelope(std::span<const float> source, const Scale& x, const Scale& y) {
    std::string path;
    const auto pixels = static_cast<std::size_t>(x.to - x.from);
    const std::size_t step = std::max<std::size_t>(1, source.size() / pixels);
    for (std::size_t t = 0; t < source.size(); t += step) {
        const auto part = source.subspan(t, std::min(step, source.size() - t));
        const auto [low, high] = std::ranges::minmax_element(part);
        const std::string at = coordinate(x(static_cast<double>(t)));
        path += (path.empty() ? "M" : "L") + at + " " + coordinate(y(double{*low}));
        if (step > 1) path += "L" + at + " " + coordinate(y(double{*high}));
    }
    return path;
}

}  // namespace

std::string motor_unit_trains(const MotorUnitRun& run) {
    const double pitch = run.result.units.size() > 24 ? 12.0 : 16.0;
    const double bottom = top + pitch * static_cast<double>(run.result.units.size());
    Svg svg({"trains", "Discharges of motor units over time",
             "A row is a motor unit, a tick a discharge."},
            {width, bottom + 48.0}, 640.0);
    const Axis axis{second(run, 0), second(run, run.length)};
    draw_axis(svg, axis, bottom);
    std::vector<Tick> marks;
    for (std::size_t u = 0; u < run.result.units.size(); ++u) {
        svg.text({left - 10.0, top + pitch * (static_cast<double>(u) + 0.75)}, std::to_string(u),
                 "tick end");
        for (const std::size_t t : run.result.units[u].pulses)
            marks.push_back({static_cast<std::int64_t>(u), std::llround(axis.x(second(run, t)))});
    }
    svg.path(tick_path(std::move(marks), {top + 2.0, pitch, pitch - 4.0}), "tick-spike");
    return section("trains-section", "Discharges",
                   framed(run,
                          "A row is a motor unit, a tick a discharge; the clearest unit (highest "
                          "silhouette) is on top.",
                          std::move(svg).finish()));
}

std::string motor_unit_sources(const MotorUnitRun& run) {
    const double pitch = 36.0;
    const double bottom = top + pitch * static_cast<double>(run.result.units.size());
    const std::size_t length =
        std::min(run.length, static_cast<std::size_t>(std::llround(run.rate.value)));
    const std::size_t begin = busiest_begin(run, length);
    Svg svg({"sources", "Source signals of motor units",
             "A row is a motor unit's source over one second, with a dot at each discharge."},
            {width, bottom + 48.0}, 640.0);
    const Axis axis{second(run, begin), second(run, begin + length)};
    draw_axis(svg, axis, bottom);
    for (std::size_t u = 0; u < run.result.units.size(); ++u) {
        const motor_units::MotorUnit& unit = run.result.units[u];
        const double base = top + pitch * (static_cast<double>(u) + 1.0) - 6.0;
        const Scale y{0.0, 1.0, base, base - pitch + 10.0};
        svg.text({left - 10.0, base}, std::to_string(u), "tick end");
        svg.path(envelope(std::span(unit.source).subspan(begin, length),
                          {0.0, static_cast<double>(length), left, right}, y),
                 "trace");
        for (auto t = std::ranges::lower_bound(unit.pulses, begin);
             t != unit.pulses.end() && *t < begin + length; ++t)
            svg.circle({axis.x(second(run, *t)), y(double{unit.source[*t]})}, 2.5, "spiking");
    }
    return section("sources-section", "Sources",
                   framed(run,
                          "The second with the most discharges. Each row is a unit's source: its "
                          "filter applied after all other units have been taken away, scaled to "
                          "its highest value. Dots are discharges.",
                          std::move(svg).finish()));
}

}  // namespace efferent::report

// Motor units in some test trials: when each discharged, and what was decided every 50 ms.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 980.0, left = 92.0, right = 970.0, top = 34.0;
constexpr double most_height = 420.0, gap = 10.0, class_pitch = 14.0;

struct Layout {
    double pitch = 0.0;  ///< of a unit's row
    double trains_end = 0.0;
    double decisions_top = 0.0;
    double bottom = 0.0;
    double pixels_per_s = 0.0;
    std::vector<double> begins;  ///< x of each stretch
};

std::size_t units_of(const UnitExample& e) {
    return std::accumulate(e.units.begin(), e.units.end(), std::size_t{0});
}

Layout layout(const UnitExample& e, std::size_t classes) {
    Layout plan;
    const auto units = static_cast<double>(units_of(e));
    plan.pitch = std::clamp(most_height / units, 1.0, 8.0);
    plan.trains_end = top + plan.pitch * units;
    plan.decisions_top = plan.trains_end + 30.0;
    plan.bottom = plan.decisions_top + class_pitch * static_cast<double>(classes);
    double length = 0.0;
    for (const auto& s : e.stretches) length += s.length_s;
    const double gaps = gap * static_cast<double>(e.stretches.size() - 1);
    plan.pixels_per_s = (right - left - gaps) / length;
    double x = left;
    for (const auto& s : e.stretches) {
        plan.begins.push_back(x);
        x += s.length_s * plan.pixels_per_s + gap;
    }
    return plan;
}

void draw_stretch(Svg& svg, const Results& r, const UnitExample& e, std::size_t i,
                  const Layout& plan) {
    const UnitExample::Stretch& s = e.stretches[i];
    const double begin = plan.begins[i], span = s.length_s * plan.pixels_per_s;
    svg.text({begin, top - 8.0}, r.classes[s.task], "label");
    svg.rectangle({begin, top}, {span, plan.trains_end - top}, "frame");
    std::vector<Tick> list;
    for (const Event& d : s.discharges) {
        const double x = begin + seconds(d.at) * plan.pixels_per_s;
        list.push_back({static_cast<std::int64_t>(index(d.channel)), std::llround(x)});
    }
    svg.path(tick_path(std::move(list), {top, plan.pitch, std::max(1.0, 0.9 * plan.pitch)}),
             "tick-spike");
    const double row = plan.decisions_top + class_pitch * static_cast<double>(s.task);
    svg.rectangle({begin, row}, {span, class_pitch}, "frame");
    for (const auto& [at, decided] : s.decisions)
        svg.circle({begin + at * plan.pixels_per_s,
                    plan.decisions_top + class_pitch * (static_cast<double>(decided) + 0.5)},
                   2.2, decided == s.task ? "conventional" : "spiking");
    svg.text({begin + span, plan.bottom + 16.0}, plain(s.length_s) + " s", "small end");
}

void draw_names(Svg& svg, const Results& r, const UnitExample& e, const Layout& plan) {
    std::size_t first = 0;
    for (std::size_t a = 0; a < e.units.size(); ++a) {
        const double y = top + plan.pitch * static_cast<double>(first);
        svg.line({left - 4.0, y}, {right, y}, "grid");
        svg.text({left - 8.0, y + plan.pitch * static_cast<double>(e.units[a]) / 2.0 + 4.0},
                 "array " + std::to_string(a + 1), "small end");
        first += e.units[a];
    }
    for (std::size_t k = 0; k < r.classes.size(); ++k)
        svg.text(
            {left - 8.0, plan.decisions_top + class_pitch * (static_cast<double>(k) + 0.5) + 4.0},
            shortened(r.classes[k], 12), "tiny end");
    svg.text({left, plan.decisions_top - 8.0}, "Decisions", "label");
}

std::string caption(const UnitExample& e) {
    std::size_t discharges = 0, decisions = 0, right_ones = 0;
    for (const auto& s : e.stretches) {
        discharges += s.discharges.size();
        decisions += s.decisions.size();
        right_ones += static_cast<std::size_t>(
            std::ranges::count_if(s.decisions, [&](const auto& d) { return d.second == s.task; }));
    }
    return "Test trials of " + escape(e.person) +
           ", which neither filters nor classifier had "
           "seen: " +
           std::to_string(discharges) + " discharges of " + std::to_string(units_of(e)) +
           " motor units, one row each; below, what " + escape(e.method) + " decided, " +
           std::to_string(right_ones) + " of " + std::to_string(decisions) +
           " rightly (blue, in the frame).";
}

}  // namespace

std::string unit_example(const Results& results) {
    if (!results.unit_example) return {};
    const UnitExample& e = *results.unit_example;
    const Layout plan = layout(e, results.classes.size());
    Svg svg({"unit-example", "Discharges of motor units and decisions",
             "Above, a row of ticks for each motor unit; below, a dot for each decision in the row "
             "of its class, the true class framed."},
            {width, plan.bottom + 24.0}, 720.0);
    draw_names(svg, results, e, plan);
    for (std::size_t i = 0; i < e.stretches.size(); ++i) draw_stretch(svg, results, e, i, plan);
    return section("units", "Motor units and decisions",
                   figure(results, caption(e), std::move(svg).finish()));
}

}  // namespace efferent::report

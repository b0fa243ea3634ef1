// Accuracy against operations and against energy a decision: what both families pay for what they
// get right.
#include <algorithm>
#include <cmath>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 820.0, height = 440.0;
constexpr double left = 54.0, right = 800.0, top = 14.0, bottom = 388.0;
constexpr double letter = 6.6, line_height = 13.0;  // of a label of 11 px
constexpr std::size_t longest_name = 26;

/// A method's place for one kind of cost; those of a method follow each other.
struct Mark {
    const MethodResult* method;
    double cost;
    bool diamond;      ///< or a dot
    std::string says;  ///< on hover, after the accuracy
    Point at;
};

/// What a picture is about.
struct Axis {
    Words words;
    std::string label;
};

struct Box {
    double x, y, width, height;
    bool meets(const Box& b) const {
        return x < b.x + b.width && b.x < x + width && y < b.y + b.height && b.y < y + height;
    }
};

void add_mark(std::vector<Mark>& marks, const MethodResult& method, double cost, bool diamond,
              const std::string& what) {
    if (std::isfinite(method.per_window.mean) && std::isfinite(cost) && cost > 0.0)
        marks.push_back({&method, cost, diamond, amount(cost) + what, {}});
}

void draw_axes(Svg& svg, const Scale& x, const Scale& y, const std::string& label) {
    for (const double tick : ticks(y.low, y.high, 6)) {
        svg.line({left, y(tick)}, {right, y(tick)}, "grid");
        svg.text({left - 8.0, y(tick) + 4.0}, decimal(100.0 * tick, 0), "tick end");
    }
    const bool many = x.high - x.low > 2.0;
    for (const double tick : log_ticks(std::pow(10.0, x.low), std::pow(10.0, x.high))) {
        const double decade = std::log10(tick);
        if (many && std::abs(decade - std::round(decade)) > 1e-9) continue;
        svg.line({x(decade), bottom}, {x(decade), bottom + 5.0}, "axis");
        svg.text({x(decade), bottom + 19.0}, amount(tick), "tick middle");
    }
    svg.line({left, bottom}, {right, bottom}, "axis");
    svg.text({(left + right) / 2.0, bottom + 42.0}, label + " a decision (logarithmic)",
             "label middle");
    svg.rotated_text({14.0, (top + bottom) / 2.0}, -90.0, "% of windows right", "label middle");
}

void draw_mark(Svg& svg, const Mark& mark) {
    const MethodResult& m = *mark.method;
    svg.open("cost " + std::string(family_class(m.family)),
             m.name + ": " + percent(m.per_window.mean) + " % of windows, " + mark.says);
    const auto [x, y] = mark.at;
    if (mark.diamond)
        svg.path("M" + coordinate(x) + " " + coordinate(y - 7.0) + "L" + coordinate(x + 7.0) + " " +
                     coordinate(y) + "L" + coordinate(x) + " " + coordinate(y + 7.0) + "L" +
                     coordinate(x - 7.0) + " " + coordinate(y) + "Z",
                 "");
    else
        svg.circle(mark.at, 5.0, "");
    svg.close();
}

/// A free place for a name near its mark, the nearest first; the last tried if none is free.
Box place(const Mark& mark, const std::string& name, const std::vector<Box>& taken) {
    const double length = letter * static_cast<double>(length_of(name));
    Box box{};
    for (double away = 0.0; away < 120.0; away += line_height)
        for (const double sign : {1.0, -1.0})
            for (const bool before : {false, true}) {
                const double x = before ? mark.at.x - 11.0 - length : mark.at.x + 11.0;
                box = {x, mark.at.y + sign * away - line_height / 2.0, length, line_height};
                const bool inside = box.x >= left && box.x + box.width <= width && box.y >= 0.0 &&
                                    box.y + box.height <= bottom;
                if (inside &&
                    std::ranges::none_of(taken, [&](const Box& b) { return b.meets(box); }))
                    return box;
            }
    return box;
}

void draw_names(Svg& svg, const std::vector<Mark>& marks) {
    std::vector<Box> taken;
    for (const Mark& m : marks) taken.push_back({m.at.x - 8.0, m.at.y - 7.0, 16.0, 14.0});
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (i + 1 < marks.size() && marks[i + 1].method == marks[i].method) continue;
        const Mark& mark = marks[i];
        const std::string name = shortened(mark.method->name, longest_name);
        const Box box = place(mark, name, taken);
        taken.push_back(box);
        const double middle = box.y + line_height / 2.0;
        const bool before = box.x < mark.at.x;
        if (std::abs(middle - mark.at.y) > line_height / 2.0)
            svg.line(mark.at, {before ? box.x + box.width + 2.0 : box.x - 2.0, middle}, "leader");
        svg.text({before ? box.x + box.width : box.x, middle + 4.0}, name,
                 (before ? "tick beside end " : "tick beside ") +
                     std::string(family_class(mark.method->family)));
    }
}

std::string picture(const Results& results, const Axis& axis, std::vector<Mark> marks) {
    std::vector<double> values;
    double low = std::log10(marks.front().cost), high = low;
    for (const Mark& m : marks) {
        values.push_back(m.method->per_window.mean);
        low = std::min(low, std::log10(m.cost));
        high = std::max(high, std::log10(m.cost));
    }
    add_if_near(values, results.chance);
    const double room = std::max(0.06 * (high - low), 0.1);
    const Scale x{low - room, high + room, left, right};
    const Scale y = accuracy_scale(values, bottom, top);
    Svg svg(axis.words, {width, height}, 480.0);
    draw_axes(svg, x, y, axis.label);
    for (Mark& m : marks) m.at = {x(std::log10(m.cost)), y(m.method->per_window.mean)};
    for (std::size_t i = 0; i + 1 < marks.size(); ++i)
        if (marks[i].method == marks[i + 1].method)
            svg.line(marks[i].at, marks[i + 1].at,
                     "both " + std::string(family_class(marks[i].method->family)));
    draw_names(svg, marks);
    for (const Mark& m : marks) draw_mark(svg, m);
    return std::move(svg).finish();
}

}  // namespace

std::string cost_picture(const Results& results) {
    std::vector<Mark> marks;
    for (const MethodResult& m : results.methods) {
        add_mark(marks, m, m.operations.mac, false, " multiply-accumulates (MAC)");
        add_mark(marks, m, m.operations.ac, true, " additions (AC)");
    }
    if (marks.empty()) return {};
    const std::string caption =
        "Dots are multiply-accumulates (MAC), diamonds are additions (AC); a method that needs "
        "both has both, joined by a line. A MAC is more work than an AC, and memory is not in "
        "this picture; the next one has both.";
    const Axis axis{
        {"operations", "Accuracy against operations",
         "Operations a decision on a logarithmic axis, accuracy per window in percent, one mark "
         "per method and kind of operation; the table of methods has the numbers."},
        "operations"};
    return section("cost", "Accuracy against operations",
                   figure(results, caption, picture(results, axis, marks)));
}

std::string energy_picture(const Results& results) {
    std::vector<Mark> marks;
    for (const MethodResult& m : results.methods) {
        add_mark(marks, m, 1e-3 * m.energy.arithmetic_pj, true, " nJ for arithmetic alone");
        add_mark(marks, m, 1e-3 * m.energy.total_pj(), false, " nJ a decision");
    }
    if (marks.empty()) return {};
    const std::string caption =
        "Dots are the energy of a decision, memory included, diamonds its arithmetic alone; the "
        "line between them is what memory costs. A model, the same for both families: single "
        "precision and static memories in 45 nm at 0.9 V. Converters, filters, control and "
        "leakage are not in it.";
    const Axis axis{
        {"nanojoules", "Accuracy against energy",
         "Nanojoules a decision on a logarithmic axis, accuracy per window in percent, two marks "
         "per method, arithmetic alone and all; the table of methods has the numbers."},
        "energy in nJ"};
    return section("energy", "Accuracy against energy",
                   figure(results, caption, picture(results, axis, marks)));
}

}  // namespace efferent::report

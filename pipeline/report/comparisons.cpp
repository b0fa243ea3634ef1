// Paired differences between methods: a table whose last column is a forest plot.
#include <algorithm>
#include <cmath>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 140.0, height = 22.0, margin = 16.0;

Scale scale(const Results& results) {
    double widest = 0.01;
    for (const Comparison& c : results.comparisons)
        for (const double value : {c.per_window_difference, c.low, c.high})
            if (std::isfinite(value)) widest = std::max(widest, std::abs(value));
    return {-widest, widest, margin, width - margin};
}

void grid(Svg& svg, const Scale& x, double bottom) {
    for (const double tick : ticks(x.low, x.high, 3))
        svg.line({x(tick), 0.0}, {x(tick), bottom}, std::abs(tick) < 1e-9 ? "zero" : "grid");
}

std::string axis(const Scale& x) {
    Svg svg({"forest-axis", "Axis of the differences", "Percentage points, zero in the middle."},
            {width, height}, width);
    for (const double tick : ticks(x.low, x.high, 3))
        svg.text({x(tick), 15.0}, points(tick), "tick middle");
    return std::move(svg).finish();
}

std::string mark(const Results& results, const Scale& x, std::size_t i) {
    const Comparison& c = results.comparisons[i];
    Svg svg({"forest-" + std::to_string(i), "Difference of " + c.a + " and " + c.b,
             points(c.per_window_difference) + " points, 95 % interval " +
                 points_interval(c.low, c.high)},
            {width, height}, width);
    grid(svg, x, height);
    const double y = height / 2.0;
    if (std::isfinite(c.low) && std::isfinite(c.high))
        svg.line({x(c.low), y}, {x(c.high), y}, "whisker");
    if (std::isfinite(c.per_window_difference))
        svg.circle({x(c.per_window_difference), y}, 4.5, "estimate");
    return std::move(svg).finish();
}

std::string row(const Results& results, const Scale& x, std::size_t i) {
    const Comparison& c = results.comparisons[i];
    const std::string p = results.people == 1 ? "–" : probability(c.p);
    return "<tr>" +
           element("th", "scope=\"row\"",
                   escape(c.a) + " <span class=\"minus\">minus</span> " + escape(c.b)) +
           element("td", "", points(c.per_window_difference)) +
           element("td", "", points_interval(c.low, c.high)) +
           element("td", "", results.people > 1 && c.p < 0.05 ? "<b>" + p + "</b>" : p) +
           element("td", "", points(c.per_trial_difference)) +
           element("td", "", points_interval(c.trial_low, c.trial_high)) +
           element("td", "",
                   std::isfinite(c.mcnemar_p) ? plain(c.only_a) + " : " + plain(c.only_b) : "–") +
           element("td", "", std::isfinite(c.mcnemar_p) ? probability(c.mcnemar_p) : "–") +
           element("td", "class=\"forest\"", mark(results, x, i)) + "</tr>\n";
}

std::string friedman(const Results& results) {
    if (!results.friedman_p)
        return "<p>Friedman’s test needs three methods and three people.</p>\n";
    return "<p>Friedman’s test over all methods: p " + escape(equation(*results.friedman_p)) +
           ".</p>\n";
}

}  // namespace

std::string comparison_table(const Results& results) {
    if (results.comparisons.empty()) return {};
    const Scale x = scale(results);
    std::string rows =
        "<thead><tr><th scope=\"col\">Comparison</th><th scope=\"col\">Difference"
        "<small>points, per window</small></th><th scope=\"col\">95 % interval</th>"
        "<th scope=\"col\">p<small>Holm</small></th><th scope=\"col\">Difference<small>points, "
        "per trial</small></th><th scope=\"col\">95 % interval</th><th scope=\"col\">Right "
        "alone<small>trials</small></th><th scope=\"col\">p<small>McNemar</small></th><th "
        "scope=\"col\" class=\"forest\">" +
        axis(x) + "</th></tr></thead>\n<tbody>";
    for (std::size_t i = 0; i < results.comparisons.size(); ++i) rows += row(results, x, i);
    rows += "</tbody>";
    const std::string caption =
        "Paired over " + people_count(results) +
        ": to the right of zero the first method is better. Wilcoxon’s signed-rank test, corrected "
        "after Holm for the number of comparisons; p below 0.05 is bold.";
    return section("comparisons", "Differences between methods",
                   table(results, caption, rows) + friedman(results));
}

}  // namespace efferent::report

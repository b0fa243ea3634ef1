// One line per person across all methods: whether a difference holds for people or for means only.
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

constexpr double width = 500.0, row_height = 30.0, top = 8.0, right_margin = 18.0;
constexpr double letter = 8.2;  // a mean character at 12.5 px
constexpr std::size_t longest_name = 22;

/// Which of the two accuracies a panel shows.
struct Measure {
    const char* name;
    double PersonResult::*person;
    Summary MethodResult::*summary;
};

struct Layout {
    std::vector<const MethodResult*> methods;  ///< by family, top to bottom
    std::vector<std::string> people;
    Scale x;
    double left;
    double y(std::size_t row) const { return top + row_height * (static_cast<double>(row) + 0.5); }
    double bottom() const { return top + row_height * static_cast<double>(methods.size()); }
};

/// What both panels show, so that they have one scale; chance only where it is near.
std::vector<double> all_values(const Results& results) {
    std::vector<double> values;
    for (const MethodResult& m : results.methods) {
        for (const Summary& s : {m.per_window, m.per_trial})
            values.insert(values.end(), {s.low, s.high, s.mean});
        for (const PersonResult& p : m.people)
            values.insert(values.end(), {p.per_window, p.per_trial});
    }
    add_if_near(values, results.chance);
    return values;
}

Layout layout(const Results& results) {
    Layout plan;
    std::size_t longest = 0;
    for (const std::string& family : families(results)) {
        for (const MethodResult& method : results.methods) {
            if (method.family != family) continue;
            plan.methods.push_back(&method);
            longest = std::max(longest, length_of(shortened(method.name, longest_name)));
        }
    }
    plan.people = people_of(results);
    plan.left = 14.0 + letter * static_cast<double>(longest);
    plan.x = accuracy_scale(all_values(results), plan.left, width - right_margin);
    return plan;
}

bool shows_chance(const Results& results, const Layout& plan) {
    return results.chance >= plan.x.low && results.chance <= plan.x.high;
}

void person_line(Svg& svg, const Layout& plan, const Measure& measure, const std::string& id) {
    std::string path, title = id + ":";
    std::vector<std::pair<Point, std::string_view>> dots;
    bool joined = false;
    for (std::size_t row = 0; row < plan.methods.size(); ++row) {
        const MethodResult& method = *plan.methods[row];
        const PersonResult* person = find_person(method, id);
        const bool drawn = person != nullptr && std::isfinite(person->*measure.person);
        if (drawn) {
            const Point at{plan.x(person->*measure.person), plan.y(row)};
            path += (joined ? "L" : "M") + coordinate(at.x) + " " + coordinate(at.y);
            dots.emplace_back(at, family_class(method.family));
            title += "\n" + method.name + " " + percent(person->*measure.person) + " %";
        }
        joined = drawn;
    }
    svg.open(plan.people.size() > 20 ? "person many" : "person", title);
    svg.path(path, "");
    for (const auto& [at, family] : dots) svg.circle(at, 2.2, family);
    svg.close();
}

void mean_mark(Svg& svg, const Layout& plan, const Measure& measure, std::size_t row) {
    const MethodResult& method = *plan.methods[row];
    const Summary& s = method.*measure.summary;
    if (!std::isfinite(s.mean)) return;
    const double y = plan.y(row);
    svg.open("mean " + std::string(family_class(method.family)),
             method.name + ": " + percent(s.mean) + " % " + percent_interval(s.low, s.high));
    if (std::isfinite(s.low) && std::isfinite(s.high))
        svg.line({plan.x(s.low), y}, {plan.x(s.high), y}, "interval");
    svg.circle({plan.x(s.mean), y}, 5.0, "");
    svg.close();
}

std::string panel(const Results& results, const Layout& plan, const Measure& measure) {
    const std::string name = measure.name;
    Svg svg({"dots-" + name.substr(4), "Accuracy " + name + " of every person with every method",
             "Rows are methods, the horizontal axis is accuracy in percent; each thin line is one "
             "person, each large dot the mean with its 95 % interval. The table per person below "
             "has the numbers."},
            {width, plan.bottom() + 42.0}, 340.0);
    percent_axis(svg, plan.x, top, plan.bottom());
    svg.text({(plan.left + width - right_margin) / 2.0, plan.bottom() + 35.0}, "% right " + name,
             "label middle");
    if (shows_chance(results, plan))
        svg.line({plan.x(results.chance), top}, {plan.x(results.chance), plan.bottom()}, "chance");
    for (const std::string& id : plan.people) person_line(svg, plan, measure, id);
    for (std::size_t row = 0; row < plan.methods.size(); ++row) {
        const MethodResult& method = *plan.methods[row];
        mean_mark(svg, plan, measure, row);
        svg.text({plan.left - 10.0, plan.y(row) + 4.0}, shortened(method.name, longest_name),
                 "label end " + std::string(family_class(method.family)));
    }
    return std::move(svg).finish();
}

}  // namespace

std::string paired_dots(const Results& results) {
    if (results.methods.empty()) return {};
    const Layout plan = layout(results);
    const std::string pictures =
        "<div class=\"pair\">" +
        panel(results, plan, {"per window", &PersonResult::per_window, &MethodResult::per_window}) +
        panel(results, plan, {"per trial", &PersonResult::per_trial, &MethodResult::per_trial}) +
        "</div>";
    const std::string caption =
        "Each thin line is one person followed across the methods; the large dot is the mean, its "
        "bar the 95 % interval. " +
        (shows_chance(results, plan)
             ? std::string("The dashed line is chance.")
             : "Chance, " + percent(results.chance) + " %, lies outside the axis.");
    return section("people", "Person by person",
                   figure(results, caption, pictures) + person_table(results));
}

}  // namespace efferent::report

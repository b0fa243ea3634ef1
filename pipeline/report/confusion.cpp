// Confusion matrices: the best conventional method and every spiking one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"
#include "core/text.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr std::size_t most_with_numbers = 12;  // classes; beyond, a cell is too small for digits
constexpr std::size_t longest_name = 18;
constexpr double letter = 8.0;     // a capital at 11 px, since class names are often capitals
constexpr double sine = 0.866;     // of 60 degrees, by which column names are turned
constexpr double dark_from = 0.7;  // where ink on a cell would be less legible than paper
constexpr double heading_height = 22.0;
constexpr double half_a_page = 496.0;

struct Layout {
    double cell = 0.0;
    double left = 0.0;
    double top = 0.0;
    double overhang = 0.0;  ///< of the last column's turned name
};

Layout layout(const Results& results) {
    std::size_t longest = 1;
    for (const std::string& name : results.classes)
        longest = std::max(longest, length_of(shortened(name, longest_name)));
    const double text = letter * static_cast<double>(longest);
    const std::size_t classes = results.classes.size();
    Layout plan{0.0, text + 12.0, heading_height + text * sine + 14.0, text / 2.0 + 4.0};
    const double room = half_a_page - plan.left - plan.overhang;
    const double small = std::clamp(room / static_cast<double>(classes), 12.0, 16.0);
    plan.cell = classes <= 6 ? 36.0 : classes <= most_with_numbers ? 28.0 : small;
    return plan;
}

void check(const Results& results, const MethodResult& method, const Table& counts) {
    const std::size_t classes = results.classes.size();
    if (counts.columns() == classes && counts.rows() == classes) return;
    throw Error(Fault::format, "report: confusion of \"" + method.name + "\": is " +
                                   std::to_string(counts.rows()) + " by " +
                                   std::to_string(counts.columns()) + ", where " +
                                   std::to_string(classes) + " classes are expected");
}

struct Cell {
    std::size_t truth;
    std::size_t decided;
    double count;
    double fraction;  ///< of the true class
};

void draw_cell(Svg& svg, const Results& results, const Layout& plan, const Cell& c) {
    const Point corner{plan.left + plan.cell * static_cast<double>(c.decided),
                       plan.top + plan.cell * static_cast<double>(c.truth)};
    const double shade = std::sqrt(c.fraction);  // linear, rare confusions could not be seen
    const std::string opacity = "fill-opacity=\"" + fixed(shade, 2) + "\"";
    svg.titled_rectangle(corner, {plan.cell, plan.cell}, opacity,
                         results.classes[c.truth] + " → " + results.classes[c.decided] + ": " +
                             percent(c.fraction) + " % (" + fixed(c.count, 0) + ")");
    if (results.classes.size() > most_with_numbers || c.fraction < 0.005) return;
    svg.text({corner.x + plan.cell / 2.0, corner.y + plan.cell / 2.0 + 4.0},
             decimal(100.0 * c.fraction, 0), shade > dark_from ? "number light" : "number");
}

void draw_names(Svg& svg, const Results& results, const Layout& plan) {
    for (std::size_t i = 0; i < results.classes.size(); ++i) {
        const std::string name = shortened(results.classes[i], longest_name);
        const double middle = plan.cell * (static_cast<double>(i) + 0.5);
        svg.text({plan.left - 6.0, plan.top + middle + 4.0}, name, "small end");
        svg.rotated_text({plan.left + middle + 3.0, plan.top - 6.0}, -60.0, name, "small");
    }
}

void draw_cells(Svg& svg, const Results& results, const Layout& plan, const Table& counts) {
    for (std::size_t truth = 0; truth < counts.rows(); ++truth) {
        const auto row = counts.row(truth);
        const double total = std::accumulate(row.begin(), row.end(), 0.0);
        for (std::size_t decided = 0; decided < row.size(); ++decided)
            if (row[decided] > 0.0 && total > 0.0)
                draw_cell(svg, results, plan, {truth, decided, row[decided], row[decided] / total});
    }
}

struct Matrix {
    const MethodResult* method;
    const Table* counts;
    std::string per;  ///< "window" or "trial"
    std::string id;
};

std::string picture(const Results& results, const Layout& plan, const Matrix& matrix) {
    check(results, *matrix.method, *matrix.counts);
    const double side = plan.cell * static_cast<double>(results.classes.size());
    const std::string heading = matrix.method->name + ", per " + matrix.per;
    const double heading_width = 7.4 * static_cast<double>(length_of(heading));
    const Size size{std::max(plan.left + side + plan.overhang, heading_width),
                    plan.top + side + 24.0};
    Svg svg({matrix.id, "Confusion of " + heading,
             "Rows are true classes, columns decided ones, each row in percent of its class; the "
             "counts are in metrics.json."},
            size, std::min(size.width, 0.85 * size.width));
    svg.text({0.0, 14.0}, heading, "label " + std::string(family_class(matrix.method->family)));
    draw_names(svg, results, plan);
    svg.open("cells");
    draw_cells(svg, results, plan, *matrix.counts);
    svg.close();
    svg.rectangle({plan.left, plan.top}, {side, side}, "frame");
    svg.text({plan.left + side / 2.0, plan.top + side + 16.0}, "decided", "small middle");
    return std::move(svg).finish();
}

std::vector<Matrix> matrices(const Results& results) {
    std::vector<Matrix> list;
    const auto add = [&](const MethodResult& m, const Table& counts, const std::string& per) {
        if (counts.rows() == 0) return;
        list.push_back({&m, &counts, per, "confusion-" + std::to_string(list.size())});
    };
    const MethodResult* best_conventional = best_of(results, conventional);
    const MethodResult* best_spiking = best_of(results, spiking);
    for (const MethodResult* best : {best_conventional, best_spiking}) {
        if (best == nullptr) continue;
        add(*best, best->confusion_windows, "window");
        add(*best, best->confusion_trials, "trial");
    }
    for (const MethodResult& m : results.methods)
        if (m.family == spiking && &m != best_spiking) add(m, m.confusion_windows, "window");
    return list;
}

}  // namespace

std::string confusion_matrices(const Results& results) {
    const std::vector<Matrix> list = matrices(results);
    if (list.empty()) return {};
    const Layout plan = layout(results);
    std::string pictures = "<div class=\"matrices\">";
    for (const Matrix& matrix : list) pictures += picture(results, plan, matrix);
    pictures += "</div>";
    const std::string caption =
        "Rows are the true class, columns the decided one; a cell’s shade grows with the square "
        "root "
        "of its share of the row, so that rare confusions show. Counts over all people; point at a "
        "cell for them.";
    return section("confusion", "What is taken for what", figure(results, caption, pictures));
}

}  // namespace efferent::report

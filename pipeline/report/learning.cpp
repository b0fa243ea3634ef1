// Learning curves: loss and accuracy of training and validation parts, epoch by epoch.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 500.0, height = 300.0;
constexpr double left = 54.0, right = 486.0, top = 30.0, bottom = 250.0;

/// One of the two numbers that are followed over epochs.
struct Measure {
    const char* id;
    const char* name;
    double snn::Epoch::*training;
    std::optional<double> snn::Epoch::*validation;
    bool percent;
};

constexpr Measure loss{"loss", "loss", &snn::Epoch::loss, &snn::Epoch::validation_loss, false};
constexpr Measure accuracy{"accuracy", "% of windows right", &snn::Epoch::accuracy,
                           &snn::Epoch::validation_accuracy, true};

using Curves = std::vector<const LearningCurve*>;

Scale value_scale(const Curves& curves, const Measure& measure) {
    std::vector<double> values;
    for (const LearningCurve* curve : curves)
        for (const snn::Epoch& e : curve->epochs) {
            values.push_back(e.*measure.training);
            if (e.*measure.validation) values.push_back(*(e.*measure.validation));
        }
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    if (measure.percent) return accuracy_scale(values, bottom, top);
    const double high = values.empty() ? 1.0 : *std::ranges::max_element(values);
    return {0.0, high > 0.0 ? high * 1.04 : 1.0, bottom, top};
}

void draw_axes(Svg& svg, const Scale& x, const Scale& y, const Measure& measure) {
    const double step = y.high - y.low > 2.0 || measure.percent ? 0.0 : 1.0;
    for (const double tick : ticks(y.low, y.high, 6)) {
        svg.line({left, y(tick)}, {right, y(tick)}, "grid");
        svg.text({left - 8.0, y(tick) + 4.0},
                 measure.percent ? decimal(100.0 * tick, 0)
                                 : decimal(tick, step > 0.0 && y.high < 0.5 ? 2 : 1),
                 "tick end");
    }
    for (const double tick : ticks(x.low, x.high, 8)) {
        if (tick != std::round(tick)) continue;
        svg.line({x(tick), bottom}, {x(tick), bottom + 5.0}, "axis");
        svg.text({x(tick), bottom + 19.0}, decimal(tick, 0), "tick middle");
    }
    svg.line({left, bottom}, {right, bottom}, "axis");
    svg.text({(left + right) / 2.0, bottom + 40.0}, "epoch", "label middle");
    svg.rotated_text({14.0, (top + bottom) / 2.0}, -90.0, measure.name, "label middle");
}

void draw_key(Svg& svg, bool validation) {
    svg.open("learning training");
    svg.path("M" + coordinate(left) + " 12H" + coordinate(left + 22.0), "");
    svg.close();
    svg.text({left + 28.0, 16.0}, "training", "tick");
    if (!validation) return;
    svg.open("learning validation");
    svg.path("M" + coordinate(left + 96.0) + " 12H" + coordinate(left + 118.0), "");
    svg.close();
    svg.text({left + 124.0, 16.0}, "validation; the dot is the epoch that was kept", "tick");
}

/// A line through the epochs that have a value; `value` gives none where there is none.
template <class Value>
std::string line_of(const LearningCurve& curve, const Scale& x, const Scale& y,
                    const Value& value) {
    std::string path;
    for (const snn::Epoch& e : curve.epochs) {
        const std::optional<double> v = value(e);
        if (!v || !std::isfinite(*v)) continue;
        path += (path.empty() ? "M" : "L") + coordinate(x(static_cast<double>(e.number))) + " " +
                coordinate(y(*v));
    }
    return path;
}

void draw_curve(Svg& svg, const LearningCurve& curve, const Scale& x, const Scale& y,
                const Measure& measure) {
    const auto training = [&](const snn::Epoch& e) { return std::optional(e.*measure.training); };
    const auto validation = [&](const snn::Epoch& e) { return e.*measure.validation; };
    svg.open("learning training", curve.unit + ", training");
    svg.path(line_of(curve, x, y, training), "");
    svg.close();
    svg.open("learning validation", curve.unit + ", validation");
    svg.path(line_of(curve, x, y, validation), "");
    for (const snn::Epoch& e : curve.epochs)
        if (e.number == curve.best_epoch && validation(e) && std::isfinite(*validation(e)))
            svg.circle({x(static_cast<double>(e.number)), y(*validation(e))}, 3.5, "");
    svg.close();
}

std::string panel(const Curves& curves, const Measure& measure, std::size_t number) {
    std::size_t epochs = 1;
    bool validated = false;
    for (const LearningCurve* curve : curves) {
        epochs = std::max(epochs, curve->epochs.size());
        for (const snn::Epoch& e : curve->epochs) validated |= e.validation_loss.has_value();
    }
    const Scale x{1.0, std::max(2.0, static_cast<double>(epochs)), left, right};
    const Scale y = value_scale(curves, measure);
    Svg svg({"learning-" + std::string(measure.id) + std::to_string(number),
             "Learning curves: " + std::string(measure.name),
             "Epochs on the horizontal axis, one line for each split's training part and one for "
             "its validation part; the table below has the numbers of the epochs kept."},
            {width, height}, 340.0);
    draw_axes(svg, x, y, measure);
    draw_key(svg, validated);
    for (const LearningCurve* curve : curves) draw_curve(svg, *curve, x, y, measure);
    return std::move(svg).finish();
}

std::string row(const LearningCurve& curve) {
    const auto kept = std::ranges::find(curve.epochs, curve.best_epoch, &snn::Epoch::number);
    const snn::Epoch& e = kept == curve.epochs.end() ? curve.epochs.back() : *kept;
    const auto cell = [](const std::string& text) { return element("td", "", text); };
    return "<tr>" + element("th", "scope=\"row\"", escape(curve.unit)) +
           cell(std::to_string(e.number) + " of " + std::to_string(curve.epochs.size())) +
           cell(decimal(e.loss, 3)) + cell(percent(e.accuracy)) +
           cell(e.validation_loss ? decimal(*e.validation_loss, 3) : absent) +
           cell(e.validation_accuracy ? percent(*e.validation_accuracy) : absent) +
           cell(decimal(e.rate_hz, 1)) + "</tr>\n";
}

std::string numbers(const Results& results, const Curves& curves) {
    std::string rows =
        "<thead><tr><th scope=\"col\">Split</th><th scope=\"col\">Epoch kept</th>"
        "<th scope=\"col\">Loss</th><th scope=\"col\">Right<small>%</small></th>"
        "<th scope=\"col\">Loss<small>validation</small></th>"
        "<th scope=\"col\">Right<small>%, validation</small></th>"
        "<th scope=\"col\">Rate<small>Hz a neuron</small></th></tr></thead>\n<tbody>";
    for (const LearningCurve* curve : curves) rows += row(*curve);
    return "<details><summary>The numbers of the epochs that were kept</summary>\n" +
           table(results, "Fractions are of windows, after augmentation if there is any.",
                 rows + "</tbody>") +
           "</details>\n";
}

}  // namespace

std::string learning_curves(const Results& results) {
    std::string content;
    std::size_t number = 0;
    for (const MethodResult& method : results.methods) {
        Curves curves;
        for (const LearningCurve& curve : results.learning)
            if (curve.method == method.name && !curve.epochs.empty()) curves.push_back(&curve);
        if (curves.empty()) continue;
        content += element("h3", "", escape(method.name)) + "\n" +
                   figure(results,
                          curves.size() == 1 ? "The only split."
                                             : "One line for each of " +
                                                   std::to_string(curves.size()) + " splits.",
                          "<div class=\"pair\">" + panel(curves, loss, number) +
                              panel(curves, accuracy, number) + "</div>") +
                   numbers(results, curves);
        ++number;
    }
    return content.empty() ? content : section("learning", "Learning curves", content);
}

}  // namespace efferent::report

// A tiny SVG writer.
#include "pipeline/report/svg.hpp"

#include <cmath>

#include "core/text.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"

namespace efferent::report {

namespace {

std::string attribute(std::string_view name, double value) {
    return " " + std::string(name) + "=\"" + coordinate(value) + "\"";
}

std::string css_class(std::string_view css) {
    return css.empty() ? "" : " class=\"" + std::string(css) + "\"";
}

}  // namespace

std::string coordinate(double value) {
    if (!std::isfinite(value)) return "0";
    std::string text = fixed(value, 1);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

Svg::Svg(const Words& words, Size size, double least_width) {
    const std::string id = escape(words.id);
    out_ = "<svg role=\"img\" aria-labelledby=\"" + id + "-t " + id + "-d\" viewBox=\"0 0 " +
           coordinate(size.width) + " " + coordinate(size.height) +
           "\" style=\"width:" + coordinate(size.width) +
           "px;max-width:100%;min-width:" + coordinate(least_width) + "px\">" +
           element("title", "id=\"" + id + "-t\"", escape(words.title)) +
           element("desc", "id=\"" + id + "-d\"", escape(words.description)) + "\n";
}

void Svg::line(Point a, Point b, std::string_view css) {
    out_ += "<line" + attribute("x1", a.x) + attribute("y1", a.y) + attribute("x2", b.x) +
            attribute("y2", b.y) + css_class(css) + "/>\n";
}

void Svg::rectangle(Point corner, Size size, std::string_view css, std::string_view attributes) {
    out_ += "<rect" + attribute("x", corner.x) + attribute("y", corner.y) +
            attribute("width", size.width) + attribute("height", size.height) + css_class(css);
    if (!attributes.empty()) out_ += " " + std::string(attributes);
    out_ += "/>\n";
}

void Svg::titled_rectangle(Point corner, Size size, std::string_view attributes,
                           std::string_view title) {
    out_ += "<rect" + attribute("x", corner.x) + attribute("y", corner.y) +
            attribute("width", size.width) + attribute("height", size.height) + " " +
            std::string(attributes) + ">" + element("title", "", escape(title)) + "</rect>\n";
}

void Svg::circle(Point centre, double radius, std::string_view css) {
    out_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) +
            attribute("r", radius) + css_class(css) + "/>\n";
}

void Svg::path(std::string_view data, std::string_view css) {
    if (data.empty()) return;
    out_ += "<path d=\"" + std::string(data) + "\"" + css_class(css) + "/>\n";
}

void Svg::text(Point at, std::string_view words, std::string_view css) {
    out_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + css_class(css) + ">" +
            escape(words) + "</text>\n";
}

void Svg::rotated_text(Point at, double degrees, std::string_view words, std::string_view css) {
    out_ += "<text transform=\"translate(" + coordinate(at.x) + " " + coordinate(at.y) +
            ") rotate(" + coordinate(degrees) + ")\"" + css_class(css) + ">" + escape(words) +
            "</text>\n";
}

void Svg::open(std::string_view css, std::string_view title) {
    out_ += "<g" + css_class(css) + ">";
    if (!title.empty()) out_ += element("title", "", escape(title));
    out_ += "\n";
}

void Svg::close() { out_ += "</g>\n"; }

std::string Svg::finish() && { return std::move(out_) + "</svg>\n"; }

void percent_axis(Svg& svg, const Scale& scale, double top, double bottom) {
    for (const double tick : ticks(scale.low, scale.high, 6)) {
        svg.line({scale(tick), top}, {scale(tick), bottom}, "grid");
        svg.text({scale(tick), bottom + 16.0}, decimal(100.0 * tick, 0), "tick middle");
    }
}

}  // namespace efferent::report

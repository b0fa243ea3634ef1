// A tiny SVG writer: escaped text, fixed decimals, and colours by the page's CSS classes.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/report/scale.hpp"

namespace efferent::report {

struct Point {
    double x = 0.0;
    double y = 0.0;
};

struct Size {
    double width = 0.0;
    double height = 0.0;
};

/// What a picture is called and shows, for who cannot see it.
struct Words {
    std::string id;  ///< unique in the page
    std::string title;
    std::string description;
};

/// A coordinate with one decimal where it needs one; "0" if it is not finite.
std::string coordinate(double value);

/// One picture in user units of one CSS pixel. Text is escaped here; classes and attributes are
/// not.
class Svg {
public:
    /// `least_width` is how narrow it may become before its figure scrolls.
    Svg(const Words& words, Size size, double least_width);

    void line(Point a, Point b, std::string_view css);
    void rectangle(Point corner, Size size, std::string_view css, std::string_view attributes = "");
    /// With a title that is shown on hover.
    void titled_rectangle(Point corner, Size size, std::string_view attributes,
                          std::string_view title);
    void circle(Point centre, double radius, std::string_view css);
    void path(std::string_view data, std::string_view css);
    void text(Point at, std::string_view words, std::string_view css);
    void rotated_text(Point at, double degrees, std::string_view words, std::string_view css);
    /// Opens a group, with a hover title unless it is empty; `close` ends it.
    void open(std::string_view css, std::string_view title = "");
    void close();

    /// The whole element; the writer is spent.
    std::string finish() &&;

private:
    std::string out_;
};

/// Vertical grid lines from `top` to `bottom` with percent labels below.
void percent_axis(Svg& svg, const Scale& scale, double top, double bottom);

}  // namespace efferent::report

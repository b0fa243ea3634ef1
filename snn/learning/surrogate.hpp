// What stands for the derivative of a spike: docs/semantics.md, "Training".
#pragma once

#include "core/fields.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training {

struct Surrogate {
    std::string shape = "triangle";
    double width = 0.5;
    double peak = 0.3;
};

inline void describe(Fields& field, Surrogate& s) {
    field("shape", s.shape,
          "\"triangle\" max(0, 1 - r), \"boxcar\" (1 below 1), \"fast_sigmoid\" 1 / (1 + r)^2 or "
          "\"atan\" 1 / (1 + r^2), each times the peak");
    field("width", s.width,
          "r is the potential's distance from its threshold, divided by the threshold and by this");
    field("peak", s.peak, "at the threshold");
    field.require(s.shape == "triangle" || s.shape == "boxcar" || s.shape == "fast_sigmoid" ||
                      s.shape == "atan",
                  "shape", "must be \"triangle\", \"boxcar\", \"fast_sigmoid\" or \"atan\"");
    field.require(s.width > 0.0, "width", "must be above zero");
    field.require(s.peak > 0.0, "peak", "must be above zero");
}

inline Slope<double> slope_of(const Surrogate& s) {
    const Shape shape = s.shape == "triangle"       ? Shape::triangle
                        : s.shape == "boxcar"       ? Shape::boxcar
                        : s.shape == "fast_sigmoid" ? Shape::fast_sigmoid
                                                    : Shape::atan;
    return {shape, s.peak, 1.0 / s.width, s.peak * s.width};
}

}  // namespace efferent::snn::training

// The picture of a simulation: one HTML page without network, scripts or other files.
#pragma once

#include <string>

#include "pipeline/simulation.hpp"

namespace efferent {

/// UTF-8; the same bytes for the same simulation, however long it took.
std::string simulation_page(const Simulation& simulation);

namespace report {

/// The sections of the page, ready HTML, empty where there is nothing to show.
std::string simulation_raster(const Simulation& simulation);
std::string simulation_membranes(const Simulation& simulation);

/// Grid lines of time from `top` to `bottom` with labels below, in ms where that reads better.
struct TimeAxis {
    double left = 0.0, right = 0.0, top = 0.0, bottom = 0.0;
    Duration length{};
    double x(Time at) const;
};
class Svg;
void draw_time_axis(Svg& svg, const TimeAxis& axis);

}  // namespace report
}  // namespace efferent

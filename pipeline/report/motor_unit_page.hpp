// The picture of a decomposition: one HTML page without network, scripts or other files.
#pragma once

#include <string>

#include "pipeline/motor_units.hpp"

namespace efferent {

/// UTF-8; the same bytes for the same run. `grid_rows`: the recording's channels run down the
/// columns of a grid, so many in each, and are drawn so; 0: one below the other.
std::string motor_unit_page(const MotorUnitRun& run, std::size_t grid_rows = 0);

namespace report {

/// The sections of the page, ready HTML; the run has a unit.
std::string motor_unit_trains(const MotorUnitRun& run);
std::string motor_unit_sources(const MotorUnitRun& run);
std::string motor_unit_shapes(const MotorUnitRun& run, std::size_t grid_rows);

}  // namespace report
}  // namespace efferent

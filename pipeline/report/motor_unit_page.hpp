// The picture of a decomposition: one HTML page without network, scripts or other files.
#pragma once

#include <string>

#include "pipeline/motor_units.hpp"

namespace efferent {

/// UTF-8; the same bytes for the same run.
std::string motor_unit_page(const MotorUnitRun& run);

namespace report {

/// The sections of the page, ready HTML; the run has a unit.
std::string motor_unit_trains(const MotorUnitRun& run);
std::string motor_unit_sources(const MotorUnitRun& run);
std::string motor_unit_shapes(const MotorUnitRun& run);

/// "simulated data" as a mark, or nothing.
std::string motor_unit_mark(const MotorUnitRun& run);

}  // namespace report
}  // namespace efferent

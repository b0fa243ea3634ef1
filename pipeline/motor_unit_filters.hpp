// What a stream needs to find the motor units of a decomposition again, as a file.
#pragma once

#include "decoders/motor_units/stream.hpp"
#include "pipeline/motor_units.hpp"

namespace efferent {

struct MotorUnitFilters {
    std::string origin;     ///< what messages call it
    std::string recording;  ///< in which the units were found
    bool simulated = false;
    std::string unit;                   ///< of the samples
    std::vector<std::string> channels;  ///< those used, in order
    std::vector<std::string> skipped;   ///< those that the recording has besides
    std::vector<double> means;          ///< of the channels used, taken away before the band-pass
    Band band;
    motor_units::StreamFilters filters;
    std::vector<double> silhouettes;  ///< of each unit's filter in the recording
};

/// The units that one filter tells apart in the whole signal: those whose silhouette "online" is
/// at least the decomposition's min_silhouette. Others were found only because units were taken
/// away before, which a stream does not do.
MotorUnitFilters online_filters(const MotorUnitRun& run);

/// Schema "efferent.motor_unit_filters/1": docs/formats.md, "Filters of motor units". The same
/// bytes for the same filters.
std::string filters_json(const MotorUnitFilters& filters);
/// Error{format} naming `origin` for text that is cut off, altered, of another schema, or whose
/// numbers do not fit together.
MotorUnitFilters filters_from_json(std::string_view text, const std::string& origin);

/// Error{config} naming `origin` and the first thing that does not fit: rate, number or names of
/// channels, unit of the samples.
void require_fits(const MotorUnitFilters& filters, const emg::Dataset& dataset);

}  // namespace efferent

// Trains in text files: BIDS events.tsv, and lists of units with times or samples.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "core/time.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {

/// Units in the order of their first line, discharges ascending. By the header it takes
/// - BIDS events, with tabs: `onset` in s, and `unit_id` or `unit`. If there is a column
///   `event_type`, only rows that say `motor-unit-spike` are discharges, the others other events.
/// - `time_s` and `unit`, with commas.
/// - `unit` and `sample` from 0, with commas, which alone needs `rate`.
/// Error{io}; Error{format} names the line: an unknown header, another number of columns, an onset
/// that is no time, a row without a unit, a discharge that stands twice, a last line without its
/// end. Error{config} where `rate` is needed and absent.
std::vector<Train> read_trains(const std::filesystem::path& path,
                               std::optional<Hertz> rate = std::nullopt);

/// BIDS events with the columns onset, duration, sample, unit_id, event_type, in the order of time
/// and of units within it. `rate` tells the sample, the nearest to the discharge.
std::string events_tsv(const std::vector<Train>& trains, Hertz rate);

/// The discharges in [begin, end); units without any are left out.
std::vector<Train> between(const std::vector<Train>& trains, Time begin, Time end);

}  // namespace efferent::motor_units

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
/// None where there is the header alone. Error{io}; Error{format} names the line: an unknown
/// header, another number of columns, an onset that is no time from 0 on, a row without a unit, a
/// discharge that stands twice, a last line without its end; also where all rows are events of
/// other types. Error{config} where `rate` is needed and absent.
std::vector<Train> read_trains(const std::filesystem::path& path,
                               std::optional<Hertz> rate = std::nullopt);

/// As read_trains; Error{format} too where there is no discharge at all.
std::vector<Train> read_truth(const std::filesystem::path& path,
                              std::optional<Hertz> rate = std::nullopt);

/// Whether read_trains needs a rate for this file. Error{io}, Error{format}.
bool gives_samples(const std::filesystem::path& path);

/// BIDS events with the columns onset, duration, sample, unit_id, event_type, in the order of time
/// and of units within it. `rate` tells the sample, the nearest to the discharge.
std::string events_tsv(const std::vector<Train>& trains, Hertz rate);

/// The discharges in [begin, end); units without any are left out.
std::vector<Train> between(const std::vector<Train>& trains, Time begin, Time end);

}  // namespace efferent::motor_units

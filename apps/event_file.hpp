// Events in a text file, as `efferent encode --out` writes them: docs/formats.md, "Events".
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/event.hpp"

namespace efferent::apps {

/// In order. `segment` chooses one of a file that has several. Error{format} names the line: a
/// wrong header, time that goes back, a channel that is not below `channels`, a file that is cut
/// off. Error{config} for a segment that is not there, or not chosen where there are several.
std::vector<Event> read_events(const std::filesystem::path& path, std::size_t channels,
                               std::optional<std::int64_t> segment);

/// "time_ns,channel,polarity" of one event, with its line's end.
std::string line_csv(const Event& event);
/// Such a file without segments.
std::string events_csv(std::span<const Event> events);

}  // namespace efferent::apps

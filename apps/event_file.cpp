// Events from text, line by line.
#include "apps/event_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::apps {
namespace {

/// The three headers that a file of events may have.
struct Columns {
    bool segment = false;
    double ns = 1.0;  ///< that a unit of time is
};

Columns read_header(Lines& lines) {
    const std::string_view header = lines.next() ? trim(lines.text()) : std::string_view{};
    if (header == "segment,time_ns,channel,polarity") return {true, 1.0};
    if (header == "time_ns,channel,polarity") return {false, 1.0};
    if (header == "time_ms,channel,polarity") return {false, 1e6};
    lines.fail(instead_of("the header time_ms,channel,polarity", header));
}

Time read_time(const Lines& lines, std::string_view text, const Columns& columns) {
    const auto ns = to_integer(text);
    if (columns.ns == 1.0 && ns && *ns >= 0) return Time{Duration{*ns}};
    const auto value = to_double(text);
    if (columns.ns == 1.0 || !value || !(*value >= 0.0) || !(*value * columns.ns <= 9e18))
        lines.fail("the time " +
                   instead_of(columns.ns == 1.0 ? "a whole number of ns" : "a number of ms", text));
    return Time{Duration{std::llround(*value * columns.ns)}};
}

Event read_event(const Lines& lines, std::span<const std::string_view> cells,
                 const Columns& columns, std::size_t channels) {
    Event e;
    e.at = read_time(lines, trim(cells[0]), columns);
    const auto channel = to_integer(trim(cells[1]));
    if (!channel || *channel < 0)
        lines.fail("the channel " + instead_of("a number from 0", cells[1]));
    if (static_cast<std::size_t>(*channel) >= channels)
        lines.fail("channel " + std::to_string(*channel) + " is unknown; the network has " +
                   std::to_string(channels));
    e.channel = static_cast<ChannelId>(*channel);
    const std::string_view polarity = trim(cells[2]);
    if (polarity != "up" && polarity != "down")
        lines.fail("the polarity " + instead_of("up or down", polarity));
    e.polarity = polarity == "up" ? Polarity::up : Polarity::down;
    return e;
}

std::vector<Event>& chosen(std::map<std::int64_t, std::vector<Event>>& segments,
                           std::optional<std::int64_t> segment, const std::string& path) {
    const std::string range = "segments " + std::to_string(segments.begin()->first) + " to " +
                              std::to_string(segments.rbegin()->first);
    if (!segment && segments.size() > 1)
        throw Error(Fault::config, path + ": has " + range + "; choose one with --segment");
    const auto found = segment ? segments.find(*segment) : segments.begin();
    if (found == segments.end())
        throw Error(Fault::config,
                    "--segment " + std::to_string(*segment) + ": " + path + " has " + range);
    return found->second;
}

}  // namespace

std::vector<Event> read_events(const std::filesystem::path& path, std::size_t channels,
                               std::optional<std::int64_t> segment) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const Columns columns = read_header(lines);
    std::map<std::int64_t, std::vector<Event>> segments;
    while (lines.next()) {
        const auto cells = split(lines.text(), ',');
        const std::size_t first = columns.segment ? 1 : 0;
        if (cells.size() != first + 3)
            lines.fail("must have " + std::to_string(first + 3) + " columns, not " +
                       std::to_string(cells.size()));
        const auto number = columns.segment ? to_integer(trim(cells[0])) : std::int64_t{0};
        if (!number) lines.fail("the segment " + instead_of("a whole number", cells[0]));
        const Event e = read_event(lines, std::span(cells).subspan(first), columns, channels);
        auto& events = segments[*number];
        if (!events.empty() && e.at < events.back().at)
            lines.fail("the time must not be before that of the event before");
        events.push_back(e);
    }
    if (segments.empty() && !segment) return {};
    if (segments.empty()) segments[0];
    std::vector<Event> events = std::move(chosen(segments, segment, path.string()));
    std::ranges::sort(events);  // those of one instant may stand in any order
    return events;
}

std::string events_csv(std::span<const Event> events) {
    std::string csv = "time_ns,channel,polarity\n";
    for (const Event& e : events) csv += line_csv(e);
    return csv;
}

std::string line_csv(const Event& e) {
    return std::to_string(e.at.time_since_epoch().count()) + "," +
           std::to_string(index(e.channel)) + (e.polarity == Polarity::up ? ",up\n" : ",down\n");
}

}  // namespace efferent::apps

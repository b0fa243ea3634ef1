// Reads intervals of tasks line by line.
#include "decoders/drives/task_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::drives {
namespace {

constexpr double latest_s = 9e9;  // 64 bits of ns hold 292 years

struct Columns {
    std::size_t count = 0, onset = 0, duration = 0, task = 0;
    std::optional<std::size_t> type;
};

Columns read_header(Lines& lines, const std::string& origin) {
    if (!lines.next()) throw Error(Fault::format, origin + ": is empty; a header was expected");
    const auto names = split(lines.text(), '\t');
    const auto find = [&](std::string_view wanted) -> std::optional<std::size_t> {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (trim(names[i]) == wanted) return i;
        return std::nullopt;
    };
    const auto onset = find("onset"), duration = find("duration"), task = find("trial_type");
    if (!onset || !duration || !task)
        lines.fail("the header " +
                   instead_of("onset, duration and trial_type between tabs", lines.text()));
    return {names.size(), *onset, *duration, *task, find("event_type")};
}

Duration read_seconds(const Lines& lines, const std::string& what, std::string_view text) {
    const auto value = to_double(text);
    if (!value || !(std::abs(*value) <= latest_s))
        lines.fail("the " + what + " " + instead_of("a number of seconds", text));
    return Duration{std::llround(*value * 1e9)};
}

}  // namespace

std::vector<TaskInterval> read_tasks(const std::filesystem::path& path) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const Columns columns = read_header(lines, path.string());
    std::vector<TaskInterval> intervals;
    while (lines.next()) {
        const auto cells = split(lines.text(), '\t');
        if (cells.size() != columns.count)
            lines.fail("must have " + std::to_string(columns.count) + " columns, not " +
                       std::to_string(cells.size()));
        const std::string task(trim(cells[columns.task]));
        if (task.empty() || task == "n/a") continue;
        if (columns.type && trim(cells[*columns.type]) == "motor-unit-spike") continue;
        const Time start{read_seconds(lines, "onset", trim(cells[columns.onset]))};
        const Duration length = read_seconds(lines, "duration", trim(cells[columns.duration]));
        if (length <= 0ns) lines.fail("task \"" + task + "\" does not last; give its duration");
        intervals.push_back({task, start, start + length});
    }
    if (intervals.empty())
        throw Error(Fault::format,
                    path.string() +
                        ": names no task; rows with a trial_type and a duration were "
                        "expected");
    std::ranges::stable_sort(intervals, {}, &TaskInterval::start);
    return intervals;
}

}  // namespace efferent::drives

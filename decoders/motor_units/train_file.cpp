// Reads and writes trains line by line.
#include "decoders/motor_units/train_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::string_view discharge = "motor-unit-spike";
constexpr double latest_s = 9e9;  // 64 bits of ns hold 292 years

/// Where a line says what.
struct Columns {
    char separator = '\t';
    std::size_t count = 0;
    std::size_t unit = 0;
    std::size_t time = 0;
    std::optional<std::size_t> type;
    bool in_samples = false;
};

Columns read_header(Lines& lines, const std::string& origin) {
    if (!lines.next()) throw Error(Fault::format, origin + ": is empty; a header was expected");
    const std::string_view header = lines.text();
    Columns columns;
    columns.separator = header.find('\t') == std::string_view::npos ? ',' : '\t';
    const auto names = split(header, columns.separator);
    columns.count = names.size();
    const auto find = [&](std::string_view wanted) -> std::optional<std::size_t> {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (trim(names[i]) == wanted) return i;
        return std::nullopt;
    };
    auto unit = find("unit_id");
    if (!unit) unit = find("unit");
    const bool bids = columns.separator == '\t';
    const auto time = find(bids ? "onset" : "time_s");
    const auto sample = bids ? std::nullopt : find("sample");
    if (!unit || (!time && !sample))
        lines.fail("the header " +
                   instead_of("onset and unit_id between tabs, or unit and time_s or sample "
                              "between commas",
                              header));
    columns.unit = *unit;
    columns.time = time ? *time : *sample;
    columns.in_samples = !time;
    if (bids) columns.type = find("event_type");
    return columns;
}

Time read_time(const Lines& lines, std::string_view text, std::optional<Hertz> rate) {
    if (rate) {
        const auto sample = to_integer(text);
        if (!sample || *sample < 0 || static_cast<double>(*sample) / rate->value > latest_s)
            lines.fail("the sample " + instead_of("a whole number from 0", text));
        return sample_time(*rate, *sample);
    }
    const auto onset = to_double(text);
    if (!onset || !(*onset >= 0.0 && *onset <= latest_s))
        lines.fail("the time " + instead_of("a number of seconds from 0", text));
    return Time{Duration{std::llround(*onset * 1e9)}};
}

struct Row {
    Time at{};
    std::size_t unit = 0;
    std::int64_t line = 0;
    friend auto operator<=>(const Row&, const Row&) = default;
};

[[noreturn]] void refuse_types(const std::filesystem::path& path,
                               const std::set<std::string, std::less<>>& types) {
    constexpr std::size_t most = 5;
    std::string some;
    std::size_t named = 0;
    for (auto type = types.begin(); type != types.end() && named < most; ++type)
        some += (named++ == 0 ? "\"" : ", \"") + *type + "\"";
    if (types.size() > most) some += " and " + std::to_string(types.size() - most) + " more";
    throw Error(Fault::format, path.string() + ": has no discharges: its event_type is " + some +
                                   ", never \"" + std::string(discharge) + "\"");
}

std::string seconds_text(Time at) {
    const std::int64_t ns = at.time_since_epoch().count();
    std::string digits = std::to_string(std::abs(ns));
    if (digits.size() < 10) digits.insert(0, 10 - digits.size(), '0');
    digits.insert(digits.size() - 9, ".");
    return (ns < 0 ? "-" : "") + digits;
}

}  // namespace

std::vector<Train> read_trains(const std::filesystem::path& path, std::optional<Hertz> rate) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const Columns columns = read_header(lines, path.string());
    if (columns.in_samples && !rate)
        throw Error(Fault::config, path.string() +
                                       ": gives samples, not seconds; say at what rate, with "
                                       "--rate-hz");
    std::vector<Train> trains;
    std::map<std::string, std::size_t, std::less<>> numbers;
    std::vector<Row> rows;
    std::set<std::string, std::less<>> other_types;
    while (lines.next()) {
        const auto cells = split(lines.text(), columns.separator);
        if (cells.size() != columns.count)
            lines.fail("must have " + std::to_string(columns.count) + " columns, not " +
                       std::to_string(cells.size()));
        if (columns.type && trim(cells[*columns.type]) != discharge) {
            other_types.emplace(trim(cells[*columns.type]));
            continue;
        }
        const std::string unit(trim(cells[columns.unit]));
        if (unit.empty() || unit == "n/a") lines.fail("a discharge without its unit");
        const auto [at, added] = numbers.try_emplace(unit, trains.size());
        if (added) trains.push_back({unit, {}});
        rows.push_back(
            {read_time(lines, trim(cells[columns.time]), columns.in_samples ? rate : std::nullopt),
             at->second, lines.number()});
    }
    if (rows.empty() && !other_types.empty()) refuse_types(path, other_types);
    std::ranges::sort(rows);
    for (const Row& row : rows) {
        Train& train = trains[row.unit];
        if (!train.discharges.empty() && train.discharges.back() == row.at)
            throw Error(Fault::format, path.string() + ": line " + std::to_string(row.line) +
                                           ": unit " + train.unit +
                                           " has this discharge twice; it must stand once");
        train.discharges.push_back(row.at);
    }
    return trains;
}

std::vector<Train> read_truth(const std::filesystem::path& path, std::optional<Hertz> rate) {
    auto trains = read_trains(path, rate);
    if (trains.empty())
        throw Error(Fault::format,
                    path.string() + ": has no discharge, so there is no truth to compare with");
    return trains;
}

bool gives_samples(const std::filesystem::path& path) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    return read_header(lines, path.string()).in_samples;
}

std::string events_tsv(const std::vector<Train>& trains, Hertz rate) {
    std::vector<Row> rows;
    for (std::size_t u = 0; u < trains.size(); ++u)
        for (const Time t : trains[u].discharges) rows.push_back({t, u, 0});
    std::ranges::sort(rows);
    std::string text = "onset\tduration\tsample\tunit_id\tevent_type\n";
    for (const Row& row : rows)
        text += seconds_text(row.at) + "\t0\t" +
                std::to_string(std::llround(seconds(row.at) * rate.value)) + "\t" +
                trains[row.unit].unit + "\t" + std::string(discharge) + "\n";
    return text;
}

std::vector<Train> between(const std::vector<Train>& trains, Time begin, Time end) {
    std::vector<Train> result;
    for (const Train& train : trains) {
        const auto first = std::ranges::lower_bound(train.discharges, begin);
        const auto last = std::ranges::lower_bound(train.discharges, end);
        if (first < last) result.push_back({train.unit, {first, last}});
    }
    return result;
}

}  // namespace efferent::motor_units

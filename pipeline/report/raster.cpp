// Paths of traces and ticks, thinned to what a picture can show.
#include "pipeline/report/raster.hpp"

#include <algorithm>

namespace efferent::report {

namespace {

constexpr std::size_t most_points = 1000;
constexpr std::size_t stretches = most_points / 2;

/// Rows of the lowest and highest value in [begin, end), in their order.
std::pair<std::size_t, std::size_t> extremes(const Table& samples, std::size_t column,
                                             std::pair<std::size_t, std::size_t> range) {
    std::size_t low = range.first, high = range.first;
    for (std::size_t i = range.first; i < range.second; ++i) {
        if (samples.row(i)[column] < samples.row(low)[column]) low = i;
        if (samples.row(i)[column] > samples.row(high)[column]) high = i;
    }
    return std::minmax(low, high);
}

std::vector<std::size_t> kept_rows(const Table& samples, std::size_t column) {
    std::vector<std::size_t> rows;
    const std::size_t count = samples.rows();
    if (count <= most_points) {
        for (std::size_t i = 0; i < count; ++i) rows.push_back(i);
        return rows;
    }
    for (std::size_t k = 0; k < stretches; ++k) {
        const auto [first, second] =
            extremes(samples, column, {k * count / stretches, (k + 1) * count / stretches});
        rows.push_back(first);
        if (second != first) rows.push_back(second);
    }
    return rows;
}

}  // namespace

std::string trace_path(const Table& samples, const Trace& trace) {
    std::string path;
    for (const std::size_t row : kept_rows(samples, trace.column)) {
        const double value = samples.row(row)[trace.column] - trace.middle;
        path += (path.empty() ? "M" : "L") + coordinate(trace.x(static_cast<double>(row))) + " " +
                coordinate(trace.y(value));
    }
    return path;
}

std::string tick_path(std::vector<Tick> list, const Raster& raster) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    std::string path;
    for (const Tick& tick : list)
        path += "M" + std::to_string(tick.x) + " " +
                coordinate(raster.top + raster.pitch * static_cast<double>(tick.row)) + "v" +
                coordinate(raster.length);
    return path;
}

}  // namespace efferent::report

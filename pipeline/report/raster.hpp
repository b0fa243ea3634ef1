// Paths of traces and ticks, thinned to what a picture can show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/table.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

/// One column of a table as a line: `y` of (value − `middle`), x of the row number. Beyond 1000
/// rows the lowest and highest of each of 500 stretches are kept, in their order.
struct Trace {
    std::size_t column = 0;
    double middle = 0.0;
    Scale x;
    Scale y;
};
std::string trace_path(const Table& samples, const Trace& trace);

/// A tick's place in a raster, in whole units of one pixel and one row.
struct Tick {
    std::int64_t row = 0;
    std::int64_t x = 0;
    friend auto operator<=>(const Tick&, const Tick&) = default;
};

/// Vertical ticks from `top + row · pitch`, `length` long; ticks on the same place are drawn once.
struct Raster {
    double top = 0.0;
    double pitch = 1.0;
    double length = 1.0;
};
std::string tick_path(std::vector<Tick> ticks, const Raster& raster);

}  // namespace efferent::report

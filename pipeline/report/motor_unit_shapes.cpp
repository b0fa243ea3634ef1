// Action potentials of the units over the array or grid: one small panel a unit, one line a
// channel.
#include <algorithm>
#include <cmath>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/motor_unit_page.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {
namespace {

constexpr double width = 980.0;
constexpr std::size_t a_row = 6;  // panels
constexpr double panel = width / static_cast<double>(a_row);
constexpr double heading = 34.0;
constexpr double tallest = 260.0;

float span_of(const motor_units::Template& shape) {
    const auto [low, high] = std::ranges::minmax_element(shape.values);
    return *high - *low;
}

std::string voltage(double value, const std::string& unit) {
    if (unit == "uV" && value >= 1000.0) return amount(value / 1000.0) + " mV";
    return amount(value) + " " + (unit == "uV" ? "µV" : unit);
}

/// Where the lines of channels are drawn in a panel.
struct Grid {
    std::size_t rows = 1;
    std::size_t columns = 1;
    double pitch = 1.0;  ///< between lines
    double step = 1.0;   ///< between columns
};

Grid grid_of(const MotorUnitRun& run, std::size_t rows) {
    Grid grid;
    grid.rows = rows == 0 ? run.channels.size() : rows;
    if (rows != 0) grid.columns = run.places.back() / rows + 1;
    grid.pitch = tallest / static_cast<double>(grid.rows);
    grid.step = (panel - 18.0) / static_cast<double>(grid.columns);
    return grid;
}

void draw_unit(Svg& svg, const MotorUnitRun& run, const Grid& grid, std::size_t number,
               Point corner) {
    const motor_units::Template& shape = run.result.units[number].shape;
    const float span = span_of(shape);
    const std::size_t channels = run.channels.size(), samples = 2 * shape.half + 1;
    const std::size_t step = std::max<std::size_t>(1, samples / 100);  // as many as pixels
    // So high that the largest reaches over four lines (over two of a grid): neighbours may cross,
    // as is usual.
    const double lines = grid.columns == 1 ? 4.0 : 2.0;
    const double gain = span > 0.0F ? std::max(lines * grid.pitch, 12.0) / double{span} : 0.0;
    const double wide = grid.columns == 1 ? grid.step : 0.92 * grid.step;
    svg.text({corner.x, corner.y + 12.0}, "unit " + std::to_string(number), "label");
    svg.text({corner.x, corner.y + 26.0}, "peak to peak " + voltage(double{span}, run.unit),
             "tiny");
    for (std::size_t m = 0; m < channels; ++m) {
        const std::size_t place = grid.columns == 1 ? m : run.places[m];
        const double base =
            corner.y + heading + grid.pitch * (static_cast<double>(place % grid.rows) + 0.5);
        const double left = corner.x + grid.step * static_cast<double>(place / grid.rows);
        const Scale x{0.0, static_cast<double>(samples - 1), left, left + wide};
        std::string path;
        for (std::size_t i = 0; i < samples; i += step)
            path += (i == 0 ? "M" : "L") + coordinate(x(static_cast<double>(i))) + " " +
                    coordinate(base - gain * double{shape.channel(m)[i]});
        svg.path(path, "trace");
    }
}

}  // namespace

std::string motor_unit_shapes(const MotorUnitRun& run, std::size_t grid_rows) {
    const Grid grid = grid_of(run, grid_rows);
    const std::size_t count = run.result.units.size();
    const std::size_t rows = (count + a_row - 1) / a_row;
    const double height = heading + tallest + 24.0;
    Svg svg({"shapes", "Action potentials of motor units over the electrodes",
             "A panel is a motor unit, a line a channel, the first on top."},
            {width, height * static_cast<double>(rows)}, 640.0);
    for (std::size_t u = 0; u < count; ++u)
        draw_unit(
            svg, run, grid, u,
            {panel * static_cast<double>(u % a_row), height * static_cast<double>(u / a_row)});
    const double longest_ms =
        2000.0 * static_cast<double>(run.result.units.front().shape.half) / run.rate.value;
    const std::string order =
        grid.columns == 1
            ? run.channels.front() + " on top, " + run.channels.back() + " at the bottom."
            : "drawn where it lies: " + std::to_string(grid.rows) + " run down each of " +
                  std::to_string(grid.columns) + " columns.";
    return section(
        "shapes-section", "Action potentials",
        "<figure><figcaption>" + simulated_mark(run.simulated) +
            unbroken(escape(
                "Spike-triggered averages over the array, overlaps solved by least "
                "squares. A panel is a unit, about " +
                decimal(longest_ms, 0) + (grid.columns == 1 ? " ms wide;" : " ms a column;") +
                " a line is a channel, " + order + " Each unit has its own vertical scale.")) +
            "</figcaption>\n<div class=\"scroll\">" + std::move(svg).finish() +
            "</div></figure>\n");
}

}  // namespace efferent::report

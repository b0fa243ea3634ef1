#include "apps/nir_files.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::apps {
namespace {

constexpr std::int64_t most_steps = 100'000'000;

std::size_t whole(const Lines& lines, std::string_view cell, const char* what) {
    const auto value = to_integer(trim(cell));
    if (!value || *value < 0 || *value >= most_steps)
        lines.fail(std::string("the ") + what + ' ' + instead_of("a number from 0", cell));
    return static_cast<std::size_t>(*value);
}

double number(const Lines& lines, std::string_view cell, const char* what) {
    const auto value = to_double(trim(cell));
    if (!value || !(*value - *value == 0.0))
        lines.fail(std::string("the ") + what + ' ' + instead_of("a number", cell));
    return *value;
}

/// Which column is which: of "step", "neuron", "spike", "potential".
std::array<std::optional<std::size_t>, 4> trace_columns(Lines& lines) {
    const std::string_view header = lines.next() ? trim(lines.text()) : std::string_view{};
    const auto cells = split(header, ',');
    std::array<std::optional<std::size_t>, 4> all;
    const std::array<std::string_view, 4> names{"step", "neuron", "spike", "potential"};
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const auto it = std::ranges::find(names, cells[c]);
        if (it == names.end())
            lines.fail(instead_of("the header step,neuron,spike,potential", header));
        all[static_cast<std::size_t>(it - names.begin())] = c;
    }
    if (!all[0] || !all[1] || (!all[2] && !all[3]))
        lines.fail(instead_of("the header step,neuron,spike,potential", header));
    return all;
}

}  // namespace

std::vector<double> read_nir_input(const std::filesystem::path& path, std::size_t channels,
                                   std::size_t steps) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const std::string_view header = lines.next() ? trim(lines.text()) : std::string_view{};
    if (header != "step,channel" && header != "step,channel,value")
        lines.fail(instead_of("the header step,channel or step,channel,value", header));
    const std::size_t width = header == "step,channel" ? 2 : 3;
    std::vector<double> all(steps * channels, 0.0);
    while (lines.next()) {
        const auto cells = split(lines.text(), ',');
        if (cells.size() != width)
            lines.fail("has " + std::to_string(cells.size()) + " columns instead of " +
                       std::to_string(width));
        const std::size_t step = whole(lines, cells[0], "step");
        const std::size_t channel = whole(lines, cells[1], "channel");
        if (channel >= channels)
            lines.fail("channel " + std::to_string(channel) + " is unknown; the input has " +
                       std::to_string(channels));
        if (steps > 0 && step >= steps)
            lines.fail("step " + std::to_string(step) + " is beyond the " + std::to_string(steps) +
                       " that were asked for");
        if (steps == 0 && all.size() < (step + 1) * channels)
            all.resize((step + 1) * channels, 0.0);
        all[step * channels + channel] += width == 3 ? number(lines, cells[2], "value") : 1.0;
    }
    return all;
}

std::string trace_csv(const snn::nir::Trace& trace, const std::string& node) {
    const auto& one = trace.of(node);
    if (!one.is_neuron)
        throw Error(Fault::config, "node \"" + node + "\" has no neurons to record");
    std::string text = "step,neuron,spike,potential\n";
    for (std::size_t i = 0; i < one.potential.size(); ++i)
        text += std::to_string(i / one.size) + ',' + std::to_string(i % one.size) + ',' +
                exact(one.output[i]) + ',' + exact(one.potential[i]) + '\n';
    return text;
}

snn::nir::Observed read_trace(const std::filesystem::path& path) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const auto columns = trace_columns(lines);
    const std::size_t width = static_cast<std::size_t>(
        std::ranges::count_if(columns, [](const auto& c) { return c.has_value(); }));
    snn::nir::Observed all;
    std::size_t step = 0, neuron = 0;
    while (lines.next()) {
        const auto cells = split(lines.text(), ',');
        if (cells.size() != width)
            lines.fail("has " + std::to_string(cells.size()) + " columns instead of " +
                       std::to_string(width));
        const std::size_t s = whole(lines, cells[*columns[0]], "step");
        const std::size_t n = whole(lines, cells[*columns[1]], "neuron");
        if (s == 1 && n == 0 && all.neurons == 0) all.neurons = neuron;
        const bool next_step = neuron > 0 && n == 0;
        if (next_step) ++step, neuron = 0;
        if (s != step || n != neuron || (all.neurons > 0 && n >= all.neurons))
            lines.fail("step " + std::to_string(s) + ", neuron " + std::to_string(n) +
                       " is out of order; there must be a line for each, neurons within steps");
        ++neuron;
        if (columns[2]) all.spikes.push_back(number(lines, cells[*columns[2]], "spike"));
        if (columns[3]) all.potential.push_back(number(lines, cells[*columns[3]], "potential"));
    }
    if (all.neurons == 0) all.neurons = neuron;
    const std::size_t values = std::max(all.spikes.size(), all.potential.size());
    if (all.neurons == 0 || values % all.neurons != 0)
        throw Error(Fault::format, path.string() + ": ends in the middle of a step");
    return all;
}

}  // namespace efferent::apps

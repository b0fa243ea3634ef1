// Spikes from text, line by line.
#include "apps/spike_file.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"
#include "pipeline/simulation.hpp"

namespace efferent::apps {
namespace {

/// The name between the first and the last comma, which a name may hold itself if it is quoted.
std::string population_name(std::string_view cell) {
    if (!cell.starts_with('"') || !cell.ends_with('"') || cell.size() < 2) return std::string(cell);
    std::string name;
    for (std::size_t i = 1; i + 1 < cell.size(); ++i) {
        name += cell[i];
        if (cell[i] == '"') ++i;  // doubled
    }
    return name;
}

Spike read_spike(const Lines& lines, const snn::Network& network,
                 const std::vector<std::string>& names) {
    const std::string_view text = lines.text();
    const std::size_t first = text.find(','), last = text.rfind(',');
    if (first == std::string_view::npos || first == last)
        lines.fail(instead_of("time_ms,population,neuron", text));
    const auto ms = to_double(trim(text.substr(0, first)));
    if (!ms || !(*ms >= 0.0) || !(*ms <= 9e12))
        lines.fail("the time " + instead_of("a number of ms", text.substr(0, first)));
    const std::string name = population_name(trim(text.substr(first + 1, last - first - 1)));
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) lines.fail("the population: " + unknown_name(name, names));
    const auto& p = network.populations()[static_cast<PopulationId>(found - names.begin())];
    const auto neuron = to_integer(trim(text.substr(last + 1)));
    if (!neuron || *neuron < 0 || static_cast<std::size_t>(*neuron) >= p.size)
        lines.fail("the neuron " + instead_of("a number from 0 to " + std::to_string(p.size - 1),
                                              text.substr(last + 1)));
    return {Time{Duration{std::llround(*ms * 1e6)}},
            static_cast<NeuronId>(index(p.first) + static_cast<std::size_t>(*neuron))};
}

/// As a cell of CSV.
std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

}  // namespace

std::vector<Spike> read_spikes(const std::filesystem::path& path, const snn::Network& network) {
    std::vector<std::string> names;
    for (const snn::Population& p : network.populations()) names.push_back(p.name);
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    const std::string_view header = lines.next() ? trim(lines.text()) : std::string_view{};
    if (header != "time_ms,population,neuron")
        lines.fail(instead_of("the header time_ms,population,neuron", header));
    std::vector<Spike> spikes;
    while (lines.next()) spikes.push_back(read_spike(lines, network, names));
    std::ranges::sort(spikes);  // whatever their order in the file
    return spikes;
}

std::string place_csv(const snn::Network& network, Time at, NeuronId neuron) {
    const snn::Population& p = network.populations()[population_of(network, neuron)];
    return exact(milliseconds(at.time_since_epoch())) + "," + cell(p.name) + "," +
           std::to_string(index(neuron) - index(p.first));
}

std::string spikes_csv(const snn::Network& network, std::span<const Spike> spikes) {
    std::string csv = "time_ms,population,neuron\n";
    for (const Spike& spike : spikes) csv += place_csv(network, spike.at, spike.neuron) + "\n";
    return csv;
}

}  // namespace efferent::apps

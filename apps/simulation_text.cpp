// What `efferent simulate` prints and writes besides its picture.
#include "apps/simulation_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/settings.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::apps {
namespace {

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// Columns as wide as their widest cell; all but the first two to the right.
std::string table(const std::vector<std::array<std::string, 7>>& rows) {
    std::array<std::size_t, 7> width{};
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string gap(width[c] - row[c].size(), ' ');
            line += (c == 0 ? "" : "  ") + (c < 2 ? row[c] + gap : gap + row[c]);
        }
        text += line + "\n";
    }
    return text;
}

/// As a cell of CSV.
std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string place(const snn::Network& network, Time at, NeuronId neuron) {
    const snn::Population& p = network.populations()[population_of(network, neuron)];
    return exact(milliseconds(at.time_since_epoch())) + "," + cell(p.name) + "," +
           std::to_string(index(neuron) - index(p.first));
}

std::string synapses_name(const snn::Synapses& synapses) {
    static constexpr std::array names{"dense", "sparse", "one_to_one", "random"};
    return names.at(synapses.index());
}

std::string population_json(const Simulation& s, PopulationId id) {
    const snn::Population& p = s.params.network.populations()[id];
    const snn::Cost& cost = s.costs[index(id)];
    const Config model =
        snn::is_source(p) ? resolve(snn::sources(), p.model) : resolve(snn::models(), p.model);
    std::string own;
    for (const snn::OwnValues& values : p.own)
        own += (own.empty() ? "" : ", ") + json_string(values.key);
    return "    {\"name\": " + json_string(p.name) + ", \"size\": " + std::to_string(p.size) +
           ", \"model\": " + model.dump(-1) + ", \"own\": [" + own +
           "],\n     \"spikes\": " + std::to_string(cost.spikes) +
           ", \"mean_rate_hz\": " + exact(mean_rate_hz(s, id)) +
           ", \"deliveries\": " + std::to_string(cost.deliveries) +
           ", \"updates\": " + std::to_string(cost.updates) + "}";
}

std::string projection_json(const snn::Network& network, const snn::Projection& p) {
    const auto* from = std::get_if<PopulationId>(&p.from);
    const std::string name = from == nullptr ? snn::input_name : network.populations()[*from].name;
    return "    {\"from\": " + json_string(name) +
           ", \"to\": " + json_string(network.populations()[p.to].name) + ", \"type\": \"" +
           synapses_name(p.synapses) + "\", \"synapses\": " + exact(snn::count_of(p.synapses)) +
           ", \"delay_ms\": " + exact(milliseconds(p.delay)) + "}";
}

}  // namespace

std::string summary_text(const Simulation& s) {
    const snn::Network& n = s.params.network;
    std::vector<std::array<std::string, 7>> rows{
        {"population", "model", "neurons", "spikes", "Hz/neuron", "deliveries", "updates"}};
    for (std::size_t i = 0; i < n.populations().size(); ++i) {
        const auto id = static_cast<PopulationId>(i);
        const snn::Population& p = n.populations()[id];
        rows.push_back({p.name, p.model.type(), std::to_string(p.size),
                        std::to_string(s.costs[i].spikes), fixed(mean_rate_hz(s, id), 2),
                        std::to_string(s.costs[i].deliveries), std::to_string(s.costs[i].updates)});
    }
    rows.push_back({"all", "", std::to_string(n.neurons()), std::to_string(s.cost.spikes), "",
                    std::to_string(s.cost.deliveries), std::to_string(s.cost.updates)});
    const double length = seconds(s.params.until);
    return s.params.name + ": " + counted(n.neurons(), "neuron") + ", " +
           counted(static_cast<std::size_t>(std::llround(n.synapses())), "synapse") + ", " +
           counted(n.channels(), "channel") + ", " + counted(s.cost.events, "event") +
           "; backend " + s.params.backend.type() + "\n\n" + table(rows) + "\n" + exact(length) +
           " s simulated in " + fixed(s.seconds, 3) + " s, " +
           fixed(length / std::max(s.seconds, 1e-9), 1) + " times real time\n";
}

std::string run_json(const Simulation& s) {
    const snn::Network& n = s.params.network;
    std::string populations, projections;
    for (std::size_t p = 0; p < n.populations().size(); ++p)
        populations +=
            (populations.empty() ? "" : ",\n") + population_json(s, static_cast<PopulationId>(p));
    for (const snn::Projection& p : n.projections())
        projections += (projections.empty() ? "" : ",\n") + projection_json(n, p);
    return "{\n  \"version\": " + json_string(version) +
           ",\n  \"network\": " + json_string(s.params.name) +
           ",\n  \"backend\": " + s.params.backend.dump(-1) +
           ",\n  \"report\": " + json_string(s.report) +
           ",\n  \"until_s\": " + exact(seconds(s.params.until)) +
           ",\n  \"channels\": " + std::to_string(n.channels()) +
           ",\n  \"neurons\": " + std::to_string(n.neurons()) +
           ",\n  \"synapses\": " + exact(n.synapses()) +
           ",\n  \"events\": " + std::to_string(s.cost.events) +
           ",\n  \"spikes\": " + std::to_string(s.cost.spikes) +
           ",\n  \"deliveries\": " + std::to_string(s.cost.deliveries) +
           ",\n  \"updates\": " + std::to_string(s.cost.updates) + ",\n  \"populations\": [\n" +
           populations + "\n  ],\n  \"projections\": [\n" + projections + "\n  ]\n}\n";
}

std::string spikes_csv(const Simulation& s) {
    std::string csv = "time_ms,population,neuron\n";
    for (const Spike& spike : s.spikes)
        csv += place(s.params.network, spike.at, spike.neuron) + "\n";
    return csv;
}

std::string membrane_csv(const Simulation& s) {
    std::string csv = "time_ms,population,neuron,v,current\n";
    for (const snn::Sample& sample : s.samples)
        csv += place(s.params.network, sample.at, sample.neuron) + "," + exact(sample.v) + "," +
               exact(sample.current) + "\n";
    return csv;
}

}  // namespace efferent::apps

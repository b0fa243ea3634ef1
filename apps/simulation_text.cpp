// What `efferent simulate` prints and writes besides its picture.
#include "apps/simulation_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "apps/spike_file.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

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

std::string synapses_name(const snn::Synapses& synapses) {
    static constexpr std::array names{"dense", "sparse", "one_to_one", "random"};
    return names.at(synapses.index());
}

Json population_json(const Simulation& s, PopulationId id) {
    const snn::Population& p = s.params.network.populations()[id];
    const snn::Cost& cost = s.costs[index(id)];
    const Config model =
        snn::is_source(p) ? resolve(snn::sources(), p.model) : resolve(snn::models(), p.model);
    Json own = Json::array();
    for (const snn::OwnValues& values : p.own) own.push_back(values.key);
    return {{"name", p.name},
            {"size", p.size},
            {"model", Json::parse(model.dump())},
            {"own", std::move(own)},
            {"spikes", cost.spikes},
            {"mean_rate_hz", mean_rate_hz(s, id)},
            {"deliveries", cost.deliveries},
            {"updates", cost.updates}};
}

Json projection_json(const snn::Network& network, const snn::Projection& p) {
    const auto* from = std::get_if<PopulationId>(&p.from);
    Json json{{"from", from == nullptr ? snn::input_name : network.populations()[*from].name},
              {"to", network.populations()[p.to].name},
              {"type", synapses_name(p.synapses)},
              {"synapses", snn::count_of(p.synapses)}};
    if (p.delay.own.empty()) {
        json["delay_ms"] = milliseconds(p.delay.all);
    } else {
        for (const Duration d : p.delay.own) json["delays_ms"].push_back(milliseconds(d));
    }
    return json;
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
    const double length = length_s(s);
    return s.params.name + ": " + counted(n.neurons(), "neuron") + ", " +
           counted(static_cast<std::size_t>(std::llround(n.synapses())), "synapse") + ", " +
           counted(n.channels(), "channel") + ", " + counted(s.cost.events, "event") +
           "; backend " + s.params.backend.type() + "\n\n" + table(rows) + "\n" + exact(length) +
           " s simulated in " + fixed(s.seconds, 3) + " s, " +
           fixed(length / std::max(s.seconds, 1e-9), 1) + " times real time\n";
}

std::string run_json(const Simulation& s) {
    const snn::Network& n = s.params.network;
    Json populations = Json::array(), projections = Json::array();
    for (std::size_t p = 0; p < n.populations().size(); ++p)
        populations.push_back(population_json(s, static_cast<PopulationId>(p)));
    for (const snn::Projection& p : n.projections()) projections.push_back(projection_json(n, p));
    const Json json = {{"version", version},
                       {"network", s.params.name},
                       {"backend", Json::parse(s.params.backend.dump())},
                       {"report", s.report},
                       {"until_s", length_s(s)},
                       {"channels", n.channels()},
                       {"neurons", n.neurons()},
                       {"synapses", n.synapses()},
                       {"events", s.cost.events},
                       {"spikes", s.cost.spikes},
                       {"deliveries", s.cost.deliveries},
                       {"updates", s.cost.updates},
                       {"populations", std::move(populations)},
                       {"projections", std::move(projections)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string membrane_csv(const Simulation& s) {
    std::string csv = "time_ms,population,neuron,v,current\n";
    for (const snn::Sample& sample : s.samples)
        csv += place_csv(s.params.network, sample.at, sample.neuron) + "," + exact(sample.v) + "," +
               exact(sample.current) + "\n";
    return csv;
}

}  // namespace efferent::apps

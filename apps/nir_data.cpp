// NIRData as input and output of simulations of NIR graphs.
#include <algorithm>
#include <fstream>

#include "apps/nir_files.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::apps {
namespace {

using namespace snn::nir;

constexpr const char* spikes_key = "spikes";
constexpr const char* voltages_key = "voltages";

/// The entry of that name, or the only one there is.
template <class Map>
const typename Map::mapped_type& chosen(const Map& all, const std::string& name,
                                        const std::string& where) {
    if (const auto it = all.find(name); it != all.end()) return it->second;
    if (all.size() == 1) return all.begin()->second;
    std::string there;
    for (const auto& [key, value] : all) there += (there.empty() ? "" : ", ") + key;
    throw Error(Fault::config, where + " needs \"" + name + "\", or a single one; there are: " +
                                   (there.empty() ? "none" : there));
}

/// Where a part's data go: graphs within graphs are data within data.
DataNode& place_of(GraphData& data, const std::string& name) {
    const std::size_t slash = name.find('/');
    DataNode& node = data.nodes[name.substr(0, slash)];
    return slash == std::string::npos ? node : place_of(node.graph, name.substr(slash + 1));
}

bool has_threshold(const Part& part) { return part.node->parameters.contains("v_threshold"); }

EventTable spikes_of(const Trace::One& one, std::size_t steps, double dt_s) {
    EventTable table{one.size, static_cast<double>(steps) * dt_s, false, {{}}};
    for (std::size_t i = 0; i < one.output.size(); ++i) {
        if (one.output[i] == 0.0) continue;
        table.valued = table.valued || one.output[i] != 1.0;
        table.samples.front().push_back(
            {i % one.size, static_cast<double>(i / one.size) * dt_s, one.output[i]});
    }
    return table;
}

}  // namespace

bool is_nir_data(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string begin(4, '\0');
    file.read(begin.data(), 4);
    return begin == "\x89HDF";
}

Observable nir_data_input(const std::filesystem::path& path, const Part& input) {
    const GraphData data = read_data(path);
    const DataNode& node = chosen(data.nodes, input.name, path.string() + ": the input");
    const Observable& given =
        chosen(node.observables, spikes_key, path.string() + ": what the input was given");
    if (neurons_of(given) != input.size())
        throw Error(Fault::config, path.string() + ": is of " + std::to_string(neurons_of(given)) +
                                       " neurons; the graph's input has " +
                                       std::to_string(input.size()));
    return given;
}

GraphData nir_data_of(const Trace& trace, const Flat& flat, double dt_s,
                      const std::vector<std::string>& record) {
    GraphData data;
    for (std::size_t i = 0; i < trace.parts.size(); ++i) {
        const Trace::One& one = trace.parts[i];
        if (!one.is_neuron) continue;
        const bool recorded = std::ranges::find(record, one.name) != record.end();
        const auto part = std::ranges::find(flat.parts, one.name, &Part::name);
        const bool fires = part != flat.parts.end() && has_threshold(*part);
        if (!fires && !recorded) continue;
        DataNode& node = place_of(data, one.name);
        if (fires) node.observables.emplace(spikes_key, spikes_of(one, trace.steps, dt_s));
        if (recorded)
            node.observables.emplace(
                voltages_key,
                TimeGrid{Array{Number::f64, {1, trace.steps, one.size}, one.potential}, dt_s});
    }
    return data;
}

}  // namespace efferent::apps

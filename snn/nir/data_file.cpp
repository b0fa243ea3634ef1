// The files of NIRData: groups with a `__type__`, as the `nir` package writes them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "snn/nir/data.hpp"
#include "snn/nir/hdf5.hpp"

namespace efferent::snn::nir {
namespace {

constexpr const char* type_key = "__type__";
constexpr const char* of_graph = "NIRGraphData";
constexpr const char* of_node = "NIRNodeData";
constexpr const char* of_grid = "TimeGriddedData";
constexpr const char* of_events = "EventData";
constexpr const char* of_values = "ValuedEventData";
using hdf5::deepest;
using hdf5::refuse;

std::string type_in(const hdf5::Handle& in, const std::string& where) {
    auto type = hdf5::text_attribute(in, type_key);
    if (!type) refuse(where, "does not say its __type__");
    return *std::move(type);
}

double number_in(const hdf5::Handle& in, const char* name, const std::string& where) {
    const auto value = hdf5::number_attribute(in, name);
    if (!value || !std::isfinite(*value)) refuse(where, std::string("has no number ") + name);
    return *value;
}

Array array_in(const hdf5::Handle& in, const char* name, std::size_t extents,
               const std::string& where) {
    auto array = hdf5::array(in, name);
    if (!array || array->shape.size() != extents)
        refuse(where + '/' + name, "is not numbers in " + std::to_string(extents) + " dimensions");
    return *std::move(array);
}

TimeGrid grid_in(const hdf5::Handle& in, const std::string& where) {
    TimeGrid grid{array_in(in, "data", 3, where), number_in(in, "dt", where)};
    if (grid.dt_s <= 0.0) refuse(where, "has a dt of " + exact(grid.dt_s) + "; it must be above 0");
    if (std::ranges::any_of(grid.data.values, [](double v) { return !std::isfinite(v); }))
        refuse(where + "/data", "holds what is no finite number");
    return grid;
}

/// Nothing where the file is padded.
std::optional<DataEvent> event_of(double neuron, double time, double value, const EventTable& table,
                                  const std::string& where) {
    if (neuron == -1.0 && time == std::numeric_limits<double>::infinity()) return std::nullopt;
    if (!(neuron >= 0.0) || neuron >= static_cast<double>(table.neurons))
        refuse(where,
               "is of neuron " + exact(neuron) + "; there are " + std::to_string(table.neurons));
    if (!(time >= 0.0) || !(time <= table.t_max_s))
        refuse(where, "is at " + exact(time) + " s, not from 0 to t_max, " + exact(table.t_max_s));
    if (!std::isfinite(value)) refuse(where, "has a value that is no finite number");
    return DataEvent{static_cast<std::size_t>(neuron), time, value};
}

EventTable events_in(const hdf5::Handle& in, const std::string& where, bool valued) {
    const double neurons = number_in(in, "n_neurons", where);
    if (neurons < 0.0 || neurons != std::floor(neurons) || neurons > 1e9)
        refuse(where, "has n_neurons of " + exact(neurons) + ", which is no number of neurons");
    EventTable table{static_cast<std::size_t>(neurons), number_in(in, "t_max", where), valued, {}};
    const Array idx = array_in(in, "idx", 2, where), time = array_in(in, "time", 2, where);
    const Array value = valued ? array_in(in, "value", 2, where) : Array{};
    if (idx.number != Number::i64) refuse(where + "/idx", "is not whole numbers");
    if (idx.shape != time.shape || (valued && value.shape != idx.shape))
        refuse(where, "has idx, time and value of different shapes");
    const std::size_t width = idx.shape[1];
    table.samples.resize(idx.shape[0]);
    for (std::size_t i = 0; i < idx.values.size(); ++i) {
        const auto event =
            event_of(idx.values[i], time.values[i], valued ? value.values[i] : 1.0, table,
                     where + ": event " + std::to_string(i % width) + " of sample " +
                         std::to_string(i / width));
        if (event) table.samples[i / width].push_back(*event);
    }
    return table;
}

Observable observable_in(const hdf5::Handle& in, const std::string& where) {
    const std::string type = type_in(in, where);
    if (type == of_grid) return grid_in(in, where);
    if (type == of_events || type == of_values) return events_in(in, where, type == of_values);
    refuse(where, "is of __type__ " + type + ", which NIRData does not have");
}

GraphData graph_in(const hdf5::Handle& in, const std::string& where, std::size_t depth) {
    if (depth > deepest) refuse(where, "has graphs in graphs without end");
    const hdf5::Handle nodes = hdf5::group(in, "nodes");
    if (!nodes) refuse(where, "has no group \"nodes\"");
    GraphData graph;
    for (const std::string& name : hdf5::names(nodes)) {
        const std::string place = where + "/nodes/" + name;
        if (!hdf5::is_group(nodes, name)) refuse(place, "is not a group");
        const hdf5::Handle inner = hdf5::group(nodes, name);
        const std::string type = type_in(inner, place);
        DataNode& node = graph.nodes[name];
        if (type == of_graph) {
            node.graph = graph_in(inner, place, depth + 1);
            continue;
        }
        if (type != of_node)
            refuse(place, "is of __type__ " + type + ", which NIRData does not have");
        const hdf5::Handle all = hdf5::group(inner, "observables");
        if (!all) refuse(place, "has no group \"observables\"");
        for (const std::string& key : hdf5::names(all)) {
            const std::string at = place + "/observables/" + key;
            if (!hdf5::is_group(all, key)) refuse(at, "is not a group");
            node.observables.emplace(key, observable_in(hdf5::group(all, key), at));
        }
    }
    return graph;
}

void put_grid(const hdf5::Handle& in, const TimeGrid& grid) {
    hdf5::put_attribute(in, type_key, std::string(of_grid));
    hdf5::put(in, "data", grid.data);
    hdf5::put_attribute(in, "dt", grid.dt_s);
}

void put_events(const hdf5::Handle& in, const EventTable& table) {
    std::size_t width = 0;
    for (const auto& sample : table.samples) width = std::max(width, sample.size());
    const std::vector<std::size_t> shape{table.samples.size(), width};
    const std::size_t count = shape[0] * width;
    Array idx{Number::i64, shape, std::vector<double>(count, -1.0)};
    Array time{Number::f64, shape,
               std::vector<double>(count, std::numeric_limits<double>::infinity())};
    Array value{Number::f64, shape, std::vector<double>(count, 0.0)};
    for (std::size_t s = 0; s < shape[0]; ++s)
        for (std::size_t i = 0; i < table.samples[s].size(); ++i) {
            const DataEvent& e = table.samples[s][i];
            idx.values[s * width + i] = static_cast<double>(e.neuron);
            time.values[s * width + i] = e.time_s;
            value.values[s * width + i] = e.value;
        }
    hdf5::put_attribute(in, type_key, std::string(table.valued ? of_values : of_events));
    hdf5::put(in, "idx", idx);
    hdf5::put(in, "time", time);
    hdf5::put_attribute(in, "n_neurons", static_cast<std::int64_t>(table.neurons));
    hdf5::put_attribute(in, "t_max", table.t_max_s);
    if (table.valued) hdf5::put(in, "value", value);
}

void put_graph(const hdf5::Handle& in, const GraphData& graph) {
    hdf5::put_attribute(in, type_key, std::string(of_graph));
    const hdf5::Handle nodes = hdf5::add_group(in, "nodes");
    for (const auto& [name, node] : graph.nodes) {
        const hdf5::Handle place = hdf5::add_group(nodes, name);
        if (!node.graph.nodes.empty()) {
            put_graph(place, node.graph);
            continue;
        }
        hdf5::put_attribute(place, type_key, std::string(of_node));
        const hdf5::Handle all = hdf5::add_group(place, "observables");
        for (const auto& [key, observable] : node.observables) {
            const hdf5::Handle at = hdf5::add_group(all, key);
            if (const auto* grid = std::get_if<TimeGrid>(&observable))
                put_grid(at, *grid);
            else
                put_events(at, std::get<EventTable>(observable));
        }
    }
}

GraphData parsed(const hdf5::Handle& file) {
    const hdf5::Handle root = hdf5::group(file, "/");
    if (hdf5::text_attribute(root, type_key) != of_graph)
        refuse("it", "is HDF5 but not NIRData, whose root is of __type__ NIRGraphData");
    return graph_in(root, "", 0);
}

}  // namespace

GraphData read_data(const std::filesystem::path& path) { return hdf5::read(path, parsed); }

void write_data(const std::filesystem::path& path, const GraphData& data) {
    const hdf5::Handle file = hdf5::created();
    put_graph(hdf5::group(file, "/"), data);
    efferent::write_file(path, hdf5::image(file));
}

}  // namespace efferent::snn::nir

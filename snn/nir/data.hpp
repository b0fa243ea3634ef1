// NIRData: what nodes of a NIR graph were given or gave, as spikes, events with values, or samples
// at steps; read and written in the layout of the `nir` package 1.0.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

/// Values at steps, boolean where they are spikes.
struct TimeGrid {
    Array data;         ///< [sample][step][neuron]
    double dt_s = 0.0;  ///< above zero
    friend bool operator==(const TimeGrid&, const TimeGrid&) = default;
};

struct DataEvent {
    std::size_t neuron = 0;
    double time_s = 0.0;
    double value = 1.0;
    friend bool operator==(const DataEvent&, const DataEvent&) = default;
};

/// In a file padded to the sample that has most.
struct EventTable {
    std::size_t neurons = 0;
    double t_max_s = 0.0;                         ///< length of a sample
    bool valued = false;                          ///< whether values are kept; they are 1 otherwise
    std::vector<std::vector<DataEvent>> samples;  ///< in the file's order
    friend bool operator==(const EventTable&, const EventTable&) = default;
};

using Observable = std::variant<TimeGrid, EventTable>;

struct DataNode;

/// By the names of the graph's nodes.
struct GraphData {
    std::map<std::string, DataNode> nodes;
    friend bool operator==(const GraphData&, const GraphData&);
};

/// Either observables by name ("spikes", "voltages") or, for a graph within, its data.
struct DataNode {
    std::map<std::string, Observable> observables;
    GraphData graph;
    friend bool operator==(const DataNode&, const DataNode&) = default;
};

inline bool operator==(const GraphData& a, const GraphData& b) { return a.nodes == b.nodes; }

/// Error{io}; Error{format} for what is no such file, and for events of neurons or at times that
/// there are not, naming the place.
GraphData read_data(const std::filesystem::path& path);

/// Written whole or not at all; the same data give the same bytes. Error{io}.
void write_data(const std::filesystem::path& path, const GraphData& data);

/// One sample as [step][neuron]: what comes within a step adds up, a time within a millionth of a
/// step before the next counts to that. As many steps as `steps` or, if that is 0, as there are.
/// Error{config} for a sample that is not there, a `dt_s` other than a grid's, or what comes after
/// `steps`.
std::vector<double> steps_of(const Observable& observable, std::size_t sample, double dt_s,
                             std::size_t steps);

std::size_t neurons_of(const Observable& observable);
std::size_t samples_of(const Observable& observable);

}  // namespace efferent::snn::nir

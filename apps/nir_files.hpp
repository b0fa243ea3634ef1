// Inputs and traces of NIR graphs as text files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "snn/nir/data.hpp"
#include "snn/nir/explain.hpp"
#include "snn/nir/flat.hpp"

namespace efferent::apps {

/// Lines `step,channel` or `step,channel,value` below that header; several of one place add up.
/// [step][channel]; as many steps as `steps`, or, if that is 0, as the last line needs.
/// Error{format} names the line.
std::vector<double> read_nir_input(const std::filesystem::path& path, std::size_t channels,
                                   std::size_t steps);

/// Whether the file is HDF5, as NIRData is.
bool is_nir_data(const std::filesystem::path& path);

/// What a graph's input was given: the node of that name, or the only one there is, and of it the
/// only observable or "spikes". Error{config} where that does not say which.
snn::nir::Observable nir_data_input(const std::filesystem::path& path, const snn::nir::Part& input);

/// Spikes of the neurons that have a threshold, and of the nodes in `record` potentials.
snn::nir::GraphData nir_data_of(const snn::nir::Trace& trace, const snn::nir::Flat& flat,
                                double dt_s, const std::vector<std::string>& record);

/// A node's trace, a line for each step and neuron: `step,neuron,spike,potential`.
std::string trace_csv(const snn::nir::Trace& trace, const std::string& node);

/// Such a file, or one with only one of the columns `spike` and `potential`. Error{format}.
snn::nir::Observed read_trace(const std::filesystem::path& path);

}  // namespace efferent::apps

// Inputs and traces of NIR graphs as text files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "snn/nir/explain.hpp"

namespace efferent::apps {

/// Lines `step,channel` or `step,channel,value` below that header; several of one place add up.
/// [step][channel]; as many steps as `steps`, or, if that is 0, as the last line needs.
/// Error{format} names the line.
std::vector<double> read_nir_input(const std::filesystem::path& path, std::size_t channels,
                                   std::size_t steps);

/// A node's trace, a line for each step and neuron: `step,neuron,spike,potential`.
std::string trace_csv(const snn::nir::Trace& trace, const std::string& node);

/// Such a file, or one with only one of the columns `spike` and `potential`. Error{format}.
snn::nir::Observed read_trace(const std::filesystem::path& path);

}  // namespace efferent::apps

// NIR files, read and written: HDF5 in the layout of the `nir` package, versions 0.1 to 1.0.
#pragma once

#include <filesystem>
#include <string>

#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

struct File {
    std::string version;  ///< of the package that wrote it; empty if it says none
    Graph graph;
};

/// Contiguous and compressed arrays, strings of fixed or any length. Error{io}; Error{format} for
/// what is no HDF5 file, no NIR graph, or holds a kind of data that NIR has no use for, naming
/// where. Whether the graph makes sense is for require_sound().
File read_file(const std::filesystem::path& path);

/// Arrays of a kilobyte and more are compressed. Written whole or not at all; the same graph gives
/// the same bytes. Error{io}.
void write_file(const std::filesystem::path& path, const Graph& graph);

}  // namespace efferent::snn::nir

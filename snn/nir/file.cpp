#include "snn/nir/file.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/file.hpp"
#include "snn/nir/hdf5.hpp"

namespace efferent::snn::nir {
namespace {

constexpr const char* graph_type = "NIRGraph";
constexpr const char* written_as = "1.0";
using hdf5::deepest;
using hdf5::refuse;

Value value_in(const hdf5::Handle& in, const std::string& name, const std::string& where) {
    if (auto array = hdf5::array(in, name)) return *std::move(array);
    const auto strings = hdf5::strings(in, name);
    if (!strings || strings->values.size() != 1)
        refuse(where + '/' + name,
               "is neither numbers (below 2^53 if whole) nor one text, which is all that NIR has");
    return strings->values.front();
}

/// Notes may lie in groups of their own; their names are joined by slashes.
void read_notes(const hdf5::Handle& in, const std::string& where, const std::string& prefix,
                std::size_t depth, Values& to) {
    if (depth > deepest) refuse(where, "has groups in groups without end");
    for (const std::string& name : hdf5::names(in)) {
        if (hdf5::is_group(in, name))
            read_notes(hdf5::group(in, name), where + '/' + name, prefix + name + '/', depth + 1,
                       to);
        else
            to.emplace(prefix + name, value_in(in, name, where));
    }
}

std::vector<Edge> edges_in(const hdf5::Handle& in, const std::string& where) {
    if (const auto none = hdf5::array(in, "edges"); none && none->values.empty()) return {};
    const auto pairs = hdf5::strings(in, "edges");
    if (!pairs || pairs->shape.size() != 2 || pairs->shape[1] != 2)
        refuse(where + "/edges", "is not a list of pairs of names");
    std::vector<Edge> all;
    for (std::size_t i = 0; i < pairs->values.size(); i += 2)
        all.push_back({pairs->values[i], pairs->values[i + 1]});
    return all;
}

std::string type_in(const hdf5::Handle& in, const std::string& where) {
    const auto type = hdf5::strings(in, "type");
    if (!type || type->values.size() != 1) refuse(where, "does not say what type it is");
    return type->values.front();
}

Graph graph_in(const hdf5::Handle& in, const std::string& where, std::size_t depth);

Node node_in(const hdf5::Handle& in, const std::string& where, std::size_t depth) {
    Node node;
    node.type = type_in(in, where);
    if (node.type == graph_type) {
        node.graph = graph_in(in, where, depth + 1);
        return node;
    }
    for (const std::string& name : hdf5::names(in)) {
        if (name == "type") continue;
        if (hdf5::is_group(in, name)) {
            if (name == "metadata")
                read_notes(hdf5::group(in, name), where + "/metadata", "", 0, node.metadata);
            else
                refuse(where + '/' + name, "is a group, where a parameter's numbers should be");
            continue;
        }
        node.parameters.emplace(name, value_in(in, name, where));
    }
    return node;
}

Graph graph_in(const hdf5::Handle& in, const std::string& where, std::size_t depth) {
    if (depth > deepest) refuse(where, "has graphs in graphs without end");
    Graph graph;
    graph.edges = edges_in(in, where);
    const hdf5::Handle nodes = hdf5::group(in, "nodes");
    if (!nodes) refuse(where, "has no group \"nodes\"");
    for (const std::string& name : hdf5::names(nodes)) {
        const std::string place = where + "/nodes/" + name;
        if (!hdf5::is_group(nodes, name)) refuse(place, "is not a group");
        graph.nodes.emplace(name, node_in(hdf5::group(nodes, name), place, depth));
    }
    if (hdf5::is_group(in, "metadata"))
        read_notes(hdf5::group(in, "metadata"), where + "/metadata", "", 0, graph.metadata);
    return graph;
}

void put_values(const hdf5::Handle& in, const Values& values) {
    for (const auto& [name, value] : values) {
        if (const auto* text = std::get_if<std::string>(&value))
            hdf5::put(in, name, hdf5::Strings{{}, {*text}});
        else
            hdf5::put(in, name, std::get<Array>(value));
    }
}

/// As the package reads them: groups in groups.
void put_notes(const hdf5::Handle& in, const Values& notes) {
    if (notes.empty()) return;
    std::map<std::string, Values> groups;
    Values here;
    for (const auto& [name, value] : notes) {
        const std::size_t slash = name.find('/');
        if (slash == std::string::npos)
            here.emplace(name, value);
        else
            groups[name.substr(0, slash)].emplace(name.substr(slash + 1), value);
    }
    put_values(in, here);
    for (const auto& [name, inner] : groups) put_notes(hdf5::add_group(in, name), inner);
}

void put_graph(const hdf5::Handle& in, const Graph& graph) {
    hdf5::put(in, "type", hdf5::Strings{{}, {graph_type}});
    hdf5::Strings pairs{{graph.edges.size(), 2}, {}};
    for (const Edge& e : graph.edges) pairs.values.insert(pairs.values.end(), {e.from, e.to});
    hdf5::put(in, "edges", pairs);
    const hdf5::Handle nodes = hdf5::add_group(in, "nodes");
    for (const auto& [name, node] : graph.nodes) {
        const hdf5::Handle place = hdf5::add_group(nodes, name);
        if (node.type == graph_type) {
            put_graph(place, node.graph);
            continue;
        }
        hdf5::put(place, "type", hdf5::Strings{{}, {node.type}});
        put_values(place, node.parameters);
        if (!node.metadata.empty()) put_notes(hdf5::add_group(place, "metadata"), node.metadata);
    }
    if (!graph.metadata.empty()) put_notes(hdf5::add_group(in, "metadata"), graph.metadata);
}

File parsed(const hdf5::Handle& file) {
    const hdf5::Handle node = hdf5::group(file, "node");
    if (!node) refuse("it", "is HDF5 but has no group \"node\", where a NIR graph begins");
    if (type_in(node, "/node") != graph_type) refuse("/node", "is not of type NIRGraph");
    File all;
    if (const auto version = hdf5::strings(file, "version"); version && version->values.size() == 1)
        all.version = version->values.front();
    all.graph = graph_in(node, "/node", 0);
    return all;
}

}  // namespace

File read_file(const std::filesystem::path& path) { return hdf5::read(path, parsed); }

void write_file(const std::filesystem::path& path, const Graph& graph) {
    const hdf5::Handle file = hdf5::created();
    hdf5::put(file, "version", hdf5::Strings{{}, {written_as}});
    put_graph(hdf5::add_group(file, "node"), graph);
    efferent::write_file(path, hdf5::image(file));
}

}  // namespace efferent::snn::nir

// A graph of the Neuromorphic Intermediate Representation as a plain value (Pedersen et al., Nature
// Communications 15:8122, 2024): what it holds is what a file holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace efferent::snn::nir {

/// How an array's numbers lie in a file. Integers are i64 here; those that a double does not hold
/// exactly are refused by the reader.
enum class Number : std::uint8_t { f32, f64, i64, boolean };

/// In C order; without extents it is one number.
struct Array {
    Number number = Number::f64;
    std::vector<std::size_t> shape;
    std::vector<double> values;
    friend bool operator==(const Array&, const Array&) = default;
};

using Value = std::variant<Array, std::string>;
using Values = std::map<std::string, Value>;

struct Edge {
    std::string from, to;
    friend bool operator==(const Edge&, const Edge&) = default;
};

struct Node;

struct Graph {
    std::map<std::string, Node> nodes;
    std::vector<Edge> edges;
    Values metadata;
    friend bool operator==(const Graph&, const Graph&);
};

struct Node {
    std::string type;   ///< "LIF", "Affine", ... or "NIRGraph"
    Values parameters;  ///< by their names in the file
    Values metadata;    ///< anybody's notes
    Graph graph;        ///< of type "NIRGraph": what is in it
    friend bool operator==(const Node&, const Node&) = default;
};

inline bool operator==(const Graph& a, const Graph& b) {
    return a.nodes == b.nodes && a.edges == b.edges && a.metadata == b.metadata;
}

}  // namespace efferent::snn::nir

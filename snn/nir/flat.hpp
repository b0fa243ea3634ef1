// A NIR graph ready to run: graphs within graphs laid open, shapes known, an order found.
#pragma once

#include <string>
#include <vector>

#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

struct Part {
    std::string name;                ///< "lif1", or "outer/inner" from a graph within
    const Node* node = nullptr;      ///< of the graph that was laid open
    std::vector<std::size_t> shape;  ///< of what it gives
    std::vector<std::size_t> from;   ///< parts that it hears, by place in the order
    std::size_t size() const;
};

struct Flat {
    std::vector<Part> parts;        ///< in the order of a step; those heard from further back are
                                    ///< heard as the last step left them
    std::size_t input = 0;          ///< the one Input
    std::vector<std::size_t> read;  ///< what Output hears
};

/// Error{network} for a graph that is not sound, without exactly one Input and one Output, whose
/// shapes do not follow from the input's, or do not fit each other. `graph` must live as long.
Flat laid_open(const Graph& graph);

}  // namespace efferent::snn::nir

// Shapes of what NIR nodes take and give.
#pragma once

#include <string>
#include <vector>

#include "snn/nir/graph.hpp"

namespace efferent::snn::nir {

/// Of what a node gives when it hears `in`, empty where nothing is known of that yet.
/// Error{network} if that cannot be: too few dimensions, a wrong number of values.
std::vector<std::size_t> shape_after(const Node& node, const std::string& name,
                                     const std::vector<std::size_t>& in);

/// How many values a node takes that gives `out`; convolutions and pools were checked before.
std::size_t size_heard(const Node& node, const std::string& name,
                       const std::vector<std::size_t>& out);

/// A parameter. Error{network} if it is not there or is a text.
const Array& parameter(const Node& node, const std::string& name);

/// Of a convolution or pool in one dimension.
struct Stride {
    std::size_t kernel = 1, step = 1, before = 0, dilation = 1;
    std::size_t after(std::size_t in) const;  ///< how many places there are
};
/// For dimension d (0: first of the spatial ones) of an input so long. Error{network}.
Stride stride_of(const Node& node, const std::string& name, std::size_t d, std::size_t in);

}  // namespace efferent::snn::nir

#include "snn/nir/stateless.hpp"

namespace efferent::snn::nir {

Kernel kernel_of(const Part& part, const std::vector<std::size_t>& in) {
    const Node& node = *part.node;
    Kernel k;
    k.in = in;
    k.out = part.shape;
    if (node.type == "Conv1d") {
        k.columns = stride_of(node, part.name, 0, in[1]);
        k.in = {in[0], 1, in[1]};
        k.out = {part.shape[0], 1, part.shape[1]};
    } else {
        k.rows = stride_of(node, part.name, 0, in[1]);
        k.columns = stride_of(node, part.name, 1, in[2]);
    }
    if (node.type.starts_with("Conv")) {
        k.weight = &parameter(node, "weight").values;
        k.bias = &parameter(node, "bias").values;
        k.groups = static_cast<std::size_t>(parameter(node, "groups").values.front());
    } else if (node.type == "AvgPool2d") {
        k.scale = 1.0 / static_cast<double>(k.rows.kernel * k.columns.kernel);
    }
    return k;
}

}  // namespace efferent::snn::nir

#include "snn/nir/sound.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn::nir {
namespace {

struct Type {
    const char* name;
    std::vector<std::string> needed;
    std::vector<std::string> more;
};

const std::vector<Type>& types() {
    static const std::vector<Type> all = {
        {"Input", {"shape"}, {}},
        {"Output", {"shape"}, {}},
        {"Linear", {"weight"}, {}},
        {"Affine", {"weight", "bias"}, {}},
        {"Scale", {"scale"}, {}},
        {"Conv1d", {"weight", "stride", "padding", "dilation", "groups", "bias"}, {"input_shape"}},
        {"Conv2d", {"weight", "stride", "padding", "dilation", "groups", "bias"}, {"input_shape"}},
        {"SumPool2d", {"kernel_size", "stride", "padding"}, {}},
        {"AvgPool2d", {"kernel_size", "stride", "padding"}, {}},
        {"Flatten", {"start_dim", "end_dim"}, {"input_type"}},
        {"Delay", {"delay"}, {}},
        {"Threshold", {"threshold"}, {}},
        {"I", {"r"}, {}},
        {"IF", {"r", "v_threshold"}, {"v_reset"}},
        {"LI", {"tau", "r", "v_leak"}, {}},
        {"LIF", {"tau", "r", "v_leak", "v_threshold"}, {"v_reset"}},
        {"CubaLI", {"tau_syn", "tau_mem", "r", "v_leak"}, {"w_in"}},
        {"CubaLIF", {"tau_syn", "tau_mem", "r", "v_leak", "v_threshold"}, {"v_reset", "w_in"}},
        {"NIRGraph", {}, {}},
    };
    return all;
}

[[noreturn]] void refuse(const std::string& story) { throw Error(Fault::network, story); }

const Type& type_of(const Node& node, const std::string& where) {
    const auto it =
        std::ranges::find_if(types(), [&](const Type& t) { return node.type == t.name; });
    if (it != types().end()) return *it;
    std::vector<std::string> known;
    for (const Type& t : types()) known.emplace_back(t.name);
    refuse(where + ": type: " + unknown_name(node.type, known));
}

const Array* array_of(const Node& node, const std::string& name) {
    const auto it = node.parameters.find(name);
    return it == node.parameters.end() ? nullptr : std::get_if<Array>(&it->second);
}

std::string text(const std::vector<std::size_t>& shape) {
    std::string all = "(";
    for (std::size_t i = 0; i < shape.size(); ++i)
        all += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return all + ')';
}

/// All of a neuron's parameters have one shape, or are one number for all.
void require_one_shape(const Node& node, const std::string& where) {
    const Array* first = nullptr;
    const std::string* first_name = nullptr;
    for (const auto& [name, value] : node.parameters) {
        const Array* a = std::get_if<Array>(&value);
        if (a == nullptr || a->values.size() == 1) continue;
        if (first != nullptr && a->shape != first->shape)
            refuse(where + ": " + *first_name + " has the shape " + text(first->shape) + ", " +
                   name + ' ' + text(a->shape) + "; a neuron's parameters share one");
        if (first == nullptr) first = a, first_name = &name;
    }
}

void require_sizes(const Node& node, const std::string& where) {
    const auto at_least = [&](const char* name, std::size_t rank) -> const Array& {
        const Array* a = array_of(node, name);
        if (a == nullptr || a->shape.size() < rank)
            refuse(where + ": " + name + " needs " + std::to_string(rank) + " dimensions");
        return *a;
    };
    if (node.type == "Linear" || node.type == "Affine") {
        const Array& weight = at_least("weight", 2);
        if (node.type == "Linear") return;
        const Array* bias = array_of(node, "bias");
        if (bias == nullptr || bias->values.size() != weight.shape[weight.shape.size() - 2])
            refuse(where + ": bias needs one number for each of weight's " +
                   std::to_string(weight.shape[weight.shape.size() - 2]) + " rows");
    }
    if (node.type == "Conv1d") (void)at_least("weight", 3);
    if (node.type == "Conv2d") (void)at_least("weight", 4);
    if (is_neuron(node.type)) require_one_shape(node, where);
}

void require_numbers(const Node& node, const std::string& where) {
    for (const auto& [name, value] : node.parameters) {
        const Array* a = std::get_if<Array>(&value);
        if (a == nullptr) {
            if (name != "padding")
                refuse(where + ": " + name + " is the text \"" + std::get<std::string>(value) +
                       "\", where numbers should be");
            continue;
        }
        for (const double v : a->values)
            if (!std::isfinite(v)) refuse(where + ": " + name + " holds " + exact(v));
        if (name.starts_with("tau") &&
            std::ranges::any_of(a->values, [](double v) { return v <= 0.0; }))
            refuse(where + ": " + name + " must be above zero");
    }
}

void require_node(const Node& node, const std::string& where) {
    const Type& type = type_of(node, where);
    for (const std::string& name : type.needed)
        if (!node.parameters.contains(name))
            refuse(where + ": a node of type " + node.type + " needs \"" + name + '"');
    for (const auto& [name, value] : node.parameters) {
        if (std::ranges::find(type.needed, name) != type.needed.end()) continue;
        if (std::ranges::find(type.more, name) != type.more.end()) continue;
        std::vector<std::string> known = type.needed;
        known.insert(known.end(), type.more.begin(), type.more.end());
        refuse(where + ": parameter of " + node.type + ": " + unknown_name(name, known));
    }
    require_numbers(node, where);
    require_sizes(node, where);
    if (node.type == "NIRGraph") require_sound(node.graph, where);
}

}  // namespace

bool is_neuron(const std::string& type) {
    constexpr std::array<std::string_view, 6> all{"I", "IF", "LI", "LIF", "CubaLI", "CubaLIF"};
    return std::ranges::find(all, type) != all.end();
}

void require_sound(const Graph& graph, const std::string& where) {
    std::vector<std::string> names;
    for (const auto& [name, node] : graph.nodes) {
        names.push_back(name);
        require_node(node, where + " node \"" + name + '"');
    }
    for (const Edge& edge : graph.edges)
        for (const std::string* end : {&edge.from, &edge.to})
            if (!graph.nodes.contains(*end))
                refuse(where + " edge \"" + edge.from + "\" -> \"" + edge.to +
                       "\": " + unknown_name(*end, names));
}

}  // namespace efferent::snn::nir

#include "snn/nir/flat.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "core/error.hpp"
#include "snn/nir/shapes.hpp"
#include "snn/nir/sound.hpp"

namespace efferent::snn::nir {
namespace {

[[noreturn]] void refuse(const std::string& story) { throw Error(Fault::network, story); }

std::size_t product(const std::vector<std::size_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

/// Nodes by their full names and who hears whom, as they stand.
struct Web {
    std::map<std::string, const Node*> nodes;
    std::map<std::string, std::vector<std::string>> hears;
};

/// Where a graph within begins or ends: its own Input or Output; else the node itself.
std::string end_of(const Graph& graph, const std::string& prefix, const std::string& name,
                   const char* port) {
    const Node& node = graph.nodes.at(name);
    if (node.type != "NIRGraph") return prefix + name;
    std::string found;
    for (const auto& [inner, part] : node.graph.nodes) {
        if (part.type != port) continue;
        if (!found.empty())
            refuse("node \"" + prefix + name + "\": a graph within a graph needs one " + port);
        found = inner;
    }
    if (found.empty())
        refuse("node \"" + prefix + name + "\": a graph within a graph needs an " + port);
    return prefix + name + '/' + found;
}

void open(const Graph& graph, const std::string& prefix, Web& web) {
    for (const auto& [name, node] : graph.nodes) {
        if (node.type == "NIRGraph")
            open(node.graph, prefix + name + '/', web);
        else
            web.nodes.emplace(prefix + name, &node);
    }
    for (const Edge& e : graph.edges)
        web.hears[end_of(graph, prefix, e.to, "Input")].push_back(
            end_of(graph, prefix, e.from, "Output"));
}

std::string only(const Graph& graph, const char* type) {
    std::string found;
    for (const auto& [name, node] : graph.nodes) {
        if (node.type != type) continue;
        if (!found.empty())
            refuse(std::string("two nodes of type ") + type + ", \"" + found + "\" and \"" + name +
                   "\"; one can be run");
        found = name;
    }
    if (found.empty()) refuse(std::string("no node of type ") + type + "; it is needed to run");
    return found;
}

/// Nearest to the input first; nodes that close a loop come after those that they reach back to.
std::vector<std::string> order(const Web& web, const std::string& input) {
    std::map<std::string, std::vector<std::string>> reach;
    for (const auto& [to, all] : web.hears)
        for (const std::string& from : all) reach[from].push_back(to);
    // Depth first, in the order of names: a node is placed when all that it leads to has been.
    std::map<std::string, int> state;
    std::vector<std::string> reversed;
    const std::function<void(const std::string&)> visit = [&](const std::string& name) {
        state[name] = 1;
        for (const std::string& to : reach[name])
            if (state[to] == 0) visit(to);
        reversed.push_back(name);
    };
    visit(input);
    std::ranges::reverse(reversed);
    return reversed;
}

void give_shape(Flat& flat, std::size_t place, const std::map<std::string, std::size_t>& places,
                const std::vector<std::string>& hears) {
    Part& part = flat.parts[place];
    std::vector<std::size_t> in;
    for (const std::string& from : hears) {
        const Part& source = flat.parts[places.at(from)];
        if (places.at(from) >= place) continue;  // from the step before: looked at afterwards
        if (!in.empty() && product(in) != source.size())
            refuse("node \"" + part.name + "\" hears " + std::to_string(product(in)) + " and " +
                   std::to_string(source.size()) + " values; they do not add up");
        in = source.shape;
    }
    part.shape = shape_after(*part.node, part.name, in);
}

/// Convolutions and pools have looked at what they hear; nothing else may hear too much or too
/// little.
void require_fit(const Flat& flat, std::size_t from, std::size_t to) {
    const Part &source = flat.parts[from], &part = flat.parts[to];
    const bool spatial = part.node->type.starts_with("Conv") || part.node->type.ends_with("Pool2d");
    if (spatial && from < to) return;
    if (part.node->type == "Flatten" && from < to) return;
    const std::size_t takes = size_heard(*part.node, part.name, part.shape);
    if (source.size() != takes)
        refuse("edge \"" + source.name + "\" -> \"" + part.name +
               "\": " + std::to_string(source.size()) + " values meet a node that takes " +
               std::to_string(takes));
}

}  // namespace

std::size_t Part::size() const { return product(shape); }

Flat laid_open(const Graph& graph) {
    require_sound(graph);
    Web web;
    open(graph, "", web);
    const std::string input = only(graph, "Input"), output = only(graph, "Output");
    Flat flat;
    std::map<std::string, std::size_t> places;
    for (const std::string& name : order(web, input)) {
        places.emplace(name, flat.parts.size());
        flat.parts.push_back({name, web.nodes.at(name), {}, {}});
    }
    if (!places.contains(output)) refuse("nothing leads from the input to the output");
    for (std::size_t p = 0; p < flat.parts.size(); ++p) {
        std::vector<std::string> hears;
        for (const std::string& from : web.hears[flat.parts[p].name])
            if (places.contains(from)) hears.push_back(from);
        give_shape(flat, p, places, hears);
        for (const std::string& from : hears) flat.parts[p].from.push_back(places.at(from));
    }
    for (std::size_t p = 0; p < flat.parts.size(); ++p)
        for (const std::size_t from : flat.parts[p].from) require_fit(flat, from, p);
    flat.input = places.at(input);
    flat.read = flat.parts[places.at(output)].from;
    if (flat.read.size() != 1) refuse("the output hears more than one node; one can be run");
    return flat;
}

}  // namespace efferent::snn::nir

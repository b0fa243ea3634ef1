// From a network to NIR.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/dynamics.hpp"
#include "snn/nir/convert.hpp"
#include "snn/source.hpp"

namespace efferent::snn::nir {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw Error(Fault::unsupported, where + ": NIR has no " + what);
}

Array doubles(std::vector<double> values) {
    const std::size_t size = values.size();
    return {Number::f64, {size}, std::move(values)};
}

Array size_of(std::size_t size) { return {Number::i64, {1}, {static_cast<double>(size)}}; }

void require_sayable(const Population& p, const std::vector<Dynamics>& all) {
    const std::string where = "population \"" + p.name + '"';
    for (const Dynamics& d : all) {
        if (d.refractory_ns > 0.0) refuse(where, "refractory period");
        if (d.adapts()) refuse(where, "adaptation");
        if (d.drift_per_ns != 0.0) refuse(where, "constant input of a neuron without a leak");
        if (d.has_current() && d.excitatory_ns != d.inhibitory_ns)
            refuse(where, "two time constants of current in one neuron");
        if (d.leaks() && d.v_initial != d.rest) refuse(where, "start away from rest");
        if (d.reset != all.front().reset) refuse(where, "node in which some subtract");
    }
}

Node neurons(const Population& p, double dt_ns) {
    std::vector<Dynamics> all = dynamics_of(p);
    require_sayable(p, all);
    all.resize(p.size, all.front());
    const Dynamics& first = all.front();
    Node node;
    const auto put = [&](const char* name, auto of) {
        std::vector<double> values;
        for (const Dynamics& d : all) values.push_back(of(d));
        node.parameters.emplace(name, doubles(std::move(values)));
    };
    const bool current = first.has_current(), leaks = first.leaks(), spikes = first.spikes();
    if (!leaks && (current || !spikes)) refuse("population \"" + p.name + '"', "such neuron");
    if (current) {
        node.type = spikes ? "CubaLIF" : "CubaLI";
        put("tau_syn", [](const Dynamics& d) { return d.excitatory_ns * 1e-9; });
        put("tau_mem", [](const Dynamics& d) { return d.membrane_ns * 1e-9; });
        put("w_in", [&](const Dynamics& d) { return d.excitatory_ns / dt_ns; });
        put("r", [](const Dynamics&) { return 1.0; });
    } else if (leaks) {
        node.type = spikes ? "LIF" : "LI";
        put("tau", [](const Dynamics& d) { return d.membrane_ns * 1e-9; });
        put("r", [&](const Dynamics& d) { return d.membrane_ns / dt_ns; });
    } else {
        node.type = "IF";
        put("r", [&](const Dynamics&) { return 1e9 / dt_ns; });
    }
    if (leaks) put("v_leak", [](const Dynamics& d) { return d.rest; });
    if (!spikes) return node;
    put("v_threshold", [](const Dynamics& d) { return d.threshold; });
    put("v_reset", [](const Dynamics& d) { return d.v_reset; });
    if (first.reset == Reset::by_subtraction)
        node.metadata["reset"] = std::string("by_subtraction");
    return node;
}

Node weights_of(const Projection& p, std::size_t sources, std::size_t targets) {
    Array w{Number::f32, {targets, sources}, std::vector<double>(targets * sources, 0.0)};
    Row row;
    for (std::size_t s = 0; s < sources; ++s) {
        row_of(p.synapses, s, row);
        for (std::size_t i = 0; i < row.targets.size(); ++i)
            w.values[row.targets[i] * sources + s] += static_cast<double>(row.weights[i]);
    }
    return {"Linear", {{"weight", std::move(w)}}, {}, {}};
}

/// Beyond the step that an edge stands for; nothing where that is all.
std::vector<double> delays_of(const Projection& p, std::size_t sources, Duration dt,
                              const std::string& name) {
    std::vector<double> all;
    for (std::size_t s = 0; s < sources; ++s) {
        if (p.delay.of(s) < dt) refuse(name, "delay shorter than a step");
        all.push_back(seconds(p.delay.of(s) - dt));
    }
    if (std::ranges::all_of(all, [](double d) { return d == 0.0; })) all.clear();
    return all;
}

bool has_own_delays(const Synapses& synapses) {
    const auto* sparse = std::get_if<Sparse>(&synapses);
    return sparse != nullptr && !sparse->delays.empty();
}

}  // namespace

Graph to_nir(const Network& network, Duration dt, const std::string& output) {
    if (dt <= 0ns) throw Error(Fault::config, "dt: must be above zero");
    if (network.populations().empty())
        throw Error(Fault::unsupported, "a network without neurons is no NIR graph");
    const auto dt_ns = static_cast<double>(dt.count());
    const std::size_t lines = 2 * network.channels();
    Graph graph;
    graph.nodes["input"] = {"Input", {{"shape", size_of(lines)}}, {}, {}};
    std::vector<std::string> names;
    for (const Population& p : network.populations()) {
        if (is_source(p)) refuse("population \"" + p.name + '"', "sources of spikes");
        if (p.name == "output" || p.name.find('/') != std::string::npos)
            throw Error(Fault::unsupported,
                        "population \"" + p.name + "\": its name cannot be a node's; rename it");
        names.push_back(p.name);
        graph.nodes[p.name] = neurons(p, dt_ns);
    }
    const std::string read = output.empty() ? names.back() : output;
    const auto at = std::ranges::find(names, read);
    if (at == names.end()) throw Error(Fault::config, "output: " + unknown_name(read, names));
    const auto place = static_cast<PopulationId>(at - names.begin());
    graph.nodes["output"] = {
        "Output", {{"shape", size_of(network.populations()[place].size)}}, {}, {}};
    graph.edges.push_back({read, "output"});
    for (std::size_t i = 0; i < network.projections().size(); ++i) {
        const Projection& p = network.projections()[i];
        const auto* from = std::get_if<PopulationId>(&p.from);
        const Population& to = network.populations()[p.to];
        const std::size_t count = from == nullptr ? lines : network.populations()[*from].size;
        std::string source = from == nullptr ? "input" : network.populations()[*from].name;
        const std::string name = "projection." + std::to_string(i);
        if (has_own_delays(p.synapses)) refuse(name, "delays of single synapses");
        graph.nodes[name] = weights_of(p, count, to.size);
        const std::vector<double> delays = delays_of(p, count, dt, name);
        if (!delays.empty()) {
            graph.nodes[name + ".delay"] = {"Delay", {{"delay", doubles(delays)}}, {}, {}};
            graph.edges.push_back({source, name + ".delay"});
            source = name + ".delay";
        }
        graph.edges.push_back({source, name});
        graph.edges.push_back({name, to.name});
    }
    return graph;
}

}  // namespace efferent::snn::nir

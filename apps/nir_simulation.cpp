#include "apps/nir_simulation.hpp"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/nir_files.hpp"
#include "apps/output_folder.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/nir/file.hpp"
#include "snn/nir/run.hpp"

namespace efferent::apps {
namespace {

using snn::nir::Trace;

std::size_t spikes_of(const Trace::One& one) {
    std::size_t count = 0;
    for (const double o : one.output) count += o != 0.0 ? 1U : 0U;
    return count;
}

std::string spikes_csv(const Trace& trace) {
    std::string text = "step,node,neuron\n";
    for (std::size_t t = 0; t < trace.steps; ++t)
        for (const Trace::One& one : trace.parts)
            for (std::size_t n = 0; one.is_neuron && n < one.size; ++n)
                if (one.output[t * one.size + n] != 0.0)
                    text += std::to_string(t) + ',' + one.name + ',' + std::to_string(n) + '\n';
    return text;
}

std::string summary(const Trace& trace, const snn::nir::Platform& as) {
    std::string text = std::to_string(trace.steps) + " steps of " + exact(as.dt_s * 1e3) +
                       " ms as " + std::string(as.name) + ": " + std::string(as.about) + "\n";
    for (const Trace::One& one : trace.parts)
        if (one.is_neuron)
            text += "  " + one.name + ": " + std::to_string(one.size) + " neurons, " +
                    std::to_string(spikes_of(one)) + " non-zero outputs\n";
    return text;
}

std::string json(const Trace& trace, const snn::nir::Platform& as) {
    nlohmann::ordered_json all = {{"platform", as.name}, {"dt_s", as.dt_s}, {"steps", trace.steps}};
    for (const Trace::One& one : trace.parts)
        if (one.is_neuron)
            all["nodes"][one.name] = {{"neurons", one.size}, {"outputs", spikes_of(one)}};
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

snn::nir::Platform platform_of(const std::string& name, std::optional<double> dt_ms) {
    snn::nir::Platform as = snn::nir::platform(name);
    if (!dt_ms) return as;
    if (!(*dt_ms > 0.0) || !(*dt_ms <= 1e6))
        throw Error(Fault::config, "--dt-ms " + exact(*dt_ms) + ": must be above 0, at most 1e6");
    as.dt_s = *dt_ms * 1e-3;
    return as;
}

int simulate_nir(const NirRequest& request) {
    const snn::nir::Platform as = platform_of(request.platform, request.dt_ms);
    const snn::nir::Graph graph = snn::nir::read_file(request.file).graph;
    const snn::nir::Flat flat = snn::nir::laid_open(graph);
    if (request.input.empty())
        throw Error(Fault::config, "--nir needs --input, a file of step,channel");
    if (request.steps && *request.steps < 1)
        throw Error(Fault::config, "--steps: must be 1 or more");
    if (!request.record.empty() && request.out.empty())
        throw Error(Fault::config, "--record: needs a folder to write to, --out");
    std::optional<OutputFolder> folder;
    if (!request.out.empty()) folder.emplace(request.out);
    const auto input = read_nir_input(request.input, flat.parts[flat.input].size(),
                                      static_cast<std::size_t>(request.steps.value_or(0)));
    const Trace trace = snn::nir::run(graph, input, as);
    if (folder) {
        std::vector<std::string> traces;
        for (const std::string& node : request.record) traces.push_back(trace_csv(trace, node));
        folder->write("spikes.csv", spikes_csv(trace));
        for (std::size_t i = 0; i < traces.size(); ++i)
            folder->write("trace_" + std::to_string(i + 1) + ".csv", traces[i]);
    }
    std::cout << (request.json ? json(trace, as) : summary(trace, as));
    return 0;
}

}  // namespace efferent::apps

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

namespace {

/// [step][channel]. A grid says how long a step is; `as` then follows it, unless the request has a
/// step of its own.
std::vector<double> input_of(const NirRequest& request, const snn::nir::Part& input,
                             snn::nir::Platform& as) {
    const auto steps = static_cast<std::size_t>(request.steps.value_or(0));
    if (!is_nir_data(request.input)) {
        if (request.sample)
            throw Error(Fault::config, "--segment: chooses a sample of NIRData; " + request.input +
                                           " is a text file");
        return read_nir_input(request.input, input.size(), steps);
    }
    const auto given = nir_data_input(request.input, input);
    const std::size_t samples = snn::nir::samples_of(given);
    if (samples != 1 && !request.sample)
        throw Error(Fault::config, request.input + ": has " + std::to_string(samples) +
                                       " samples; choose one with --segment, from 0");
    if (request.sample && *request.sample < 0)
        throw Error(Fault::config, "--segment: samples are counted from 0");
    const auto* grid = std::get_if<snn::nir::TimeGrid>(&given);
    if (grid != nullptr && !request.dt_ms) as.dt_s = grid->dt_s;
    try {
        return snn::nir::steps_of(given, static_cast<std::size_t>(request.sample.value_or(0)),
                                  as.dt_s, steps);
    } catch (Error& e) {
        e.during(request.input);
        throw;
    }
}

}  // namespace

int simulate_nir(const NirRequest& request) {
    snn::nir::Platform as = platform_of(request.platform, request.dt_ms);
    const snn::nir::Graph graph = snn::nir::read_file(request.file).graph;
    const snn::nir::Flat flat = snn::nir::laid_open(graph);
    if (request.input.empty())
        throw Error(Fault::config, "--nir needs --input, a file of step,channel or NIRData");
    if (request.steps && *request.steps < 1)
        throw Error(Fault::config, "--steps: must be 1 or more");
    if (!request.record.empty() && request.out.empty())
        throw Error(Fault::config, "--record: needs a folder to write to, --out");
    std::optional<OutputFolder> folder;
    if (!request.out.empty()) folder.emplace(request.out);
    const auto input = input_of(request, flat.parts[flat.input], as);
    const Trace trace = snn::nir::run(graph, input, as);
    if (folder) {
        std::vector<std::string> traces;
        for (const std::string& node : request.record) traces.push_back(trace_csv(trace, node));
        const auto data = nir_data_of(trace, flat, as.dt_s, request.record);
        folder->write("spikes.csv", spikes_csv(trace));
        snn::nir::write_data(std::filesystem::path(request.out) / "spikes.nirdata", data);
        for (std::size_t i = 0; i < traces.size(); ++i)
            folder->write("trace_" + std::to_string(i + 1) + ".csv", traces[i]);
    }
    std::cout << (request.json ? json(trace, as) : summary(trace, as));
    return 0;
}

}  // namespace efferent::apps

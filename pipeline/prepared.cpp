// An experiment up to where methods begin.
#include "pipeline/prepared.hpp"

#include <algorithm>
#include <numeric>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "pipeline/data.hpp"
#include "pipeline/leak.hpp"

namespace efferent {

namespace {

void require_long_enough(const emg::Dataset& dataset, const Windows& windows) {
    const WindowSamples samples(windows, dataset.recording.rate());
    for (std::size_t i = 0; i < dataset.trials.size(); ++i)
        if (dataset.trials[i].length < samples.length)
            throw Error(Fault::config, dataset.name + ": trial " + std::to_string(i) + ": has " +
                                           std::to_string(dataset.trials[i].length) +
                                           " samples, fewer than a window's " +
                                           std::to_string(samples.length) +
                                           "; choose a shorter windows/window_ms");
}

std::size_t shared_samples(const emg::Dataset& dataset, const Plan& plan, const Windows& windows,
                           Monitor* monitor) {
    const LeakDetector detector(dataset, WindowSamples(windows, dataset.recording.rate()).length);
    std::vector<std::size_t> shared(plan.splits.size());
    for_each_index(
        plan.splits.size(),
        [&](std::size_t i) {
            const Shared found = detector.shared(plan.splits[i]);
            if (found.samples > 0) throw detector.leak(plan.splits[i], found);
            shared[i] = found.samples;
        },
        monitor, "leak check");
    return std::accumulate(shared.begin(), shared.end(), std::size_t{0});
}

}  // namespace

Prepared prepare(const ExperimentParams& params, std::size_t part, Monitor* monitor) {
    return prepare(params,
                   load_data(params.data, part, static_cast<std::uint64_t>(params.seed), monitor),
                   monitor);
}

Prepared prepare(const ExperimentParams& params, emg::Dataset part, Monitor* monitor) {
    const auto protocol = make(protocols(), params.protocol);
    Prepared p;
    p.dataset = std::move(part);
    if (!params.classes.empty()) p.dataset = with_classes(p.dataset, params.classes);
    if (p.dataset.trials.empty())
        throw Error(Fault::config,
                    p.dataset.name + ": has no labelled trial; an experiment needs some");
    require_long_enough(p.dataset, params.windows);
    p.plan = protocol->plan(p.dataset);
    p.protocol_story = protocol->story();
    p.shared_samples = shared_samples(p.dataset, p.plan, params.windows, monitor);
    return p;
}

void require_one_part(const ExperimentParams& params, const std::string& why) {
    if (data_parts(params.data) > 1)
        throw Error(Fault::config, params.data.origin() +
                                       ": has several people, one after the "
                                       "other; " +
                                       why);
}

void require_one_seed(const ExperimentParams& params, const std::string& why) {
    if (!params.seeds.empty())
        throw Error(Fault::config,
                    "seeds: " + why + "; take none, with --set seeds=[], and one with --set seed");
}

const MethodParams* method_named(const std::vector<MethodParams>& methods,
                                 const std::string& name) {
    const auto it = std::ranges::find(methods, name, &MethodParams::name);
    return it == methods.end() ? nullptr : &*it;
}

std::vector<MethodParams> methods_of(const ExperimentParams& params) {
    std::vector<MethodParams> methods;
    for (const Config& config : method_configs(params)) {
        methods.push_back(method_from(config));
        if (method_named(methods, methods.back().name) != &methods.back())
            throw Error(Fault::config, config.origin() + ": a second method called \"" +
                                           methods.back().name + "\"");
    }
    if (!params.rate_curve.method.empty() &&
        method_named(methods, params.rate_curve.method) == nullptr) {
        std::vector<std::string> names;
        names.reserve(methods.size());
        for (const auto& m : methods) names.push_back(m.name);
        throw Error(Fault::config,
                    "rate_curve/method: " + unknown_name(params.rate_curve.method, names));
    }
    return methods;
}

}  // namespace efferent

#include "pipeline/chip_falls.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/arithmetic.hpp"
#include "hw/fit.hpp"
#include "hw/repair.hpp"
#include "pipeline/prepared.hpp"
#include "pipeline/trained_params.hpp"
#include "snn/dynamics.hpp"

namespace efferent {
namespace {

std::vector<std::string> chips_that_compute() {
    std::vector<std::string> names;
    for (const hw::Chip& chip : hw::known_chips())
        if (chip.arithmetic.present()) names.push_back(chip.name);
    return names;
}

class Fall {
public:
    Fall(const Bench& bench, const MethodParams& method, const ChipFallParams& params,
         Monitor* monitor)
        : bench_(bench), method_(method), params_(params), monitor_(monitor) {}

    ChipStage floats() {
        Evaluation e = evaluated("float", method_.front_end);
        if (e.first_learned) network_ = std::move(e.first_learned->trained.network);
        return stage("float", e);
    }

    /// From `floats` on.
    ChipFall to(const std::string& name, const ChipStage& floats) const {
        const hw::Chip chip = hw::find_chip(name);
        ChipFall fall{method_.name, chip.title, params_.readout, {floats}, {}};
        try {
            fall.stages.push_back(stage("whole numbers", on(name, "numbers", 0)));
            const Duration tick = tick_of(method_.front_end);
            hw::require_fit(hw::repair(network_, chip, tick).network, chip, tick);
            fall.stages.push_back(prunes(chip) ? stage("fitted", on(name, "fitted", 0))
                                               : again("fitted", fall.stages.back()));
            fall.stages.push_back(device(chip, name, fall.stages.back()));
        } catch (const Error& e) {
            if (e.fault() != Fault::unsupported && e.fault() != Fault::capacity) throw;
            fall.refused = reason(e.what());
        }
        return fall;
    }

private:
    /// Without where it happened: the method, and the first split.
    std::string reason(const std::string& story) const {
        const std::size_t end = story.find(": ");
        const bool told = story.starts_with(method_.name + ", ") && end != std::string::npos;
        return told ? story.substr(end + 2) : story;
    }

    Config on(const std::string& chip, const std::string& stage, std::int64_t draw) const {
        return method_.front_end.with("readout", "\"" + params_.readout + "\"")
            .with("backend", "{\"type\": \"chip\"}")
            .with("backend.chip", "\"" + chip + "\"")
            .with("backend.stage", "\"" + stage + "\"")
            .with("backend.draw", std::to_string(draw));
    }

    Evaluation evaluated(const std::string& name, const Config& front_end) const {
        MethodParams changed = method_;
        changed.front_end = front_end;
        return evaluate(bench_, changed, monitor_, method_.name + ", " + name);
    }

    ChipStage stage(const std::string& name, const Config& front_end) const {
        return stage(name, evaluated(name, front_end));
    }

    ChipStage stage(const std::string& name, const Evaluation& e) const {
        const MethodResult r =
            score(bench_.dataset, e.tested, bench_.windows, std::nullopt, bench_.seed);
        return {name, r.per_window.mean, r.per_trial.mean, {}, e.operations.dropped};
    }

    /// Whether the chip's fan-in changes the network; splits differ in weights alone.
    bool prunes(hw::Chip chip) const {
        const auto changes = [&] {
            return hw::repair(network_, chip, tick_of(method_.front_end)).changes;
        };
        const auto with = changes();
        chip.limits.fan_in.reset();
        return with != changes();
    }

    /// Whether spikes go from neuron to neuron, through the chip's queue if it has one.
    bool queues(const hw::Chip& chip) const {
        return chip.limits.queue &&
               std::ranges::any_of(network_.projections(), [&](const snn::Projection& p) {
                   return std::holds_alternative<PopulationId>(p.from) &&
                          snn::dynamics_of(network_.populations()[p.to]).front().spikes();
               });
    }

    static Duration tick_of(const Config& front_end) {
        return front_end.as<TrainedParams>().reading.tick;
    }

    static ChipStage again(const std::string& name, ChipStage stage) {
        stage.name = name;
        return stage;
    }

    /// The mean over several where devices differ.
    ChipStage device(const hw::Chip& chip, const std::string& name, const ChipStage& fitted) const {
        const bool differ =
            make(hw::arithmetics(), chip.arithmetic)->registers(chip).devices_differ;
        if (!differ)
            return queues(chip) ? stage("device", on(name, "device", 0)) : again("device", fitted);
        ChipStage mean{"device", 0.0, 0.0, {}, 0.0};
        const double share = 1.0 / static_cast<double>(params_.devices);
        for (std::int64_t d = 1; d <= params_.devices; ++d) {
            const ChipStage one = stage("device", on(name, "device", d));
            mean.devices.push_back(one.per_window);
            mean.per_window += share * one.per_window;
            mean.per_trial += share * one.per_trial;
            mean.dropped += share * one.dropped;
        }
        return mean;
    }

    snn::Network network_;  ///< of the first split
    const Bench& bench_;
    const MethodParams& method_;
    const ChipFallParams& params_;
    Monitor* monitor_;
};

}  // namespace

std::vector<ChipFallParams> chip_falls_of(const ExperimentParams& params,
                                          const std::vector<MethodParams>& methods) {
    std::vector<ChipFallParams> all;
    for (const Config& config : params.chips) {
        auto fall = config.as<ChipFallParams>();
        const MethodParams* method = method_named(methods, fall.method);
        if (method == nullptr) {
            std::vector<std::string> names;
            for (const MethodParams& m : methods) names.push_back(m.name);
            throw Error(Fault::config,
                        config.origin() + "/method: " + unknown_name(fall.method, names));
        }
        if (method->front_end.type() != "trained")
            throw Error(Fault::config, config.origin() + "/method: \"" + fall.method +
                                           "\" trains no network that could be carried to a chip");
        if (fall.chips.empty()) fall.chips = chips_that_compute();
        for (const std::string& chip : fall.chips) hw::find_chip(chip);
        all.push_back(std::move(fall));
    }
    return all;
}

std::vector<ChipFall> chip_falls(const Bench& bench, const MethodParams& method,
                                 const ChipFallParams& params, Monitor* monitor) {
    Fall fall(bench, method, params, monitor);
    const ChipStage floats = fall.floats();
    std::vector<ChipFall> all;
    for (const std::string& chip : params.chips) all.push_back(fall.to(chip, floats));
    return all;
}

}  // namespace efferent

#include "snn/learning/hardware.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "snn/learning/delays.hpp"
#include "snn/learning/quantiser.hpp"

namespace efferent::snn::training {
namespace {

double held_keep(double keep, std::int64_t bits) {
    const double steps = std::ldexp(1.0, static_cast<int>(bits));
    return std::clamp(std::round(keep * steps), 1.0, steps - 1.0) / steps;
}

/// In milliseconds, as a network has it.
double held_tau_ms(double tau_ms, std::int64_t bits, Duration tick, const std::string& where) {
    const double tick_ms = milliseconds(tick);
    const double keep = std::exp(-tick_ms / tau_ms);
    const double least = std::ldexp(0.5, -static_cast<int>(bits));
    if (keep < least || keep > 1.0 - least)
        throw Error(Fault::unsupported, where + " of " + exact(tau_ms) + " ms keeps " +
                                            exact(keep) + " from tick to tick, which " +
                                            std::to_string(bits) + " bits cannot hold");
    return std::round(-1e6 * tick_ms / std::log(held_keep(keep, bits))) / 1e6;
}

bool is_time_constant(const std::string& key) {
    return key == "membrane_ms" || key == "excitatory_ms" || key == "inhibitory_ms" ||
           key == "adaptation_ms";
}

Config held_model(const Population& p, std::int64_t bits, Duration tick) {
    Config model = resolve(models(), p.model);
    const Dynamics d = dynamics_of({p.name, p.first, p.size, model, {}}).front();
    const auto set = [&](const char* key, double ns) {
        if (ns == Dynamics::never) return;
        model = model.with(
            key, exact(held_tau_ms(ns / 1e6, bits, tick, "population \"" + p.name + "\": " + key)));
    };
    if (model.type() == "if") return model;  // nothing leaks
    set("membrane_ms", d.membrane_ns);
    set("excitatory_ms", d.excitatory_ns);
    set("inhibitory_ms", d.inhibitory_ns);
    set("adaptation_ms", d.adaptation_ns);
    return model;
}

}  // namespace

void describe(Fields& field, HardwareParams& p) {
    field("weight_bits", p.weight_bits,
          "of each weight, in steps of its projection, which are alike for all into one population "
          "but for powers of two; 2: −1, 0 and 1; 0: not rounded");
    field("threshold_bits", p.threshold_bits,
          "each threshold is a whole number below 2^bits of units that are its population's steps "
          "but for a power of two; 0: not rounded");
    field("decay_bits", p.decay_bits,
          "what a neuron keeps from tick to tick is a multiple of 2^−bits; 0: not rounded");
    field("mismatch", p.mismatch,
          "standard deviation by which each weight is off in training, as a share of itself, drawn "
          "anew for each step");
    field("attack", p.attack,
          "share of itself by which each weight is off in training, in the direction that raises "
          "the loss; 0: no attack");
    field("attack_steps", p.attack_steps, "moves that an attack is made in, a gradient each");
    field("attack_share", p.attack_share,
          "of the loss with attacked weights in what is learned; the rest is the loss without");
    field.require(p.weight_bits == 0 || (p.weight_bits >= 2 && p.weight_bits <= 16), "weight_bits",
                  "must be 0, or 2 to 16");
    field.require(p.threshold_bits >= 0 && p.threshold_bits <= 16, "threshold_bits",
                  "must be 0 to 16");
    field.require(p.decay_bits == 0 || (p.decay_bits >= 2 && p.decay_bits <= 16), "decay_bits",
                  "must be 0, or 2 to 16");
    field.require(p.mismatch >= 0.0 && p.mismatch < 1.0, "mismatch", "must be from 0 to below 1");
    field.require(p.attack >= 0.0 && p.attack < 1.0, "attack", "must be from 0 to below 1");
    field.require(p.attack_steps > 0, "attack_steps", "must be above zero");
    field.require(p.attack_share > 0.0 && p.attack_share <= 1.0, "attack_share",
                  "must be above 0, and at most 1");
}

Network with_held_decays(const Network& network, const HardwareParams& params, Duration tick) {
    if (params.decay_bits == 0) return network;
    Network made(network.channels());
    for (const Population& p : network.populations()) {
        const auto id = made.add(p.name, p.size, held_model(p, params.decay_bits, tick));
        for (const OwnValues& own : p.own) {
            std::vector<double> values = own.values;
            if (is_time_constant(own.key))
                for (double& tau : values)
                    tau = held_tau_ms(tau, params.decay_bits, tick,
                                      "population \"" + p.name + "\": " + own.key);
            made.set(id, own.key, std::move(values));
        }
    }
    for (const Projection& p : network.projections())
        made.connect(p.from, p.to, p.synapses, p.delay);
    return made;
}

HardwareView::HardwareView(const Plan& plan, const HardwareParams& params, std::uint64_t seed)
    : plan_(plan), params_(params), seed_(seed) {
    if (params.threshold_bits == 0) return;
    for (const Layer& layer : plan.layers)
        for (const Dynamics& d : layer.dynamics)
            if (std::max(d.v_initial, d.v_reset) > 0.5 * d.threshold)
                throw Error(Fault::unsupported,
                            "population \"" + layer.name +
                                "\": thresholds are rounded where neurons start and are reset "
                                "below half of them");
}

void HardwareView::hold(const Aligned<float>& values, Aligned<float>& held) const {
    held = values;
    hold_delays(plan_, held);
    for (std::size_t to = 0; to <= plan_.layers.size(); ++to) {
        const double unit = params_.weight_bits > 0 ? hold_weights(to, values, held) : 1.0;
        if (params_.threshold_bits > 0 && to < plan_.layers.size())
            hold_thresholds(plan_.layers[to], unit, held);
    }
    if (params_.decay_bits == 0 || !plan_.learned.time_constants) return;
    for (const Layer& layer : plan_.layers) {
        hold_decays(layer.membrane, layer.size, held);
        if (layer.has_current()) hold_decays(layer.current, layer.size, held);
    }
}

double HardwareView::hold_weights(std::size_t to, const Aligned<float>& values,
                                  Aligned<float>& held) const {
    const double levels = std::ldexp(1.0, static_cast<int>(params_.weight_bits) - 1) - 1.0;
    std::vector<const Link*> links;
    std::vector<Magnitudes> magnitudes;
    for (const Link& link : plan_.links) {
        if (link.to != to) continue;
        const std::size_t size = link.rows * link.stride;
        links.push_back(&link);
        magnitudes.emplace_back(std::span(values).subspan(link.first, size),
                                std::span(plan_.trained).subspan(link.first, size));
    }
    const ProjectionSteps found = best_steps(magnitudes, levels);
    for (std::size_t p = 0; p < links.size(); ++p) {
        if (found.steps[p] == 0.0) continue;
        const std::size_t end = links[p]->first + links[p]->rows * links[p]->stride;
        for (std::size_t i = links[p]->first; i < end; ++i)
            held[i] = static_cast<float>(
                held_weight(static_cast<double>(values[i]), found.steps[p], levels));
    }
    return found.unit;
}

void HardwareView::hold_thresholds(const Layer& layer, double unit, Aligned<float>& held) const {
    const double most = std::ldexp(1.0, static_cast<int>(params_.threshold_bits)) - 1.0;
    double largest = 0.0;
    for (const Dynamics& d : layer.dynamics) largest = std::max(largest, d.threshold);
    // The finest unit of which the largest threshold is a whole number small enough.
    int exponent = 0;
    while (std::round(largest / std::ldexp(unit, exponent)) > most) ++exponent;
    while (std::round(largest / std::ldexp(unit, exponent - 1)) <= most) --exponent;
    const double step = std::ldexp(unit, exponent);
    for (std::size_t n = 0; n < layer.size; ++n)
        held[layer.threshold + n] =
            static_cast<float>(step * std::max(1.0, std::round(layer.of(n).threshold / step)));
}

void HardwareView::hold_decays(std::size_t first, std::size_t size, Aligned<float>& held) const {
    for (std::size_t i = first; i < first + size; ++i) {
        const double keep =
            held_keep(1.0 / (1.0 + std::exp(-static_cast<double>(held[i]))), params_.decay_bits);
        held[i] = static_cast<float>(std::log(keep / (1.0 - keep)));
    }
}

void HardwareView::disturb(std::int64_t step, Aligned<float>& held) const {
    if (params_.mismatch == 0.0) return;
    RandomStream random(seed_, "mismatch", static_cast<std::uint64_t>(step));
    for (const Link& link : plan_.links)
        for (std::size_t i = link.first; i < link.first + link.rows * link.stride; ++i)
            if (plan_.trained[i] != 0)
                held[i] *= static_cast<float>(1.0 + params_.mismatch * random.normal());
}

void HardwareView::attack(const Aligned<float>& gradient, const Aligned<float>& held,
                          Aligned<float>& attacked) const {
    const auto size =
        static_cast<float>(params_.attack / static_cast<double>(params_.attack_steps));
    for (const Link& link : plan_.links)
        for (std::size_t i = link.first; i < link.first + link.rows * link.stride; ++i)
            if (gradient[i] != 0.0F)
                attacked[i] += std::copysign(size * std::abs(held[i]), gradient[i]);
}

}  // namespace efferent::snn::training

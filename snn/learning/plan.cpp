#include "snn/learning/plan.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/engine/synapse_store.hpp"
#include "snn/learning/delays.hpp"

namespace efferent::snn::training {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
    throw Error(Fault::unsupported, where + ": " + why);
}

std::string name_of(const Network& network, std::size_t projection) {
    const Projection& p = network.projections()[projection];
    const auto* from = std::get_if<PopulationId>(&p.from);
    return "projection " + std::to_string(projection) + " (" +
           (from == nullptr ? input_name : network.populations()[*from].name) + " to " +
           network.populations()[p.to].name + ")";
}

/// Where each neuron goes without its bias.
std::vector<double> leaks_of(Population population) {
    population.model = resolve(models(), population.model).with("bias", "0");
    std::erase_if(population.own, [](const OwnValues& own) { return own.key == "bias"; });
    std::vector<double> leaks;
    for (const Dynamics& d : dynamics_of(population)) leaks.push_back(d.rest);
    leaks.resize(population.size, leaks.front());
    return leaks;
}

Layer layer_of(const Population& population, PopulationId id) {
    const std::string where = "population \"" + population.name + "\"";
    const std::string type = population.model.type();
    if (type != "lif" && type != "cuba_lif" && type != "alif" && type != "adlif")
        refuse(where,
               "neurons of model " + type + " cannot be trained; lif, cuba_lif, alif, adlif can");
    Layer layer{.population = id,
                .name = population.name,
                .size = population.size,
                .lanes = padded(population.size),
                .dynamics = dynamics_of(population),
                .leaks = leaks_of(population)};
    for (const Dynamics& d : layer.dynamics) {
        layer.adapts = layer.adapts || d.adapts();
        if (d.has_current() && d.excitatory_ns != d.inhibitory_ns)
            refuse(where, "is trained with excitatory_ms and inhibitory_ms alike");
        if (d.refractory_ns != 0.0) refuse(where, "is trained without a refractory period");
        if (d.reset != layer.dynamics.front().reset)
            refuse(where, "is trained with one kind of reset");
        if (d.threshold <= 0.0) refuse(where, "is trained with thresholds above zero");
    }
    return layer;
}

std::int64_t ticks_of(Duration delay, Duration tick, const std::string& where) {
    if (delay % tick != Duration{} || delay < tick)
        refuse(where, "its delay of " + exact(milliseconds(delay)) +
                          " ms is not a whole number of ticks of " + exact(milliseconds(tick)) +
                          " ms");
    return delay / tick;
}

/// Which sources exist; `rows` is padded.
std::size_t sources_of(const Network& network, const Projection& p) {
    const auto* from = std::get_if<PopulationId>(&p.from);
    return from == nullptr ? 2 * network.channels() : network.populations()[*from].size;
}

/// Its ticks; `delays` is not yet the parameter's number, but other than one_delay if it will be.
void set_delay(const Network& network, const Plan& plan, const std::string& where, Link& link) {
    const Projection& p = network.projections()[link.projection];
    const bool to_readout = p.to == plan.readout;
    if (!p.delay.own.empty() && to_readout)
        refuse(where, "a readout is trained with one delay for all that it hears");
    link.delay = 0;
    for (std::size_t s = 0; s < std::max<std::size_t>(p.delay.own.size(), 1); ++s)
        link.delay = std::max(link.delay, ticks_of(p.delay.of(s), plan.reading.tick, where));
    const std::int64_t longest = to_readout ? 0 : plan.learned.longest_delay;
    if (!p.delay.own.empty() || longest > 0) link.delays = 0;
    if (longest == 0) return;
    if (link.delay > longest) refuse(where, "has a delay above the longest that is to be learned");
    link.delay = longest;
}

Link link_of(const Network& network, const Plan& plan, std::size_t number,
             const SynapseStore& store) {
    const Projection& p = network.projections()[number];
    const std::string where = name_of(network, number);
    Link link{.projection = number};
    if (const auto* from = std::get_if<PopulationId>(&p.from)) {
        if (*from == plan.readout) refuse(where, "a readout sends nothing");
        link.from = index(*from);
    } else if (p.to == plan.readout) {
        refuse(where, "a readout hears spikes, not the input");
    }
    if (std::holds_alternative<Random>(p.synapses))
        refuse(where, "a rule has no weights to train; list its synapses");
    if (const auto* sparse = std::get_if<Sparse>(&p.synapses);
        sparse != nullptr && !sparse->delays.empty())
        refuse(where, "is trained with one delay for all its synapses");
    link.to = index(p.to);
    link.rows = padded(sources_of(network, p));
    link.stride = padded(network.populations()[p.to].size);
    set_delay(network, plan, where, link);
    link.whole = std::holds_alternative<Dense>(p.synapses);
    const auto& patches = store.projection(number).patches;
    link.apart = p.to != plan.readout && !patches.empty() && !patches.front().dense();
    return link;
}

/// Calls each(place among the parameters, the weight) for the synapses of a link, in order.
template <class Synapses_, class F>
void each_weight(const Link& link, Synapses_& synapses, const std::string& where, const F& each) {
    std::visit(
        [&](auto& s) {
            if constexpr (requires { s.offsets; }) {
                for (std::size_t row = 0; row + 1 < s.offsets.size(); ++row)
                    for (std::size_t i = s.offsets[row]; i < s.offsets[row + 1]; ++i) {
                        if (i > s.offsets[row] && s.targets[i] == s.targets[i - 1])
                            refuse(where, "a pair of neurons has several synapses");
                        each(link.first + row * link.stride + s.targets[i], s.weights[i]);
                    }
            } else if constexpr (requires {
                                     s.targets;
                                     s.weights;
                                 }) {
                for (std::size_t i = 0; i < s.weights.size(); ++i)
                    each(link.first + i / s.targets * link.stride + i % s.targets, s.weights[i]);
            } else if constexpr (requires { s.weights; }) {
                for (std::size_t i = 0; i < s.weights.size(); ++i)
                    each(link.first + i * link.stride + i, s.weights[i]);
            }
        },
        synapses);
}

void mark_trained(Plan& plan, const Network& network) {
    plan.trained.assign(plan.parameters, 0);
    for (const Link& link : plan.links)
        each_weight(link, network.projections()[link.projection].synapses,
                    name_of(network, link.projection),
                    [&](std::size_t place, const float&) { plan.trained[place] = 1; });
    for (const Link& link : plan.links)
        if (link.has_own_delays() && link.to < plan.layers.size() && plan.learned.longest_delay > 0)
            std::fill_n(plan.trained.begin() + static_cast<std::ptrdiff_t>(link.delays),
                        sources_of(network, network.projections()[link.projection]),
                        std::uint8_t{1});
    for (const Layer& layer : plan.layers)
        for (std::size_t n = 0; n < layer.size; ++n) {
            plan.trained[layer.bias + n] = plan.learned.biases ? 1 : 0;
            plan.trained[layer.membrane + n] = plan.learned.time_constants ? 1 : 0;
            plan.trained[layer.current + n] =
                plan.learned.time_constants && layer.has_current() ? 1 : 0;
        }
}

double logit_of_keep(double tau_ns, Duration tick) {
    const double x = static_cast<double>(tick.count()) / tau_ns;
    return -x - std::log(-std::expm1(-x));  // log(k / (1 − k)) with k = e^(−x)
}

}  // namespace

Plan plan_of(const Network& network, const Reading& reading, const Learned& learned) {
    Plan plan;
    plan.reading = reading;
    plan.learned = learned;
    plan.readout = readout_of(network);
    const Population& out = network.populations()[plan.readout];
    const Dynamics readout = dynamics_of(out).front();
    plan.classes = out.size;
    plan.class_lanes = padded(out.size);
    plan.readout_keep = std::exp(-static_cast<double>(reading.tick.count()) / readout.membrane_ns);
    plan.readout_rest = readout.rest;
    std::vector<bool> signs;
    for (std::size_t p = 0; p < network.populations().size(); ++p) {
        const auto id = static_cast<PopulationId>(p);
        signs.push_back(false);
        if (id != plan.readout) plan.layers.push_back(layer_of(network.populations()[id], id));
    }
    const SynapseStore store(network, 0, signs);
    for (std::size_t p = 0; p < network.projections().size(); ++p) {
        Link& link = plan.links.emplace_back(link_of(network, plan, p, store));
        link.first = plan.parameters;
        plan.parameters += link.rows * link.stride;
    }
    for (Layer& layer : plan.layers)
        for (std::size_t* first :
             {&layer.bias, &layer.membrane, &layer.current, &layer.threshold}) {
            *first = plan.parameters;
            plan.parameters += layer.lanes;
        }
    plan.first_delay = plan.parameters;
    for (Link& link : plan.links)
        if (link.has_own_delays()) {
            link.delays = plan.parameters;
            plan.parameters += link.rows;
        }
    mark_trained(plan, network);
    return plan;
}

double whole_tau_ns(double logit, Duration tick) {
    // −log(1 / (1 + e^(−p))) = log1p(e^(−p))
    const double tau = static_cast<double>(tick.count()) / std::log1p(std::exp(-logit));
    return std::round(std::clamp(tau, 1.0, 3.6e12));
}

Aligned<float> parameters_of(const Plan& plan, const Network& network) {
    Aligned<float> values(plan.parameters);
    for (const Link& link : plan.links) {
        const Projection& p = network.projections()[link.projection];
        each_weight(link, p.synapses, {},
                    [&](std::size_t place, const float& w) { values[place] = w; });
        if (!link.has_own_delays()) continue;
        for (std::size_t s = 0; s < sources_of(network, p); ++s)
            values[link.delays + s] = static_cast<float>(p.delay.of(s) / plan.reading.tick);
    }
    for (const Layer& layer : plan.layers) {
        for (std::size_t n = 0; n < layer.size; ++n) {
            const Dynamics& d = layer.of(n);
            values[layer.bias + n] = static_cast<float>(d.rest - layer.leaks[n]);
            values[layer.threshold + n] = static_cast<float>(d.threshold);
            values[layer.membrane + n] =
                static_cast<float>(logit_of_keep(d.membrane_ns, plan.reading.tick));
            if (layer.has_current())
                values[layer.current + n] =
                    static_cast<float>(logit_of_keep(d.excitatory_ns, plan.reading.tick));
        }
    }
    return values;
}

namespace {

void set_own(const Plan& plan, const Layer& layer, const Aligned<float>& values, Network& network) {
    const auto each = [&](std::size_t first, const auto& value) {
        std::vector<double> own;
        for (std::size_t n = 0; n < layer.size; ++n)
            own.push_back(value(static_cast<double>(values[first + n])));
        return own;
    };
    const auto as_it_is = [](double x) { return x; };
    const auto tau_ms = [&](double logit) { return whole_tau_ns(logit, plan.reading.tick) / 1e6; };
    if (plan.learned.biases) network.set(layer.population, "bias", each(layer.bias, as_it_is));
    if (plan.learned.thresholds)
        network.set(layer.population, "threshold", each(layer.threshold, as_it_is));
    if (!plan.learned.time_constants) return;
    network.set(layer.population, "membrane_ms", each(layer.membrane, tau_ms));
    if (!layer.has_current()) return;
    for (const char* key : {"excitatory_ms", "inhibitory_ms"})
        network.set(layer.population, key, each(layer.current, tau_ms));
}

/// The synapses that a sparse projection has now, without their weights.
Sparse listed(const Plan& plan, const Link& link, const Sparse& given) {
    Sparse made;
    for (std::size_t row = 0; row + 1 < given.offsets.size(); ++row) {
        for (std::size_t t = 0; t < link.stride; ++t)
            if (plan.trained[link.first + row * link.stride + t] != 0) made.connect(t, 0.0F);
        made.end_row();
    }
    return made;
}

}  // namespace

Network with_parameters(const Plan& plan, const Network& network, const Aligned<float>& values) {
    Network made(network.channels());
    for (const Population& p : network.populations()) {
        const PopulationId id = made.add(p.name, p.size, p.model);
        for (const OwnValues& own : p.own) made.set(id, own.key, own.values);
    }
    for (const Layer& layer : plan.layers) set_own(plan, layer, values, made);
    for (const Link& link : plan.links) {
        const Projection& p = network.projections()[link.projection];
        Synapses synapses = std::holds_alternative<Sparse>(p.synapses)
                                ? listed(plan, link, std::get<Sparse>(p.synapses))
                                : p.synapses;
        each_weight(link, synapses, {}, [&](std::size_t place, float& w) { w = values[place]; });
        Delay delay = p.delay;
        if (link.has_own_delays()) {
            std::vector<Duration> own;
            for (std::size_t s = 0; s < sources_of(network, p); ++s)
                own.push_back(whole_ticks(values[link.delays + s]) * plan.reading.tick);
            delay = Delay(std::move(own));
        }
        made.connect(p.from, p.to, std::move(synapses), std::move(delay));
    }
    return made;
}

}  // namespace efferent::snn::training

#include "bench/training/gradients.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"
#include "snn/learning/exact_eventprop.hpp"

namespace efferent::bench {
namespace {

using namespace snn;
using namespace snn::training;

/// The derivative by h at 0, to fourth order.
template <class F>
double central(const F& f, double h) {
    return (8.0 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12.0 * h);
}

ExactNetwork exact_network(std::uint64_t seed) {
    RandomStream random(seed, "exact network");
    const Config model = Config::parse(
        R"({"type":"cuba_lif","membrane_ms":20,"excitatory_ms":8,"inhibitory_ms":8,"v_reset":-0.1})",
        "bench");
    ExactNetwork n;
    n.hidden = make(models(), model)->dynamics();
    n.size = 10;
    n.classes = 3;
    n.recurrent_delay_ns.assign(n.size, 1.3e6);
    const auto draw = [&](std::vector<double>& to, std::size_t count, double mean, double sd) {
        for (std::size_t i = 0; i < count; ++i) to.push_back(mean + sd * random.normal());
    };
    draw(n.input, 5 * n.size, 1.2, 1.5);
    draw(n.recurrent, n.size * n.size, 0.0, 0.5);
    draw(n.readout, n.size * n.classes, 0.0, 1.0);
    return n;
}

std::vector<ExactEvent> exact_events(std::uint64_t seed, double end_ns) {
    RandomStream random(seed, "exact events");
    std::vector<ExactEvent> events;
    for (int i = 0; i < 60; ++i)
        events.push_back({end_ns * random.uniform(), static_cast<std::size_t>(random.below(5))});
    std::ranges::sort(events, {}, &ExactEvent::at_ns);
    return events;
}

}  // namespace

double smooth_error() {
    const Problem small = problem({.channels = 4,
                                   .hidden = 24,
                                   .classes = 4,
                                   .ticks = 60,
                                   .batch = 4,
                                   .input_share = 0.1,
                                   .hidden_share = 0.05},
                                  5);
    Manner smooth = manner();
    smooth.smooth = true;
    smooth.through_reset = true;
    const Plan plan = plan_of(small.network, {}, {.biases = true, .time_constants = true});
    Aligned<double> values;
    for (const float x : parameters_of(plan, small.network))
        values.push_back(static_cast<double>(x));
    Batch<double> batch(plan, smooth, {});
    Aligned<double> gradient;
    (void)batch.descend(small.batch, values, gradient);
    RandomStream random(6, "directions");
    double worst = 0.0;
    std::vector<std::pair<std::size_t, std::size_t>> kinds;
    for (const Link& l : plan.links) kinds.emplace_back(l.first, l.first + l.rows * l.stride);
    for (const Layer& l : plan.layers)
        for (const std::size_t first : {l.bias, l.membrane, l.current})
            kinds.emplace_back(first, first + l.lanes);
    for (const auto& kind : kinds) {
        const std::size_t first = kind.first, last = kind.second;
        Aligned<double> direction(values.size());
        double along = 0.0;
        for (std::size_t i = first; i < last; ++i) {
            direction[i] = plan.trained[i] != 0 ? random.normal() : 0.0;
            along += direction[i] * gradient[i];
        }
        const auto loss = [&](double h) {
            Aligned<double> moved = values;
            for (std::size_t i = first; i < last; ++i) moved[i] += h * direction[i];
            const Tally tally = batch.look(small.batch, moved);
            return tally.loss / static_cast<double>(tally.windows);
        };
        worst = std::max(worst, std::abs(central(loss, 1e-5) - along) / std::abs(along));
    }
    return worst;
}

double exact_eventprop_error() {
    ExactNetwork network = exact_network(7);
    const double end_ns = 8e7;
    const std::vector<ExactEvent> events = exact_events(7, end_ns);
    const ExactGradient g = exact_eventprop(network, events, end_ns, 1);
    if (g.spikes < 20) throw Error(Fault::network, "the small network is too quiet to tell");
    double apart = 0.0, size = 0.0;
    const auto compare = [&](std::vector<double>& weights, const std::vector<double>& gradient) {
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double was = weights[i];
            const double found = central(
                [&](double h) {
                    weights[i] = was + h;
                    return exact_eventprop(network, events, end_ns, 1).loss;
                },
                1e-5);  // below, the rounding of crossings shows: the error falls as 1 / h
            weights[i] = was;
            apart += std::pow(found - gradient[i], 2);
            size += gradient[i] * gradient[i];
        }
    };
    compare(network.input, g.input);
    compare(network.recurrent, g.recurrent);
    compare(network.readout, g.readout);
    return std::sqrt(apart / size);
}

}  // namespace efferent::bench

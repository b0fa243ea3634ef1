#include "snn/learning/reading.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "snn/dynamics.hpp"

namespace efferent::snn {
namespace {

/// The last tick at or before `t`.
std::int64_t tick_of(Time t, Duration tick) { return t.time_since_epoch() / tick; }

/// What a readout neuron keeps from tick to tick; one for all classes.
double keep_of(const Population& readout, Duration tick) {
    return std::exp(-static_cast<double>(tick.count()) / dynamics_of(readout).front().membrane_ns);
}

}  // namespace

void describe(Fields& field, Reading& r) {
    field("tick_ms", r.tick, "time from tick to tick");
    field(
        "over", r.over,
        "a class's score: the \"mean\" of its readout's potential over a window, or its \"last\"");
    field.require(r.tick > 0ns && r.tick <= 1s, "tick_ms", "must be above zero, at most 1000");
    field.require(r.over == "mean" || r.over == "last", "over", "must be \"mean\" or \"last\"");
}

PopulationId readout_of(const Network& network) {
    const std::size_t count = network.populations().size();
    if (count == 0) throw Error(Fault::unsupported, "a network without populations cannot decide");
    const auto last = static_cast<PopulationId>(count - 1);
    const Population& p = network.populations()[last];
    if (p.model.type() != "li" || !p.own.empty())
        throw Error(Fault::unsupported,
                    "population \"" + p.name +
                        "\": the last population must be a readout of model li, alike for all "
                        "classes");
    return last;
}

double share(const Reading& reading, double keep, std::int64_t first, std::int64_t last,
             std::int64_t at) {
    if (at > last) return 0.0;
    if (reading.over == "last") return std::pow(keep, static_cast<double>(last - at));
    const std::int64_t from = std::max(first + 1, at);  // keep^(from − at) + ... + keep^(last − at)
    const auto power = [&](std::int64_t n) { return std::pow(keep, static_cast<double>(n)); };
    return (power(from - at) - power(last - at + 1)) / (1.0 - keep) /
           static_cast<double>(last - first);
}

std::vector<std::vector<double>> scores(const Network& network, const Reading& reading,
                                        std::span<const Spike> spikes,
                                        std::span<const Window> windows) {
    const PopulationId readout = readout_of(network);
    const Population& out = network.populations()[readout];
    const double keep = keep_of(out, reading.tick);
    const double rest = dynamics_of(out).front().rest;
    std::vector<std::vector<double>> all(windows.size(), std::vector<double>(out.size, rest));
    Row row;
    for (const Projection& p : network.projections()) {
        if (p.to != readout) continue;
        const auto* from = std::get_if<PopulationId>(&p.from);
        if (from == nullptr)
            throw Error(Fault::unsupported,
                        "population \"" + out.name + "\": a readout hears spikes, not the input");
        const Population& hidden = network.populations()[*from];
        for (const Spike& spike : spikes) {
            const std::size_t source = index(spike.neuron) - index(hidden.first);
            if (spike.neuron < hidden.first || source >= hidden.size) continue;
            row_of(p.synapses, source, row);
            const std::int64_t at = tick_of(spike.at + p.delay.of(source), reading.tick);
            for (std::size_t w = 0; w < windows.size(); ++w) {
                const double left = share(reading, keep, tick_of(windows[w].begin, reading.tick),
                                          tick_of(windows[w].end, reading.tick), at);
                if (left == 0.0) continue;
                for (std::size_t i = 0; i < row.targets.size(); ++i)
                    all[w][row.targets[i]] += left * static_cast<double>(row.weights[i]);
            }
        }
    }
    return all;
}

}  // namespace efferent::snn

// Membrane potentials of recorded neurons, one panel each, with their spikes and threshold.
#include <algorithm>
#include <cmath>
#include <map>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/simulation_page.hpp"
#include "pipeline/report/svg.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::report {

namespace {

constexpr double width = 980.0, right = 960.0, left = 56.0;
constexpr double heading = 24.0, height = 76.0, gap = 14.0;
constexpr std::size_t most_panels = 12;

struct Recorded {
    NeuronId neuron{};
    std::vector<snn::Sample> samples;
    double threshold = snn::Dynamics::never;
};

double threshold_of(const snn::Network& network, NeuronId neuron) {
    const snn::Population& p = network.populations()[population_of(network, neuron)];
    if (snn::is_source(p)) return snn::Dynamics::never;
    const auto all = snn::dynamics_of(p);
    return all[all.size() == 1 ? 0 : index(neuron) - index(p.first)].threshold;
}

/// In the order of neurons; the first `most_panels` that something happened to.
std::vector<Recorded> recorded(const Simulation& s) {
    std::map<NeuronId, Recorded> all;
    for (const snn::Sample& sample : s.samples) {
        Recorded& r = all[sample.neuron];
        r.neuron = sample.neuron;
        r.samples.push_back(sample);
    }
    std::vector<Recorded> list;
    for (auto& [neuron, r] : all) {
        if (list.size() == most_panels) break;
        r.threshold = threshold_of(s.params.network, neuron);
        list.push_back(std::move(r));
    }
    return list;
}

/// At each half pixel the first, lowest, highest and last value, in their order.
std::string trace(const Recorded& r, const TimeAxis& axis, const Scale& y) {
    std::string path;
    const auto place = [&](std::size_t i) {
        path += (path.empty() ? "M" : "L") + coordinate(axis.x(r.samples[i].at)) + " " +
                coordinate(y(r.samples[i].v));
    };
    const auto column = [&](std::size_t i) { return std::llround(2.0 * axis.x(r.samples[i].at)); };
    for (std::size_t begin = 0; begin < r.samples.size();) {
        std::size_t end = begin, low = begin, high = begin;
        for (; end < r.samples.size() && column(end) == column(begin); ++end) {
            if (r.samples[end].v < r.samples[low].v) low = end;
            if (r.samples[end].v > r.samples[high].v) high = end;
        }
        std::vector<std::size_t> kept{begin, std::min(low, high), std::max(low, high), end - 1};
        kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
        for (const std::size_t i : kept) place(i);
        begin = end;
    }
    return path;
}

Scale value_scale(const Recorded& r, double top) {
    double low = r.samples.front().v, high = low;
    for (const snn::Sample& s : r.samples) {
        low = std::min(low, s.v);
        high = std::max(high, s.v);
    }
    // A threshold that would squeeze everything else is left out.
    if (r.threshold < high + 2.0 * (high - low)) high = std::max(high, r.threshold);
    if (!(high > low)) {
        low -= 0.5;
        high += 0.5;
    }
    const double room = 0.06 * (high - low);
    return {low - room, high + room, top + height, top};
}

void draw(Svg& svg, const Simulation& s, const Recorded& r, const TimeAxis& axis, double top) {
    const snn::Network& network = s.params.network;
    const snn::Population& p = network.populations()[population_of(network, r.neuron)];
    const Scale y = value_scale(r, top);
    svg.text({left, top - 8.0},
             shortened(p.name, 40) + ", neuron " + std::to_string(index(r.neuron) - index(p.first)),
             "label");
    svg.rectangle({left, top}, {right - left, height}, "frame");
    for (const double tick : ticks(y.low, y.high, 3)) {
        svg.line({left - 4.0, y(tick)}, {left, y(tick)}, "axis");
        svg.text({left - 8.0, y(tick) + 3.5}, plain(std::round(tick * 1e9) / 1e9 + 0.0),
                 "tiny end");
    }
    if (r.threshold <= y.high) {
        svg.line({left, y(r.threshold)}, {right, y(r.threshold)}, "chance");
    }
    std::string spikes;
    for (const Spike& spike : s.spikes)
        if (spike.neuron == r.neuron)
            spikes += "M" + coordinate(axis.x(spike.at)) + " " + coordinate(top - 5.0) + "v5";
    svg.path(spikes, "tick-spike");
    svg.path(trace(r, axis, y), "trace");
}

}  // namespace

std::string simulation_membranes(const Simulation& s) {
    const auto list = recorded(s);
    if (list.empty()) return {};
    const double step = height + heading + gap;
    const double bottom = heading + step * static_cast<double>(list.size()) - heading - gap + 4.0;
    const TimeAxis axis{left, right, heading, bottom, s.params.until};
    Svg svg({"membranes", "Membrane potentials over time",
             "One panel for each recorded neuron: its potential after each arrival and spike, its "
             "threshold dashed, its spikes as ticks above."},
            {width, bottom + 48.0}, 640.0);
    draw_time_axis(svg, axis);
    for (std::size_t i = 0; i < list.size(); ++i)
        draw(svg, s, list[i], axis, heading + step * static_cast<double>(i));
    std::string caption =
        "The potential right after each arrival and each spike, joined by straight lines; the "
        "threshold is dashed, ticks above are spikes.";
    std::vector<NeuronId> probed = s.params.probes;
    std::ranges::sort(probed);
    const auto different =
        static_cast<std::size_t>(std::unique(probed.begin(), probed.end()) - probed.begin());
    if (different > list.size())
        caption += " Recorded neurons: " + std::to_string(different) + ", of which " +
                   std::to_string(list.size()) + " are drawn; membrane.csv has all.";
    return section("membranes-section", "Membranes",
                   "<figure><figcaption>" + escape(caption) +
                       "</figcaption>\n<div class=\"scroll\">" + std::move(svg).finish() +
                       "</div></figure>\n");
}

}  // namespace efferent::report

// One trial from the electrode to the network: EMG, its events, and the spikes they cause.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {

namespace {

constexpr double width = 980.0, right = 910.0, heading = 26.0;
constexpr double letter = 6.2;  // a mean character at 11 px
constexpr std::size_t longest_name = 16;
constexpr double most_spike_height = 240.0;

struct Layout {
    Scale x;  ///< of seconds
    double left = 0.0;
    std::vector<double> middles;  ///< each channel's mean
    double span = 0.0;            ///< the largest distance of a sample from its channel's mean
    double trace_top = 0.0, trace_pitch = 0.0;
    double event_top = 0.0, event_pitch = 0.0;
    double spike_top = 0.0, spike_pitch = 0.0;  ///< pitch of one drawn row
    std::size_t neurons_a_row = 1;
    double bottom = 0.0;
};

void check(const ExampleTrial& e) {
    if (e.samples.rows() == 0 || e.samples.columns() != e.channels.size())
        throw Error(Fault::format,
                    "report: example: must have samples with one column for each of "
                    "its " +
                        std::to_string(e.channels.size()) + " channels");
    if (!(e.rate_hz > 0.0)) throw Error(Fault::format, "report: example: rate must be above zero");
}

void measure(const ExampleTrial& e, Layout& plan) {
    const std::size_t rows = e.samples.rows();
    plan.middles.assign(e.channels.size(), 0.0);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < e.channels.size(); ++c)
            plan.middles[c] += e.samples.row(i)[c] / static_cast<double>(rows);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < e.channels.size(); ++c)
            plan.span = std::max(plan.span, std::abs(e.samples.row(i)[c] - plan.middles[c]));
    if (plan.span == 0.0) plan.span = 1.0;
}

Layout layout(const ExampleTrial& e) {
    Layout plan;
    measure(e, plan);
    std::size_t longest = 4;
    for (const std::string& name : e.channels)
        longest = std::max(longest, length_of(shortened(name, longest_name)));
    plan.left = 16.0 + letter * static_cast<double>(longest);
    plan.x = {0.0, static_cast<double>(e.samples.rows()) / e.rate_hz, plan.left, right};
    const auto channels = static_cast<double>(e.channels.size());
    const auto neurons = static_cast<double>(std::max<std::size_t>(e.neurons, 1));
    plan.trace_pitch = std::clamp(420.0 / channels, 24.0, 64.0);
    plan.event_pitch = std::clamp(200.0 / channels, 12.0, 18.0);
    plan.spike_pitch = std::clamp(std::floor(most_spike_height / neurons), 2.0, 8.0);
    plan.neurons_a_row =
        static_cast<std::size_t>(std::ceil(neurons * plan.spike_pitch / most_spike_height));
    plan.trace_top = heading;
    plan.event_top = plan.trace_top + channels * plan.trace_pitch + heading + 8.0;
    plan.spike_top = plan.event_top + channels * plan.event_pitch + heading + 8.0;
    plan.bottom =
        e.neurons == 0
            ? plan.spike_top - heading
            : plan.spike_top +
                  std::ceil(neurons / static_cast<double>(plan.neurons_a_row)) * plan.spike_pitch;
    return plan;
}

void draw_time(Svg& svg, const Layout& plan) {
    const bool in_ms = plan.x.high < 10.0;
    for (const double tick : ticks(0.0, plan.x.high, 8)) {
        svg.line({plan.x(tick), plan.trace_top}, {plan.x(tick), plan.bottom}, "grid");
        svg.text({plan.x(tick), plan.bottom + 18.0}, decimal(in_ms ? 1000.0 * tick : tick, 0),
                 "tick middle");
    }
    svg.text({(plan.left + right) / 2.0, plan.bottom + 38.0}, in_ms ? "time (ms)" : "time (s)",
             "label middle");
}

/// How long a value of the signal is: the largest round one below the span.
void draw_scale_bar(Svg& svg, const ExampleTrial& e, const Layout& plan) {
    const double value = ticks(0.0, plan.span, 1).back() > 0.0 ? ticks(0.0, plan.span, 1).back()
                                                               : ticks(0.0, plan.span, 3).back();
    const double length = value / plan.span * plan.trace_pitch / 2.0;
    const double middle = plan.trace_top + plan.trace_pitch / 2.0;
    svg.line({right + 8.0, middle - length / 2.0}, {right + 8.0, middle + length / 2.0}, "bar");
    svg.text({right + 14.0, middle + 4.0}, amount(value) + " " + shortened(e.unit, 8), "small");
}

void draw_traces(Svg& svg, const ExampleTrial& e, const Layout& plan) {
    svg.text({plan.left, plan.trace_top - 10.0}, "EMG, each channel about its mean", "label");
    const Scale x{0.0, static_cast<double>(e.samples.rows()), plan.left, right};
    for (std::size_t c = 0; c < e.channels.size(); ++c) {
        const double middle = plan.trace_top + plan.trace_pitch * (static_cast<double>(c) + 0.5);
        const double half = plan.trace_pitch / 2.0;
        svg.text({plan.left - 8.0, middle + 4.0}, shortened(e.channels[c], longest_name),
                 "small end");
        svg.path(
            trace_path(
                e.samples,
                {c, plan.middles[c], x, {-plan.span, plan.span, middle + half, middle - half}}),
            "trace");
    }
    draw_scale_bar(svg, e, plan);
}

bool inside(const Layout& plan, Time at) { return at >= Time{} && seconds(at) < plan.x.high; }

std::int64_t pixel(const Layout& plan, Time at) { return std::llround(plan.x(seconds(at))); }

/// Gives how many events lie outside the picture.
std::size_t draw_events(Svg& svg, const ExampleTrial& e, const Layout& plan) {
    std::vector<Tick> up, down;
    std::size_t outside = 0;
    for (const Event& event : e.events) {
        if (index(event.channel) >= e.channels.size() || !inside(plan, event.at)) {
            ++outside;
            continue;
        }
        auto& list = event.polarity == Polarity::up ? up : down;
        list.push_back({static_cast<std::int64_t>(index(event.channel)), pixel(plan, event.at)});
    }
    const double half = plan.event_pitch / 2.0;
    svg.text({plan.left, plan.event_top - 10.0}, "Events:", "label");
    svg.text({plan.left + 58.0, plan.event_top - 10.0}, "up", "label up");
    svg.text({plan.left + 80.0, plan.event_top - 10.0}, "down", "label down");
    for (std::size_t c = 0; c < e.channels.size(); ++c) {
        const double middle = plan.event_top + plan.event_pitch * (static_cast<double>(c) + 0.5);
        svg.line({plan.left, middle}, {right, middle}, "grid");
        svg.text({plan.left - 8.0, middle + 3.5}, shortened(e.channels[c], longest_name),
                 "tiny end");
    }
    svg.path(tick_path(std::move(up), {plan.event_top + 2.0, plan.event_pitch, half - 2.0}),
             "tick-up");
    svg.path(tick_path(std::move(down), {plan.event_top + half, plan.event_pitch, half - 2.0}),
             "tick-down");
    return outside;
}

/// Gives how many spikes lie outside the picture.
std::size_t draw_spikes(Svg& svg, const ExampleTrial& e, const Layout& plan) {
    if (e.neurons == 0) return e.spikes.size();
    std::vector<Tick> list;
    std::size_t outside = 0;
    for (const Spike& spike : e.spikes) {
        if (index(spike.neuron) >= e.neurons || !inside(plan, spike.at)) {
            ++outside;
            continue;
        }
        list.push_back({static_cast<std::int64_t>(index(spike.neuron) / plan.neurons_a_row),
                        pixel(plan, spike.at)});
    }
    svg.text({plan.left, plan.spike_top - 10.0},
             "Spikes of " + std::to_string(e.neurons) + (e.neurons == 1 ? " neuron" : " neurons"),
             "label");
    svg.text({plan.left - 8.0, plan.spike_top + 8.0}, "0", "tiny end");
    if (plan.bottom - plan.spike_top > 18.0)
        svg.text({plan.left - 8.0, plan.bottom}, std::to_string(e.neurons - 1), "tiny end");
    svg.rectangle({plan.left, plan.spike_top}, {right - plan.left, plan.bottom - plan.spike_top},
                  "frame");
    svg.path(tick_path(std::move(list),
                       {plan.spike_top, plan.spike_pitch, std::min(plan.spike_pitch, 6.0)}),
             "tick-spike");
    return outside;
}

std::string caption(const ExampleTrial& e, std::size_t outside) {
    std::string text = escape(e.title) + ". " + std::to_string(e.samples.rows()) + " samples at " +
                       escape(plain(e.rate_hz)) + " Hz, " + std::to_string(e.events.size()) +
                       " events, " + std::to_string(e.spikes.size()) +
                       " spikes; ticks on the same pixel are drawn once.";
    if (outside > 0)
        text += " Outside the picture: " + std::to_string(outside) + " events or spikes.";
    return text;
}

}  // namespace

std::string example_trial(const Results& results) {
    if (!results.example) return {};
    const ExampleTrial& e = *results.example;
    check(e);
    const Layout plan = layout(e);
    Svg svg({"example", "EMG, events and spikes of one trial",
             "From top to bottom over one time axis: the signal of each channel, its up and down "
             "events, and the spikes of the network's neurons. " +
                 e.title},
            {width, plan.bottom + 48.0}, 720.0);
    draw_time(svg, plan);
    draw_traces(svg, e, plan);
    const std::size_t outside = draw_events(svg, e, plan) + draw_spikes(svg, e, plan);
    return section("example", "One trial, from muscle to spikes",
                   figure(results, caption(e, outside), std::move(svg).finish()));
}

}  // namespace efferent::report

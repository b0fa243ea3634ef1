// Events and spikes of a simulation, one panel for the input and one for each population that can
// spike.
#include <algorithm>
#include <cmath>

#include "core/random.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/simulation_page.hpp"
#include "snn/dynamics.hpp"
#include "snn/source.hpp"

namespace efferent::report {

namespace {

constexpr double width = 980.0, right = 960.0, left = 56.0;
constexpr double heading = 26.0, gap = 16.0;
constexpr double tallest = 200.0;  // of a panel
constexpr std::size_t most_panels = 24;
constexpr double most_ticks = 50000.0;  // what a browser still draws at once

/// A panel of rows, several of which may share a line.
struct Panel {
    double top = 0.0;
    double pitch = 1.0;
    std::size_t a_line = 1;
    double height = 0.0;

    Panel(double at, std::size_t rows) : top(at) {
        const auto n = static_cast<double>(rows);
        pitch = std::clamp(std::floor(tallest / n), 1.0, 12.0);
        a_line = static_cast<std::size_t>(std::ceil(n * pitch / tallest));
        height = std::ceil(n / static_cast<double>(a_line)) * pitch;
        height = std::max(height, 10.0);
    }
    std::int64_t line(std::size_t row) const { return static_cast<std::int64_t>(row / a_line); }
    Raster raster() const { return {top, pitch, std::max(2.5, std::min(pitch - 1.0, 7.0))}; }
};

bool can_spike(const snn::Population& p) {
    return snn::is_source(p) || make(snn::models(), p.model)->dynamics().spikes();
}

void frame(Svg& svg, const Panel& panel, std::size_t rows, const std::string& title) {
    svg.text({left, panel.top - 9.0}, title, "label");
    svg.rectangle({left, panel.top}, {right - left, panel.height}, "frame");
    svg.text({left - 8.0, panel.top + 8.0}, "0", "tiny end");
    if (panel.height > 18.0)
        svg.text({left - 8.0, panel.top + panel.height}, std::to_string(rows - 1), "tiny end");
}

class RasterPicture {
public:
    explicit RasterPicture(const Simulation& s) : s_(s), by_population_(s.costs.size()) {
        for (const Spike& spike : s.spikes)
            by_population_[index(population_of(s.params.network, spike.neuron))].push_back(spike);
        const auto& populations = s.params.network.populations();
        double top = heading;
        if (!s.params.events.empty()) {
            panels_.push_back({input, Panel(top, s.params.network.channels())});
            top += panels_.back().panel.height + heading + gap;
        }
        for (std::size_t p = 0; p < populations.size(); ++p) {
            const snn::Population& of = populations[static_cast<PopulationId>(p)];
            if (!can_spike(of)) continue;
            if (panels_.size() == most_panels) {
                ++hidden_;
                continue;
            }
            panels_.push_back({p, Panel(top, of.size)});
            top += panels_.back().panel.height + heading + gap;
        }
        bottom_ = top - heading - gap + 4.0;
    }

    bool empty() const { return panels_.empty(); }

    std::string draw() {
        Svg svg({"raster", "Events and spikes over time",
                 "One panel for the input and one for each population; a row is a channel or a "
                 "neuron, a tick an event or a spike."},
                {width, bottom_ + 48.0}, 640.0);
        draw_time_axis(svg, {left, right, heading, bottom_, s_.params.until});
        for (const Place& place : panels_) {
            if (place.population == input)
                draw_events(svg, place.panel);
            else
                draw_spikes(svg, place);
        }
        return std::move(svg).finish();
    }

    std::string caption() const {
        std::string text =
            "A row is a channel or a neuron, a tick an event or a spike; ticks on the same pixel "
            "are drawn once.";
        if (thinned_)
            text +=
                " There are more spikes than a picture can hold: of some populations only a "
                "random part is drawn, as stated above them. spikes.csv has all.";
        if (hidden_ > 0) text += " Populations without a panel: " + std::to_string(hidden_) + ".";
        return text;
    }

private:
    static constexpr std::size_t input = static_cast<std::size_t>(-1);
    struct Place {
        std::size_t population = 0;
        Panel panel;
    };

    std::int64_t pixel(Time at) const {
        return std::llround(TimeAxis{left, right, 0.0, 0.0, s_.params.until}.x(at));
    }

    void draw_events(Svg& svg, const Panel& panel) const {
        std::vector<Tick> up, down;
        const double part =
            std::min(1.0, most_ticks / static_cast<double>(s_.params.events.size()));
        RandomStream random(1, "drawn events");
        for (const Event& e : s_.params.events)
            if (random.uniform() < part)
                (e.polarity == Polarity::up ? up : down)
                    .push_back({panel.line(index(e.channel)), pixel(e.at)});
        const std::size_t channels = s_.params.network.channels();
        frame(svg, panel, channels,
              "input: " + std::to_string(channels) + (channels == 1 ? " channel" : " channels"));
        svg.text({right - 42.0, panel.top - 9.0}, "up", "label end up");
        svg.text({right, panel.top - 9.0}, "down", "label end down");
        svg.path(tick_path(std::move(up), panel.raster()), "tick-up");
        svg.path(tick_path(std::move(down), panel.raster()), "tick-down");
    }

    void draw_spikes(Svg& svg, const Place& place) {
        const auto id = static_cast<PopulationId>(place.population);
        const snn::Population& p = s_.params.network.populations()[id];
        const auto& spikes = by_population_[place.population];
        const double share = most_ticks / static_cast<double>(panels_.size());
        const double part =
            std::min(1.0, share / std::max(1.0, static_cast<double>(spikes.size())));
        std::vector<Tick> list;
        RandomStream random(1, "drawn spikes", place.population);
        for (const Spike& spike : spikes)
            if (random.uniform() < part)
                list.push_back(
                    {place.panel.line(index(spike.neuron) - index(p.first)), pixel(spike.at)});
        std::string title = shortened(p.name, 40) + ": " + std::to_string(p.size) +
                            (p.size == 1 ? " neuron, " : " neurons, ") +
                            decimal(mean_rate_hz(s_, id), 1) + " Hz";
        if (part < 1.0) {
            thinned_ = true;
            title += " (" + percent(part) + " % of its spikes drawn)";
        }
        frame(svg, place.panel, p.size, title);
        svg.path(tick_path(std::move(list), place.panel.raster()), "tick-spike");
    }

    const Simulation& s_;
    std::vector<std::vector<Spike>> by_population_;
    std::vector<Place> panels_;
    std::size_t hidden_ = 0;
    bool thinned_ = false;
    double bottom_ = 0.0;
};

}  // namespace

std::string simulation_raster(const Simulation& simulation) {
    RasterPicture picture(simulation);
    if (picture.empty()) return {};
    const std::string drawn = picture.draw();
    return section("raster-section", "Spikes",
                   "<figure><figcaption>" + unbroken(escape(picture.caption())) +
                       "</figcaption>\n<div class=\"scroll\">" + drawn + "</div></figure>\n");
}

}  // namespace efferent::report

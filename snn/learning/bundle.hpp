// A few trials side by side, forwards and backwards through time: each block of weights is fetched
// once for all of them. Memory is kept from one bundle to the next.
#pragma once

#include <span>
#include <vector>

#include "snn/learning/delays.hpp"
#include "snn/learning/tape.hpp"
#include "snn/learning/trial.hpp"
#include "snn/learning/view.hpp"

namespace efferent::snn::training {

/// How e-prop brings a window's error to hidden neurons: by the weights with which the readout
/// hears them, or by weights drawn once.
enum class Feedback : std::uint8_t { none, symmetric, random };

/// What a pass computes, beside the network.
struct Manner {
    Slope<double> slope;
    bool through_reset = false;
    double slowest =
        0.0;  ///< EventProp: speed of crossing below which spikes count as being this fast
    double fade_ticks = 0.0;  ///< EventProp: e^(−t / this) weighs a window's ticks; 0: all alike
    bool smooth = false;      ///< spikes are the integral of the slope: for validation, in double
    Feedback feedback = Feedback::none;  ///< other than none: by e-prop instead of back in time
    std::uint64_t feedback_seed = 0;
};

/// A network's parameters, and what a tick needs of them.
template <class Real>
struct NetworkView {
    NetworkView(const Plan& of, const Aligned<Real>& values) : plan(of), parameters(values) {
        for (const Layer& layer : of.layers) layers.emplace_back(of, layer, values);
        for (const auto& view : layers) coefficients.push_back(view.coefficients());
        for (const Link& link : of.links) {
            delays.push_back(split_delays(link, values));
            Aligned<Real>& turned = by_class.emplace_back();
            if (link.to != of.layers.size()) continue;
            turned.resize(link.rows * link.stride);
            for (std::size_t i = 0; i < turned.size(); ++i)
                turned[i % link.stride * link.rows + i / link.stride] = values[link.first + i];
        }
    }
    const Plan& plan;
    const Aligned<Real>& parameters;
    std::vector<LayerView<Real>> layers;
    std::vector<Coefficients<Real>> coefficients;       ///< of each
    std::vector<std::vector<SplitDelay<Real>>> delays;  ///< of links whose sources have their own
    std::vector<Aligned<Real>> by_class;  ///< of links to the readout: [class lane][source]
};

enum class Keep : std::uint8_t { scores, tape };

template <class Real>
class Bundle {
public:
    Bundle(const Plan& plan, const Manner& manner);

    /// `trials` must live until backward().
    void forward(std::span<const Trial* const> trials, const NetworkView<Real>& model, Keep keep);

    std::size_t size() const { return trials_.size(); }
    const Trial& trial(std::size_t t) const { return *trials_[t]; }
    /// [window][class], of a trial.
    std::span<const double> scores(std::size_t t) const { return readouts_[t].scores; }
    const Strand<Real>& strand(std::size_t t, std::size_t layer) const {
        return strands_[t * plan_.layers.size() + layer];
    }
    /// How many spikes each neuron of a layer has sent; smooth ones by their size.
    void count(std::size_t t, std::size_t layer, std::vector<double>& counts) const;
    /// What a spike of each neuron of a layer costs by itself: added to what comes back to it. To
    /// be filled, `lanes` long, between forward() and backward(); left empty for none.
    Aligned<Real>& bonus(std::size_t t, std::size_t layer) { return at(t, layer).bonus; }

    /// Adds to `gradient` what the loss's derivatives by the scores, [trial][window][class], come
    /// to; the trials in a fixed order. After a forward() that kept its tape.
    void backward(std::span<const std::vector<double>> by_scores, Aligned<Real>& gradient);

private:
    struct Readout {
        std::vector<double> potential, sum, begun, scores;
        Asked<Real> asked;
        Arrivals<Real> arrived;
    };
    Strand<Real>& at(std::size_t t, std::size_t layer) {
        return strands_[t * plan_.layers.size() + layer];
    }
    void start();
    bool runs(std::size_t t, std::int64_t now) const { return now <= trials_[t]->ticks; }
    void step_layer(std::size_t layer, std::int64_t now);
    StepPlace<Real> step_place(std::size_t t, std::size_t layer, std::int64_t now);
    void follow_readouts(std::int64_t now);
    void read(std::size_t t, std::int64_t now);
    Arrivals<Real>& arrived(std::size_t t, std::size_t to);
    std::size_t arrive(std::size_t t, std::size_t to, bool apart, std::int64_t now);
    template <class F>
    void each_arrival(std::size_t t, const Link& link, std::int64_t now, const F& each) const;

    // Of links whose sources have delays of their own: snn/learning/bundle_delays.cpp.
    std::size_t number(const Link& link) const {
        return static_cast<std::size_t>(&link - plan_.links.data());
    }
    DueList<Real>& due(std::size_t t, const Link& link) {
        return due_[t * plan_.links.size() + number(link)];
    }
    void begin_delayed(std::size_t t);
    void send_delayed(std::size_t t, std::size_t layer, std::int64_t now);
    void gather_delayed(const Link& link, std::int64_t now);
    void grow_delays(std::size_t t, std::size_t to, std::int64_t now, Aligned<Real>& gradient);

    void tick_back(std::size_t layer, std::int64_t now, Aligned<Real>& gradient);
    void gather_layer(std::size_t layer, std::int64_t now);
    void ask_readouts(std::size_t t, std::size_t layer, std::int64_t now);
    void pass_back(std::size_t layer, std::int64_t now);
    void pass_back_events(std::size_t layer, std::int64_t now);
    void grow_into(std::size_t to, std::int64_t now, Aligned<Real>& gradient);
    void grow_neurons(std::size_t t, std::size_t layer, std::int64_t now,
                      Aligned<Real>& gradient) const;
    bool by_events() const { return manner_.slope.shape == Shape::crossing; }
    const Real* adjoint_of(std::size_t t, std::size_t to, std::int64_t now) const;
    const Real* motion_of(std::size_t t, std::size_t to, std::int64_t now) const;

    const Plan& plan_;
    Manner manner_;
    Slope<Real> slope_;
    std::vector<std::int64_t>
        rings_;  ///< of each layer: ticks of adjoints that are still asked for
    std::vector<std::int64_t> longest_;  ///< of each layer: ticks that its spikes are under way
    std::vector<const Trial*> trials_;
    const NetworkView<Real>* model_ = nullptr;
    Keep keep_ = Keep::scores;
    std::vector<Strand<Real>> strands_;  ///< [trial][layer]
    std::vector<Readout> readouts_;      ///< [trial]
    std::vector<DueList<Real>> due_;     ///< [trial][link], of those whose sources have delays
    DelaySlopes<Real> delay_slopes_;
    std::vector<Pair<Real>> pairs_;
    std::vector<Real> sums_;
    Aligned<Real> nothing_;  ///< zeros: the adjoint after a trial's end
    std::vector<double> scratch_;
    std::size_t most_ = 0;  ///< rows that can arrive at a tick
    std::vector<Weighed<Real>> by_class_;
    std::vector<StepPlace<Real>> steps_;
    std::vector<FollowPlace<Real>> follows_;
    std::vector<AdjointPlace<Real>> adjoint_places_;
    std::vector<EventPlace<Real>> event_places_;
    std::vector<GrowPlace<Real>> grows_;
    std::vector<const std::uint32_t*> active_;  ///< [trial]: who asks what comes back
    std::vector<std::size_t> active_count_;
    std::vector<std::uint32_t> lists_;  ///< of them, [trial]
    std::vector<const Real*> adjoints_;
    std::vector<Real*> outs_;
};

/// Calls each(source, times) for what arrives through a link at a tick.
template <class Real>
template <class F>
void Bundle<Real>::each_arrival(std::size_t t, const Link& link, std::int64_t now,
                                const F& each) const {
    if (link.has_own_delays()) {
        for (const Due<Real>& d : due_[t * plan_.links.size() + number(link)].at(now))
            each(d.source, d.times);
        return;
    }
    const std::int64_t sent = now - link.delay;
    if (sent < 0) return;
    if (link.from == from_input) {
        for (const LineCount& l : trials_[t]->sent(sent)) each(l.line, static_cast<Real>(l.times));
        return;
    }
    const Strand<Real>& s = strand(t, link.from);
    const Real* const amplitude =
        manner_.smooth
            ? s.amplitude.data() + static_cast<std::size_t>(sent) * plan_.layers[link.from].lanes
            : nullptr;
    for (const std::uint32_t n : s.spikes_at(sent))
        each(n, amplitude == nullptr ? Real{1} : amplitude[n]);
}

extern template class Bundle<float>;
extern template class Bundle<double>;

}  // namespace efferent::snn::training

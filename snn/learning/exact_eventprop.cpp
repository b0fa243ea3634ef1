#include "snn/learning/exact_eventprop.hpp"

#include <algorithm>
#include <cmath>

#include "snn/neuron.hpp"

namespace efferent::snn::training {
namespace {

/// What happened: an arrival of a row of weights, or a spike.
struct Happening {
    double at_ns = 0.0;
    bool is_spike = false;
    bool is_recurrent = false;
    std::size_t number = 0;      ///< line, or neuron
    std::size_t from_spike = 0;  ///< of a recurrent arrival: which spike sent it
    double speed = 0.0;          ///< of a spike: rest + current − threshold
};

class Exact {
public:
    Exact(const ExactNetwork& network, double end_ns) : n_(network), end_(end_ns) {}

    void forward(std::span<const ExactEvent> events) {
        std::vector<NeuronState> states(n_.size, initial(n_.hidden));
        std::vector<Happening> due;
        for (const ExactEvent& e : events)
            due.push_back(
                {.at_ns = e.at_ns + (n_.input_delay_ns.empty() ? 0.0 : n_.input_delay_ns[e.line]),
                 .number = e.line});
        double now = 0.0;
        for (;;) {
            const auto next = std::ranges::min_element(due, {}, &Happening::at_ns);
            const double until = next == due.end() ? end_ : std::min(end_, next->at_ns);
            std::size_t first = n_.size;
            double soonest = until - now;
            for (std::size_t i = 0; i < n_.size; ++i)
                if (const auto t = next_spike(states[i], n_.hidden, soonest);
                    t && (first == n_.size || *t < soonest)) {
                    soonest = *t;
                    first = i;
                }
            for (NeuronState& s : states) s = later(s, n_.hidden, soonest);
            now += soonest;
            if (first < n_.size) {
                fire(now, first, states[first], due);
            } else if (until < end_) {
                arrive(*next, states);
                due.erase(next);
            } else {
                return;
            }
        }
    }

    /// Softmax of the scores; what the loss asks of an arrival at a readout at its time 0.
    double read(std::size_t label) {
        std::vector<double> scores(n_.classes, 0.0);
        for (const Happening& h : done_)
            if (h.is_spike)
                for (std::size_t c = 0; c < n_.classes; ++c)
                    scores[c] += n_.readout[h.number * n_.classes + c] * left(h.at_ns);
        const double top = *std::ranges::max_element(scores);
        double sum = 0.0;
        for (const double s : scores) sum += std::exp(s - top);
        by_score_.clear();
        for (std::size_t c = 0; c < n_.classes; ++c)
            by_score_.push_back(std::exp(scores[c] - top) / sum - (c == label ? 1.0 : 0.0));
        return std::log(sum) - (scores[label] - top);
    }

    void backward(ExactGradient& g) {
        std::vector<double> dv(n_.size, 0.0), di(n_.size, 0.0), by_time(done_.size(), 0.0);
        double now = end_;
        for (std::size_t k = done_.size(); k-- > 0;) {
            const Happening& h = done_[k];
            fade(now - h.at_ns, dv, di);
            now = h.at_ns;
            if (!h.is_spike) {
                take_arrival(h, dv, di, by_time, g);
                continue;
            }
            double later = by_time[k];
            for (std::size_t c = 0; c < n_.classes; ++c) {
                const std::size_t place = h.number * n_.classes + c;
                g.readout[place] += by_score_[c] * left(h.at_ns);
                later += by_score_[c] * n_.readout[place] * left_by_time(h.at_ns);
            }
            const Dynamics& d = n_.hidden;
            double& a = dv[h.number];
            a += (a * (d.threshold - d.v_reset) - later * d.membrane_ns) / h.speed;
        }
    }

    std::size_t spikes() const {
        return static_cast<std::size_t>(std::ranges::count_if(done_, &Happening::is_spike));
    }

private:
    void fire(double now, std::size_t neuron, NeuronState& state, std::vector<Happening>& due) {
        const double speed =
            n_.hidden.rest + state.excitatory + state.inhibitory - n_.hidden.threshold;
        done_.push_back({.at_ns = now, .is_spike = true, .number = neuron, .speed = speed});
        spike(state, n_.hidden);
        if (!n_.recurrent.empty() && now + n_.recurrent_delay_ns[neuron] < end_)
            due.push_back({.at_ns = now + n_.recurrent_delay_ns[neuron],
                           .is_recurrent = true,
                           .number = neuron,
                           .from_spike = done_.size() - 1});
    }

    const std::vector<double>& weights(const Happening& h) const {
        return h.is_recurrent ? n_.recurrent : n_.input;
    }

    void arrive(const Happening& h, std::vector<NeuronState>& states) {
        done_.push_back(h);
        for (std::size_t i = 0; i < n_.size; ++i) {
            const double w = weights(h)[h.number * n_.size + i];
            receive(states[i], n_.hidden, {std::max(w, 0.0), std::min(w, 0.0)});
        }
    }

    /// The adjoint of the free neuron, which is linear: later()'s own factors.
    void fade(double ns, std::vector<double>& dv, std::vector<double>& di) const {
        const double m = n_.hidden.membrane_ns, s = n_.hidden.excitatory_ns;
        const double keep_v = std::exp(-ns / m), keep_i = std::exp(-ns / s);
        const double moved = s / (s - m) * (keep_i - keep_v);
        for (std::size_t i = 0; i < n_.size; ++i) {
            di[i] = di[i] * keep_i + dv[i] * moved;
            dv[i] *= keep_v;
        }
    }

    void take_arrival(const Happening& h, const std::vector<double>& dv,
                      const std::vector<double>& di, std::vector<double>& by_time,
                      ExactGradient& g) const {
        auto& into = h.is_recurrent ? g.recurrent : g.input;
        double later = 0.0;  // what the loss changes by if this arrives later
        for (std::size_t i = 0; i < n_.size; ++i) {
            const std::size_t place = h.number * n_.size + i;
            into[place] += di[i];
            later += weights(h)[place] *
                     (di[i] / n_.hidden.excitatory_ns - dv[i] / n_.hidden.membrane_ns);
        }
        (h.is_recurrent ? g.recurrent_delay : g.input_delay)[h.number] += later;
        if (h.is_recurrent) by_time[h.from_spike] += later;
    }

    /// What an arrival of 1 leaves in the mean over [0, end), and its derivative by its time.
    double left(double at) const {
        return -std::expm1(-(end_ - at) / n_.readout_ns) * n_.readout_ns / end_;
    }
    double left_by_time(double at) const { return -std::exp(-(end_ - at) / n_.readout_ns) / end_; }

    const ExactNetwork& n_;
    double end_;
    std::vector<Happening> done_;
    std::vector<double> by_score_;
};

}  // namespace

ExactGradient exact_eventprop(const ExactNetwork& network, std::span<const ExactEvent> events,
                              double end_ns, std::size_t label) {
    Exact exact(network, end_ns);
    ExactGradient g;
    g.input.resize(network.input.size());
    g.recurrent.resize(network.recurrent.size());
    g.readout.resize(network.readout.size());
    g.recurrent_delay.resize(network.size);
    g.input_delay.resize(network.input.size() / network.size);
    exact.forward(events);
    g.loss = exact.read(label);
    g.spikes = exact.spikes();
    exact.backward(g);
    return g;
}

}  // namespace efferent::snn::training

// Counts, tick by tick, times figures.
#include "hw/map/cost.hpp"

#include <algorithm>

#include "hw/map/listeners.hpp"
#include "hw/odin/queue.hpp"

namespace efferent::hw {
namespace {

std::optional<double> known(const Known& k) {
    if (!k) return {};
    return k->value;
}

/// What one core does in one tick, or all of them in all ticks.
struct Work {
    std::uint64_t synapses = 0, updates = 0, spikes = 0, out = 0, in = 0;
    void add(const Work& o) {
        synapses += o.synapses;
        updates += o.updates;
        spikes += o.spikes;
        out += o.out;
        in += o.in;
    }
};

/// The cores that hear each net, side by side.
struct Hearing {
    std::vector<std::size_t> offsets{0};
    std::vector<Listener> listeners;
    Hearing(const Traffic& t, const Partition& p) {
        Listeners scratch(p);
        for (std::size_t s = 0; s < t.nets(); ++s) {
            const auto cores = scratch.of(t.net(s));
            listeners.insert(listeners.end(), cores.begin(), cores.end());
            offsets.push_back(listeners.size());
        }
    }
    std::span<const Listener> of(std::size_t net) const {
        return std::span(listeners).subspan(offsets[net], offsets[net + 1] - offsets[net]);
    }
};

/// Nanoseconds of each kind of work; 0 where unknown, which `missing` of the estimate says.
struct Times {
    double synapse, update, spike, out, in, x, y, tick;
    explicit Times(const Costs& c)
        : synapse(of(c.synapse)),
          update(of(c.update)),
          spike(of(c.spike)),
          out(of(c.axon_out)),
          in(of(c.axon_in)),
          x(of(c.hop_x)),
          y(of(c.hop_y)),
          tick(of(c.tick)) {}
    static double of(const Cost& c) { return c.time_ns ? c.time_ns->value : 0.0; }
    double of(const Work& w) const {
        return synapse * static_cast<double>(w.synapses) + update * static_cast<double>(w.updates) +
               spike * static_cast<double>(w.spikes) + out * static_cast<double>(w.out) +
               in * static_cast<double>(w.in);
    }
};

class Ticks {
public:
    Ticks(const Traffic& t, const Partition& p, std::span<const std::uint32_t> tile,
          const std::optional<Grid>& grid, const Chip& chip)
        : t_(t),
          p_(p),
          tile_(tile),
          grid_(grid),
          times_(chip.costs),
          queue_(chip.limits.queue),
          hearing_(t, p),
          idle_(p.cores) {
        for (const std::uint32_t core : p.core)
            if (core != no_core) ++idle_[core].updates;
        now_ = idle_;
    }

    void run() {
        for (std::size_t b = 0; b < t_.bursts.size(); ++b) {
            std::ranges::copy(idle_, now_.begin());
            farthest_ns_ = 0.0;
            for (const std::uint32_t net : t_.burst(b)) send(net);
            end_tick(b);
        }
        const auto silent = static_cast<std::uint64_t>(t_.ticks) - t_.bursts.size();
        for (const Work& core : idle_) all_.updates += core.updates * silent;
        if (t_.bursts.empty() && t_.ticks > 0) {
            std::ranges::copy(idle_, now_.begin());
            slowest_of_tick(0);
        }
    }

    const Work& all() const { return all_; }
    std::uint64_t hops_x() const { return hops_x_; }
    std::uint64_t hops_y() const { return hops_y_; }
    const QueueLoss& lost() const { return lost_; }
    const SlowestTick& slowest() const { return slowest_; }
    double slowest_ns() const { return slowest_ns_; }

private:
    void send(std::uint32_t net) {
        const std::uint32_t home = net < t_.neurons ? p_.core[net] : no_core;
        if (home != no_core) ++now_[home].spikes;
        for (const Listener& l : hearing_.of(net)) {
            now_[l.core].synapses += l.synapses;
            if (l.core == home) continue;
            ++now_[l.core].in;
            if (home == no_core) continue;
            ++now_[home].out;
            if (!grid_) continue;
            const Hops h = hops_between(*grid_, tile_[home], tile_[l.core]);
            hops_x_ += h.x;
            hops_y_ += h.y;
            farthest_ns_ = std::max(farthest_ns_, times_.x * h.x + times_.y * h.y);
        }
    }
    void end_tick(std::size_t burst) {
        for (std::uint32_t c = 0; c < p_.cores; ++c) {
            all_.add(now_[c]);
            if (queue_) lose(c, burst);
        }
        slowest_of_tick(t_.bursts[burst].tick);
    }
    /// How many of a tick's events and spikes reach a neuron of the core that fires in it.
    std::uint64_t waves(std::uint32_t core, std::size_t burst) const {
        const auto sent = t_.burst(burst);
        std::vector<char> fires(t_.neurons, 0);
        for (const std::uint32_t net : sent)
            if (net < t_.neurons && p_.core[net] == core) fires[net] = 1;
        return static_cast<std::uint64_t>(std::ranges::count_if(sent, [&](std::uint32_t net) {
            return std::ranges::any_of(t_.net(net),
                                       [&](const Pin& pin) { return fires[pin.neuron] != 0; });
        }));
    }
    void lose(std::uint32_t number, std::size_t burst) {
        const Work& core = now_[number];
        const auto queue = static_cast<std::size_t>(queue_->value);
        if (core.spikes < queue) return;
        const odin::Drops drops = odin::predicted_drops(core.spikes, waves(number, burst), queue);
        lost_.least += drops.least;
        lost_.most += drops.most;
        if (drops.most == 0 || core.spikes <= lost_.burst) return;
        lost_.burst = core.spikes;
        lost_.handled = core.spikes - drops.most;
        lost_.tick = t_.bursts[burst].tick;
    }
    void slowest_of_tick(std::int64_t tick) {
        double longest = 0.0;
        std::uint32_t slowest = 0;
        std::uint64_t messages = 0;
        for (std::uint32_t c = 0; c < p_.cores; ++c) {
            const double ns = times_.of(now_[c]);
            messages += now_[c].out;
            if (ns > longest) longest = ns, slowest = c;
        }
        const double ns = longest + farthest_ns_ + times_.tick;
        if (ns <= slowest_ns_) return;
        slowest_ns_ = ns;
        slowest_ = {{}, tick, slowest, messages};
    }

    const Traffic& t_;
    const Partition& p_;
    std::span<const std::uint32_t> tile_;
    const std::optional<Grid>& grid_;
    Times times_;
    const Known& queue_;
    Hearing hearing_;
    std::vector<Work> idle_, now_;  // by core
    Work all_;
    std::uint64_t hops_x_ = 0, hops_y_ = 0;
    double farthest_ns_ = 0.0, slowest_ns_ = -1.0;
    SlowestTick slowest_;
    QueueLoss lost_;
};

double whole(std::uint64_t n) { return static_cast<double>(n); }

Term term(const char* name, std::optional<double> count, const Cost& cost) {
    return {name, count, known(cost.energy_pj), known(cost.time_ns)};
}

/// Count times `each` of one, summed.
Estimate sum(const std::vector<Term>& terms, std::optional<double> Term::*each) {
    Estimate e;
    for (const Term& t : terms) {
        if (!t.counts()) continue;
        if (!t.count || !(t.*each))
            e.missing.push_back(t.name);
        else
            e.value = e.value.value_or(0.0) + *t.count * *(t.*each);
    }
    return e;
}

RealTime verdict(const Estimate& ns, Duration tick) {
    if (!ns.value) return RealTime::unknown;
    if (*ns.value > static_cast<double>(tick.count())) return RealTime::misses;
    return ns.missing.empty() ? RealTime::meets : RealTime::meets_by_what_is_known;
}

}  // namespace

MappedCost cost_of(const Traffic& t, const Partition& p, std::span<const std::uint32_t> tile,
                   const std::optional<Grid>& grid, const Chip& chip) {
    Ticks ticks(t, p, tile, grid, chip);
    ticks.run();
    const Work& w = ticks.all();
    const Costs& c = chip.costs;
    const auto hops = [&](std::uint64_t n) -> std::optional<double> {
        if (!grid && w.out > 0) return {};
        return whole(n);
    };
    MappedCost m;
    m.terms = {term("weights added", whole(w.synapses), c.synapse),
               term("neurons moved on by a tick", whole(w.updates), c.update),
               term("spikes", whole(w.spikes), c.spike),
               term("messages sent to other cores", whole(w.out), c.axon_out),
               term("messages taken in", whole(w.in), c.axon_in),
               term("links along x", hops(ticks.hops_x()), c.hop_x),
               term("links along y", hops(ticks.hops_y()), c.hop_y),
               term("ticks agreed on", static_cast<double>(t.ticks), c.tick)};
    m.slowest = ticks.slowest();
    m.slowest.ns = sum(m.terms, &Term::time_ns);
    if (m.slowest.ns.value) m.slowest.ns.value = ticks.slowest_ns();
    m.real_time = verdict(m.slowest.ns, t.tick);
    constexpr double pj_a_mw_second = 1e9;
    Term idle{"seconds of the chip doing nothing", t.seconds(), {}, {}};
    if (c.static_mw) idle.energy_pj = c.static_mw->value * pj_a_mw_second;
    m.terms.push_back(idle);
    m.energy_pj = sum(m.terms, &Term::energy_pj);
    m.error = known(c.error);
    if (chip.limits.queue) m.lost = ticks.lost();
    return m;
}

}  // namespace efferent::hw

// A fixed tick under a named update rule, as training and chips have it: docs/semantics.md,
// "Ticks".
#include <cmath>

#include "core/error.hpp"
#include "snn/engine/windowed.hpp"

namespace efferent::snn {
namespace {

struct ClockedParams {
    Duration tick = 1ms;
    std::string decay = "exact";
    std::string order = "voltage_first";
    std::string crossing = "on_tick";
    std::int64_t block_neurons = 0;
};

void describe(Fields& field, ClockedParams& p) {
    field("tick_ms", p.tick, "time from tick to tick");
    field("decay", p.decay, "\"exact\" (exponential) or \"euler\"");
    field("order", p.order,
          "\"voltage_first\": the potential is moved by the currents of the tick before; "
          "\"current_first\": by those of this tick");
    field("crossing", p.crossing,
          "when a refractory period begins: \"on_tick\", or \"interpolated\" between two");
    field("block_neurons", p.block_neurons,
          "neurons that a thread works on at a time, 0 for what suits; changes no result");
    field.require(p.tick > 0ns && p.tick <= 1s, "tick_ms", "must be above zero, at most 1000");
    field.require(p.decay == "exact" || p.decay == "euler", "decay",
                  "must be \"exact\" or \"euler\"");
    field.require(p.order == "voltage_first" || p.order == "current_first", "order",
                  "must be \"voltage_first\" or \"current_first\"");
    field.require(p.crossing == "on_tick" || p.crossing == "interpolated", "crossing",
                  "must be \"on_tick\" or \"interpolated\"");
    field.require(p.block_neurons >= 0 && p.block_neurons <= 65536, "block_neurons",
                  "must be from 0 to 65536");
}

/// Nothing is rounded to ticks in silence.
void require_whole(double ns, Duration tick, const std::string& what) {
    const double ticks = ns / static_cast<double>(tick.count());
    if (ticks == std::floor(ticks)) return;
    throw Error(Fault::unsupported, what + " of " + exact(ns / 1e6) +
                                        " ms is not a whole number of ticks of " +
                                        exact(milliseconds(tick)) + " ms");
}

/// A step of Euler must not overshoot.
void require_slow(double tau_ns, Duration tick, const std::string& what) {
    if (static_cast<double>(tick.count()) <= tau_ns) return;
    throw Error(Fault::unsupported,
                what + " of " + exact(tau_ns / 1e6) +
                    " ms is shorter than a tick, which decay \"euler\" cannot do");
}

/// A current that follows its potential must not swing ever further from tick to tick: the matrix
/// of a tick has its eigenvalues within the unit circle if 1 + trace + determinant > 0.
void require_calm(const Dynamics& d, const ClockedParams& params, const std::string& where) {
    if (d.has_closed_form()) return;
    const auto keep = [&](double tau_ns) {
        const double x = static_cast<double>(params.tick.count()) / tau_ns;
        return params.decay == "exact" ? std::exp(-x) : 1.0 - x;
    };
    const double v = keep(d.membrane_ns), u = keep(d.adaptation_ns);
    if ((1.0 + v) * (1.0 + u) > (1.0 - v) * (1.0 - u) * d.coupling) return;
    throw Error(Fault::unsupported, where + "a coupling of " + exact(d.coupling) +
                                        " swings ever further with ticks of " +
                                        exact(milliseconds(params.tick)) + " ms");
}

void check(const Windowed& made, const ClockedParams& params) {
    for (std::uint32_t id = 0; id < made.store.rows(); ++id) {
        const RowInfo& row = made.store.row(id);
        require_whole(static_cast<double>(row.delay_ns), params.tick,
                      "projection " + std::to_string(row.projection) + ": a delay");
    }
    for (std::size_t p = 0; p < made.dynamics.size(); ++p) {
        const std::string where = "population \"" +
                                  made.network.populations()[static_cast<PopulationId>(p)].name +
                                  "\": ";
        for (const Dynamics& d : made.dynamics[p]) {
            require_whole(d.refractory_ns, params.tick, where + "a refractory period");
            require_calm(d, params, where);
            if (params.decay != "euler") continue;
            require_slow(d.membrane_ns, params.tick, where + "a time constant");
            require_slow(d.excitatory_ns, params.tick, where + "a time constant");
            require_slow(d.inhibitory_ns, params.tick, where + "a time constant");
            require_slow(d.adaptation_ns, params.tick, where + "a time constant");
        }
    }
}

class ClockedProgram final : public Program {
public:
    ClockedProgram(const Network& network, const ClockedParams& params) {
        auto made =
            std::make_shared<Windowed>(network, static_cast<std::size_t>(params.block_neurons));
        check(*made, params);
        const TickRule rule{params.tick.count(), params.decay == "exact",
                            params.order == "current_first", params.crossing == "interpolated"};
        made->tick_ns = rule.tick_ns;
        made->window_ns = std::max(rule.tick_ns, made->window_ns / rule.tick_ns * rule.tick_ns);
        made->make_block = [rule](const BlockPlan& plan) { return clocked_block(plan, rule); };
        made->report +=
            "ticks of " + exact(milliseconds(params.tick)) + " ms, in single precision\n";
        windowed_ = std::move(made);
    }

    using Program::start;
    std::unique_ptr<Session> start(const Setup& setup) const override {
        return start_windowed(windowed_, setup);
    }
    std::string report() const override { return windowed_->report; }

private:
    std::shared_ptr<const Windowed> windowed_;
};

class Clocked final : public Backend {
public:
    using Params = ClockedParams;
    explicit Clocked(const Params& params) : params_(params) {}
    std::shared_ptr<const Program> compile(const Network& network) const override {
        return std::make_shared<ClockedProgram>(network, params_);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Backend> part_clocked =
    part<Backend, Clocked>("clocked", "a fixed tick under a named update rule, fast");

}  // namespace efferent::snn

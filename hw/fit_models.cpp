// Checks of what a chip computes: delays and refractory periods in ticks, neuron models.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/chip_neurons.hpp"
#include "hw/computed.hpp"
#include "hw/fit_checks.hpp"
#include "snn/source.hpp"

namespace efferent::hw {
namespace {

double in_ticks(double ns, Duration tick) { return ns / static_cast<double>(tick.count()); }

/// Whether its spikes come from outside the chip, where they wait as long as they must.
bool from_outside(const snn::Network& network, const snn::Projection& p) {
    const auto* from = std::get_if<PopulationId>(&p.from);
    return from == nullptr || snn::is_source(network.populations()[*from]);
}

void check_delays(const FitQuestion& q, Findings& findings) {
    double longest = 0.0, odd = 0.0;
    std::string where_longest = "network", where_odd;
    snn::Row row;
    for (const snn::Projection& p : q.network.projections()) {
        if (from_outside(q.network, p)) continue;
        for (std::size_t s = 0; s < sources_of(q.network, p.from); ++s) {
            snn::row_of(p.synapses, s, row);
            for (std::size_t k = 0; k < row.targets.size(); ++k) {
                if (row.weights[k] == 0.0F) continue;
                const Duration d = row.delays.empty() ? p.delay.of(s) : row.delays[k];
                const double ticks = in_ticks(static_cast<double>(d.count()), q.tick);
                if (ticks > longest) {
                    longest = ticks;
                    where_longest = "projection from " + name_of(q.network, p);
                }
                if (ticks != std::floor(ticks) && where_odd.empty()) {
                    odd = ticks;
                    where_odd = "projection from " + name_of(q.network, p);
                }
            }
        }
    }
    if (!where_odd.empty())
        findings.add({.limit = "delay_ticks",
                      .where = where_odd,
                      .needed = odd,
                      .available = std::max(1.0, std::round(odd)),
                      .source = "a chip of ticks delays by whole ones",
                      .outcome = Outcome::repairable,
                      .sentence = "round delays to whole ticks, or take a shorter tick"});
    const Known most = longest_delay(q.chip);
    const bool relays = most && most->value >= 1.0;
    if (longest <= 1.0) longest = 0.0;  // the way itself takes as long
    findings.check("delay_ticks", where_longest, longest, most, Outcome::repairable,
                   relays ? "pass its spikes on by relay neurons, which changes no spike"
                          : "shorten the delays to a tick, and train on with these");
}

void check_refractory(const FitQuestion& q, Findings& findings) {
    double longest = 0.0;
    std::string where = "network";
    for (const snn::Population& p : q.network.populations()) {
        if (snn::is_source(p)) continue;
        for (const snn::Dynamics& d : snn::dynamics_of(p)) {
            const double ticks = in_ticks(d.refractory_ns, q.tick);
            if (ticks <= longest) continue;
            longest = ticks;
            where = "population \"" + p.name + "\"";
        }
    }
    findings.check("refractory_ticks", where, longest, q.chip.limits.refractory_ticks,
                   Outcome::broken, "train with a refractory period that the chip has");
}

}  // namespace

void check_times(const FitQuestion& q, Findings& findings) {
    check_delays(q, findings);
    check_refractory(q, findings);
}

void check_models(const FitQuestion& q, Findings& findings) {
    if (!q.arithmetic) {
        findings.add({.limit = "model",
                      .where = "network",
                      .source = "no part of hw/arithmetics computes as this chip does",
                      .outcome = Outcome::unknown,
                      .sentence = "whether its neurons are those of the network is for its own "
                                  "software to say"});
        return;
    }
    const Registers registers = q.arithmetic->registers(q.chip);
    for (const snn::Population& p : q.network.populations()) {
        std::vector<std::string> changes;
        Finding f{.limit = "model",
                  .where = "population \"" + p.name + "\"",
                  .source = "hw/arithmetics, " + q.chip.arithmetic.type()};
        try {
            (void)chip_neurons(p, *q.arithmetic, registers, q.tick, changes);
        } catch (const Error& e) {
            if (e.fault() != Fault::unsupported) throw;
            f.outcome = Outcome::broken;
            f.sentence = e.what();
        }
        findings.add(std::move(f));
    }
}

}  // namespace efferent::hw

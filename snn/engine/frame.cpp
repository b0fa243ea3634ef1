// Exponentials once a hit, not once a synapse.
#include "snn/engine/frame.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::snn {
namespace {

constexpr double most_alike = 0.02;  // |τ / membrane − 1| below which κ would cost two digits

bool apart(double tau_ns, const Dynamics& d) {
    return tau_ns < Dynamics::never && std::abs(tau_ns / d.membrane_ns - 1.0) > most_alike;
}

double kappa(double tau_ns, double membrane_ns) { return tau_ns / (tau_ns - membrane_ns); }

}  // namespace

Frame::Frame(const Dynamics& d, double window)
    : input(d.input),
      window_ns(window),
      steps_a_ns(DecayTable::steps / window),
      ns_a_step(window / DecayTable::steps),
      membrane(d.membrane_ns, window),
      fastest_rate(membrane.rate()) {
    if (d.has_current()) {
        excitatory = DecayTable(d.excitatory_ns, window);
        inhibitory = DecayTable(d.inhibitory_ns, window);
        one_synapse = d.excitatory_ns == d.inhibitory_ns;
        kappa_p = kappa(d.excitatory_ns, d.membrane_ns);
        kappa_n = kappa(d.inhibitory_ns, d.membrane_ns);
        current_p = 1.0 / kappa_p;
        current_n = 1.0 / kappa_n;
        fastest_rate = std::max({fastest_rate, excitatory.rate(), inhibitory.rate()});
    }
    end = instant(window);
}

bool suits_frame(std::span<const Dynamics> dynamics) {
    const Dynamics& d = dynamics.front();
    if (!d.leaks() || d.membrane_ns < 1e4) return false;
    if (d.has_current() && !(apart(d.excitatory_ns, d) && apart(d.inhibitory_ns, d))) return false;
    return std::ranges::all_of(dynamics, [&](const Dynamics& other) {
        return !other.adapts() && other.membrane_ns == d.membrane_ns &&
               other.excitatory_ns == d.excitatory_ns && other.inhibitory_ns == d.inhibitory_ns;
    });
}

double longest_window_ns(const Dynamics& d) {
    double fastest = d.membrane_ns;
    if (d.has_current()) fastest = std::min({fastest, d.excitatory_ns, d.inhibitory_ns});
    return 2.0 * fastest;
}

std::uint64_t time_hits(const Frame* frame, const SynapseStore& store, std::span<const Hit> hits,
                        std::vector<TimedHit>& timed) {
    timed.clear();
    std::uint64_t deliveries = 0;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const RowInfo& row = store.row(hits[i].row());
        deliveries += row.size;
        if (i > 0 && hits[i] == hits[i - 1]) {
            timed.back().times += 1.0;
            continue;
        }
        TimedHit& t = timed.emplace_back();
        t.offset_ns = hits[i].offset_ns();
        t.row = row.local;
        t.projection = row.projection;
        t.sign = row.sign;
        if (frame == nullptr) continue;
        t.instant.at = hits[i].offset_ns();
        const TablePlace place =
            DecayTable::place(t.instant.at, frame->steps_a_ns, frame->ns_a_step);
        const DecayTable::Both a = frame->membrane.both(place);
        t.rise_a = a.rise;
        t.instant.fall_a = a.fall;
        if (!frame->has_current()) continue;
        const DecayTable::Both p = frame->excitatory.both(place);
        const DecayTable::Both n = frame->one_synapse ? p : frame->inhibitory.both(place);
        t.rise_s = frame->moves_n(row.sign) ? n.rise : p.rise;
        t.instant.fall_p = p.fall;
        t.instant.fall_n = n.fall;
    }
    return deliveries;
}

}  // namespace efferent::snn

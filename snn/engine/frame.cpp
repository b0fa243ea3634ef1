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
    : input(d.input), window_ns(window), membrane(d.membrane_ns, window) {
    if (!d.has_current()) return;
    excitatory = DecayTable(d.excitatory_ns, window);
    inhibitory = DecayTable(d.inhibitory_ns, window);
    kappa_p = kappa(d.excitatory_ns, d.membrane_ns);
    kappa_n = kappa(d.inhibitory_ns, d.membrane_ns);
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

void time_hits(const Frame* frame, const SynapseStore& store, std::span<const Hit> hits,
               std::vector<TimedHit>& timed) {
    timed.clear();
    for (std::size_t i = 0; i < hits.size(); ++i) {
        if (i > 0 && hits[i] == hits[i - 1]) {
            timed.back().times += 1.0;
            continue;
        }
        const RowInfo& row = store.row(hits[i].row);
        TimedHit& t = timed.emplace_back();
        t.offset_ns = hits[i].offset_ns;
        t.row = hits[i].row - store.projection(row.projection).first_row;
        t.projection = row.projection;
        t.inhibitory = row.inhibitory;
        if (frame == nullptr) continue;
        const double x = hits[i].offset_ns;
        t.rise_a = frame->membrane.rise(x);
        t.fall_a = frame->membrane.fall(x);
        if (!frame->has_current()) continue;
        t.rise_s = (row.inhibitory ? frame->inhibitory : frame->excitatory).rise(x);
        t.fall_p = frame->excitatory.fall(x);
        t.fall_n = frame->inhibitory.fall(x);
    }
}

}  // namespace efferent::snn

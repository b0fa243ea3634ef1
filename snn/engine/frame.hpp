// What all neurons of a population share in the frame of a window: time constants, and the hits of
// the window with their exponentials. docs/engine.md, "A window".
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "snn/dynamics.hpp"
#include "snn/engine/decay_table.hpp"
#include "snn/engine/row_queue.hpp"
#include "snn/engine/synapse_store.hpp"

namespace efferent::snn {

/// A time in the window, and how much has fallen by then.
struct Instant {
    double at = 0.0;  ///< in ns from the window's begin
    double fall_a = 1.0;
    double fall_p = 1.0;
    double fall_n = 1.0;
};

/// v − rest = a + p + n, with p = κ · excitatory, κ = τ / (τ − membrane), and so for n.
struct Frame {
    Input input = Input::potential;
    double window_ns = 0.0;
    double steps_a_ns = 0.0;
    double ns_a_step = 0.0;
    DecayTable membrane;
    DecayTable excitatory;
    DecayTable inhibitory;
    bool one_synapse = false;  ///< both currents fall alike, and are p; n stays 0
    double kappa_p = 1.0;
    double kappa_n = 1.0;
    double current_p = 1.0;  ///< 1 / κ
    double current_n = 1.0;
    double fastest_rate = 0.0;  ///< in 1 / ns
    Instant end;

    Frame(const Dynamics& d, double window);
    bool has_current() const { return input == Input::current; }
    /// Whether a row of this sign moves n rather than p.
    bool moves_n(Sign sign) const { return sign == Sign::inhibitory && !one_synapse; }
    Instant instant(double at_ns) const {
        const TablePlace place = DecayTable::place(at_ns, steps_a_ns, ns_a_step);
        Instant i{at_ns, membrane.fall(place), 1.0, 1.0};
        if (!has_current()) return i;
        i.fall_p = excitatory.fall(place);
        i.fall_n = one_synapse ? i.fall_p : inhibitory.fall(place);
        return i;
    }
};

/// Whether all neurons share time constants that suit a frame: a leak, no adaptation, nothing so
/// fast or so alike that single precision would suffer.
bool suits_frame(std::span<const Dynamics> dynamics);
/// The longest window in which a frame keeps its precision.
double longest_window_ns(const Dynamics& d);

/// One instant's arrival of one row, or of several equal ones.
struct TimedHit {
    std::uint32_t offset_ns = 0;
    std::uint32_t row = 0;  ///< within its projection
    std::uint16_t projection = 0;
    Sign sign = Sign::excitatory;
    double times = 1.0;
    double rise_a = 1.0;  ///< e^(offset / membrane)
    double rise_s = 1.0;  ///< of the row's own current
    Instant instant;
};

/// Overwrites `timed` with the hits of a population, equal ones made one; without exponentials
/// where there is no frame. Gives how many synapses they have.
std::uint64_t time_hits(const Frame* frame, const SynapseStore& store, std::span<const Hit> hits,
                        std::vector<TimedHit>& timed);

}  // namespace efferent::snn

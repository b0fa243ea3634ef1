// Filters that follow a signal whose action potentials change slowly, as when electrodes move.
#pragma once

#include <cstdint>
#include <vector>

#include "core/signal.hpp"
#include "core/table.hpp"
#include "decoders/motor_units/unit_filter.hpp"

namespace efferent::motor_units {

struct AdaptParams {
    double time_s = 0.0;    ///< over which filters follow; 0: they stay
    double period_s = 1.0;  ///< from one change of the filters to the next
};

/// Keeps C, the covariance of the extended signal, and for each unit m, the mean of x̃ at its
/// discharges, both forgotten exponentially with `time_s`; each `period_s` a filter becomes
/// C⁻¹ m / √(mᵀC⁻¹m), as the decomposition makes it (Holobar & Zazula 2007), and its two classes
/// are scaled by what the change does to heights of discharges and to the power of the source.
/// Nothing changes in the first `time_s`, nor for a unit with a weight of fewer than 10 discharges.
/// What happens depends on samples alone, not on how they are cut.
class Adaptation {
public:
    /// Error{config} for times below zero, or a period shorter than 4 samples for each number of a
    /// filter.
    Adaptation(const StreamFilters& filters, const AdaptParams& params);

    /// Samples from now to the next change, one at least.
    std::size_t until_change() const { return reach_ + period_ - rows(); }
    /// The next samples, filtered, not more than until_change().
    void keep(SignalView samples);
    /// `back` samples before the next one.
    void discharge(std::size_t unit, std::size_t back);
    /// Whether it is time, and if so changes `units`.
    bool change(std::vector<UnitFilter>& units);

private:
    std::size_t rows() const { return kept_.size() / channels_; }
    void forget_and_add();

    Hertz rate_;
    std::size_t channels_, extension_, reach_, period_;
    double keeps_;             ///< part of what was known that is kept over a period
    double patience_;          ///< periods before the first change
    std::vector<float> kept_;  ///< the last `reach_` samples before the period, then the period
    std::vector<std::vector<std::size_t>> discharges_;  ///< rows of kept_
    Table covariance_;
    double covariance_weight_ = 0.0;
    double periods_ = 0.0;
    Table sums_;  ///< of x̃ at discharges, one row for each unit
    std::vector<double> weights_;
};

}  // namespace efferent::motor_units

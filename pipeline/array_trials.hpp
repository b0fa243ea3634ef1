// One array's motor units: found task by task, then told from one another over all tasks.
#pragma once

#include <vector>

#include "core/monitor.hpp"
#include "pipeline/motor_unit_bank.hpp"

namespace efferent {

/// A motor unit of the trials that were decomposed, with its filter against all of them.
struct ArrayUnit {
    motor_units::UnitFilter filter;
    double silhouette = 0.0;
    std::vector<std::size_t> pulses;
    std::vector<Time> discharges;  ///< the times of the pulses
};

/// The channels of one array in trials in the order of their tasks, band-passed one by one, one
/// after the other.
class ArrayTrials {
public:
    /// Channels [first, first + params.array_channels); `params` lives longer.
    ArrayTrials(std::span<const LabelledSignal> trials, std::size_t first,
                const BankParams& params);

    std::size_t tasks() const { return begins_.size() - 1; }
    /// Pulses of the units of one task, decomposed by itself, counted from the task's begin; kept
    /// in `common`, by the task's samples, unless it is null.
    std::vector<std::vector<std::size_t>> search(std::size_t task, Common* common,
                                                 Monitor* monitor) const;
    /// Those found in each task, without the less certain of two that share discharges; the best
    /// silhouette first.
    std::vector<ArrayUnit> units(
        const std::vector<std::vector<std::vector<std::size_t>>>& found) const;
    motor_units::StreamFilters filters(std::span<const ArrayUnit> units) const;
    /// A network that finds these units in delta events; without units if there are none.
    SpikingUnits network(std::span<const ArrayUnit> units) const;

private:
    using Pulses = std::vector<std::size_t>;

    SignalView of_task(std::size_t task) const;
    /// Samples from a pulse of the search to the one that its longer filter gives: what a filter
    /// over all trials has more lies after the search's.
    std::size_t later() const;
    std::vector<ArrayUnit> filtered(const std::vector<Pulses>& pulses) const;
    /// Takes `own_share` (Filters) of the mean at the known pulses off the source there.
    ArrayUnit unit(std::vector<float> source, const Pulses& known, double own_share) const;
    bool is_same(const ArrayUnit& a, const ArrayUnit& b) const;
    const motor_units::DecompositionParams& decomposition() const {
        return params_->decomposition.decomposition;
    }

    Hertz rate_;
    std::size_t channels_;
    const BankParams* params_;
    std::size_t separation_ = 1;
    std::vector<float> samples_;
    std::vector<std::size_t> begins_;  ///< of the tasks, and the end
};

Band band_of(const BankParams& params);

}  // namespace efferent

// What training minimises: cross-entropy of windows, and what activity costs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

/// What activity costs: docs/semantics.md, "Training".
struct Activity {
    double lower_hz = 0.0;
    double upper_hz = 0.0;
    double strength = 0.0;
    double operations_strength = 0.0;
};

/// What a batch came to; sums, so that they can be added up.
struct Tally {
    double loss = 0.0;     ///< cross-entropy, of all windows
    double penalty = 0.0;  ///< of all trials
    std::int64_t windows = 0;
    std::int64_t right = 0;
    double neuron_seconds = 0.0;
    std::vector<double> spikes;  ///< of each layer
    void add(const Tally& other);
    /// One window more; `by_scores` becomes the derivative of its loss, times `weight`.
    void add_window(std::span<const double> scores, std::size_t label, double weight,
                    std::span<double> by_scores);
};

/// By what the means over a batch are divided.
struct Counts {
    double windows = 0.0;
    double trials = 0.0;
};

double seconds_of(const Plan& plan, std::int64_t ticks);

class ActivityLoss {
public:
    ActivityLoss(const Plan& plan, const Activity& activity);
    /// After the plan's synapses have changed.
    void count_synapses(const Plan& plan);
    bool is_zero() const {
        return activity_.strength == 0.0 && activity_.operations_strength == 0.0;
    }
    /// What the spike counts of a layer's neurons in one trial cost; `by_spike`, as long, becomes
    /// what one spike more of each adds to the mean over the trials.
    double of(std::size_t layer, std::span<const double> counts, double seconds, double trials,
              std::span<double> by_spike) const;

private:
    Activity activity_;
    std::vector<std::vector<double>> fan_out_;  ///< [layer][neuron]: synapses to other neurons
};

}  // namespace efferent::snn::training

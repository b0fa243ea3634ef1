// Loss and gradient of a batch of trials: bundles go to threads, each has a gradient of its own,
// and these are summed in the order of the bundles, so that threads change nothing.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/monitor.hpp"
#include "snn/learning/bundle.hpp"

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
};

template <class Real>
class Batch {
public:
    Batch(const Plan& plan, const Manner& manner, const Activity& activity);

    /// `gradient` becomes that of the mean loss over the windows plus the mean penalty over trials.
    Tally descend(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
                  Aligned<Real>& gradient, Monitor* monitor = nullptr);
    Tally look(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
               Monitor* monitor = nullptr);
    /// To be called after the plan's synapses have become others.
    void count_synapses();

private:
    struct Counts {
        double windows = 0.0;
        double trials = 0.0;
    };
    Tally one(std::span<const Trial* const> trials, const NetworkView<Real>& model,
              const Counts& counts, Aligned<Real>* gradient);
    double penalise(Bundle<Real>& bundle, std::size_t t, double trials) const;
    std::unique_ptr<Bundle<Real>> borrow();
    void give_back(std::unique_ptr<Bundle<Real>> bundle);

    const Plan& plan_;
    Manner manner_;
    Activity activity_;
    std::vector<std::vector<double>> fan_out_;  ///< [layer][neuron]: synapses to other neurons
    std::vector<Aligned<Real>> gradients_;      ///< of the bundles
    std::mutex mutex_;
    std::vector<std::unique_ptr<Bundle<Real>>> idle_;
};

extern template class Batch<float>;
extern template class Batch<double>;

}  // namespace efferent::snn::training

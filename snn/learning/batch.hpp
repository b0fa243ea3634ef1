// Loss and gradient of a batch of trials: bundles go to threads, each has a gradient of its own,
// and these are summed in the order of the bundles, so that threads change nothing.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/monitor.hpp"
#include "snn/learning/bundle.hpp"
#include "snn/learning/online.hpp"

namespace efferent::snn::training {

/// What threads take turns to use, made when there is none to spare.
template <class T>
class Pool {
public:
    std::unique_ptr<T> borrow(const Plan& plan, const Manner& manner) {
        const std::lock_guard guard(mutex_);
        if (idle_.empty()) return std::make_unique<T>(plan, manner);
        auto one = std::move(idle_.back());
        idle_.pop_back();
        return one;
    }
    void give_back(std::unique_ptr<T> one) {
        const std::lock_guard guard(mutex_);
        idle_.push_back(std::move(one));
    }

private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> idle_;
};

template <class Real>
class Batch {
public:
    /// Error{unsupported} if the manner is e-prop and require_eligible() says so.
    Batch(const Plan& plan, const Manner& manner, const Activity& activity);

    /// `gradient` becomes that of the mean loss over the windows plus the mean penalty over trials.
    Tally descend(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
                  Aligned<Real>& gradient, Monitor* monitor = nullptr);
    Tally look(std::span<const Trial* const> trials, const Aligned<Real>& parameters,
               Monitor* monitor = nullptr);
    /// To be called after the plan's synapses have become others.
    void count_synapses();

private:
    Tally one(std::span<const Trial* const> trials, const NetworkView<Real>& model,
              const Counts& counts, Aligned<Real>* gradient);
    Tally one_online(std::span<const Trial* const> trials, const NetworkView<Real>& model,
                     const Counts& counts, Aligned<Real>& gradient);
    double penalise(Bundle<Real>& bundle, std::size_t t, double trials) const;

    const Plan& plan_;
    Manner manner_;
    ActivityLoss activity_;
    std::vector<Aligned<Real>> gradients_;  ///< of the bundles
    Pool<Bundle<Real>> bundles_;
    Pool<Online<Real>> online_;
};

extern template class Batch<float>;
extern template class Batch<double>;

}  // namespace efferent::snn::training

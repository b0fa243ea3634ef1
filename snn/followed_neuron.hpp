// A neuron on the clock: advanced to each arrival, with the spike that comes next if none arrives
// before it.
#pragma once

#include "core/event.hpp"
#include "snn/neuron.hpp"

namespace efferent::snn {

class FollowedNeuron {
public:
    FollowedNeuron() = default;
    /// At time zero. `dynamics` outlives it.
    explicit FollowedNeuron(const Dynamics& dynamics);

    const Dynamics& dynamics() const { return *dynamics_; }
    const NeuronState& state() const { return state_; }
    /// The nanosecond in which it spikes if nothing arrives; the end of time if it does not.
    Time predicted() const { return predicted_; }

    /// At `at`, not after predicted(). True if the arrival makes it spike at that instant.
    bool receive(Time at, const Arrival& arrival);
    /// It spikes as predicted.
    void fire();

private:
    void move(double ns);
    void fire_at(Time at, double ns);
    void predict();

    const Dynamics* dynamics_ = nullptr;
    NeuronState state_;
    Time updated_{};
    double ahead_ns_ = 0.0;  ///< the state is of so much after `updated_`: a part of one ns
    Time predicted_ = Time::max();
    double predicted_ns_ = 0.0;  ///< the same, from `updated_` and with its fraction
    Time last_spike_ = Time::min();
};

}  // namespace efferent::snn

// Times are whole nanoseconds; what happens within one is kept as its fraction.
#include "snn/followed_neuron.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::snn {
namespace {

double between(Time from, Time to) { return static_cast<double>((to - from).count()); }

}  // namespace

FollowedNeuron::FollowedNeuron(const Dynamics& dynamics)
    : dynamics_(&dynamics), state_(initial(dynamics)) {
    predict();
}

bool FollowedNeuron::receive(Time at, const Arrival& arrival) {
    move(between(updated_, at));
    updated_ = at;
    snn::receive(state_, *dynamics_, arrival);
    const bool fires = !dynamics_->has_current() && reaches_threshold(state_, *dynamics_);
    if (fires)
        fire_at(at, 0.0);
    else
        predict();
    return fires;
}

void FollowedNeuron::fire() { fire_at(predicted_, predicted_ns_); }

/// To `ns` after `updated_`, or where it is if it is ahead of that.
void FollowedNeuron::move(double ns) {
    if (ns > ahead_ns_) state_ = later(state_, *dynamics_, ns - ahead_ns_);
    ahead_ns_ = 0.0;
}

/// `ns` is the exact moment, from `updated_`; `at` is the nanosecond in which it lies.
void FollowedNeuron::fire_at(Time at, double ns) {
    move(ns);
    ahead_ns_ = std::max(0.0, ns - between(updated_, at));
    updated_ = at;
    spike(state_, *dynamics_);
    last_spike_ = at;
    predict();
}

void FollowedNeuron::predict() {
    predicted_ = Time::max();
    const auto next = next_spike(state_, *dynamics_, Dynamics::never);
    if (!next) return;
    predicted_ns_ = ahead_ns_ + *next;
    if (predicted_ns_ >= between(updated_, Time::max()) - 1e6) return;  // after the end of time
    predicted_ = updated_ + Duration{static_cast<std::int64_t>(std::floor(predicted_ns_))};
    if (predicted_ > last_spike_) return;
    predicted_ = last_spike_ + Duration{1};  // a neuron spikes once an instant
    predicted_ns_ = between(updated_, predicted_);
}

}  // namespace efferent::snn

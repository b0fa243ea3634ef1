// Spikes and samples of windows, in order, until it is time for them to leave.
#pragma once

#include <span>
#include <vector>

#include "snn/backend.hpp"

namespace efferent::snn {

class Outbox {
public:
    /// `samples`: where samples go; null: there are none.
    explicit Outbox(std::vector<Sample>* samples) : samples_(samples) {}

    /// A window begins.
    void begin();
    /// What a part of the network did in the window, spikes in order.
    void add(std::span<const Spike> spikes, std::span<const Sample> samples);
    /// The window's spikes, in order.
    std::span<const Spike> finish();

    std::span<const Spike> waiting() const { return pending_; }
    /// A window is computed whole; what is not before `until` waits for the next call.
    void emit(Time until, std::vector<Spike>& out);

private:
    /// The pieces of `pending_` that begin at `runs_` are each in order; then all of them are.
    void merge_runs();

    std::vector<Sample>* samples_;
    std::vector<Spike> pending_;
    std::size_t first_ = 0;  ///< of the window
    std::vector<std::size_t> runs_;
    std::vector<Spike> merged_;
    std::vector<Sample> samples_pending_;
};

}  // namespace efferent::snn

// Scores of a stream's windows from the potentials of readout neurons, as a backend computed them.
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "snn/backend.hpp"
#include "snn/learning/examples.hpp"

namespace efferent {

/// A class's score in a window [begin, end) is the mean of its neuron's potential over the ticks in
/// it. (Scores from spikes take the ticks after begin, up to end, which have not come when a window
/// ends.)
class ReadoutPotentials {
public:
    explicit ReadoutPotentials(std::size_t classes) : classes_(classes) {}

    /// A new stream.
    void begin() { ticks_.clear(); }
    /// The next samples, of all classes in every tick, in order.
    void add(std::span<const snn::Sample> samples);
    /// One score a class; 0 without a tick. Forgets what is before the window.
    void scores(const snn::Window& window, std::span<double> out);

private:
    struct Tick {
        Time at;
        std::vector<double> potentials;
    };
    std::size_t classes_;
    std::deque<Tick> ticks_;
};

}  // namespace efferent

// Scores of a stream's windows as they end: what scores() sums, without keeping the stream.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snn/learning/reading.hpp"

namespace efferent::snn {

/// The backend that computes what rules train.
Config clocked_for(const Reading& reading);

/// One population that the readout hears, through one projection.
struct Heard {
    std::size_t projection = 0;  ///< its place in Network::projections
    NeuronId first_neuron{};
    std::size_t size = 0;
    std::size_t first_source = 0;  ///< where its neurons' shares begin
    Delay delay;
};

/// What the readout hears, in the order of projections. Error{unsupported} if that is the input,
/// nothing at all, or a projection whose synapses have delays of their own.
std::vector<Heard> heard_by_readout(const Network& network);

/// A *source* is a neuron that the readout hears, one for each projection; its share in a window is
/// the sum of share() over its spikes. A class's score is Σ over sources of weight · share, plus
/// the readout's rest.
class RunningReading {
public:
    RunningReading(const Network& network, const Reading& reading);

    std::size_t sources() const { return trace_.size(); }
    std::size_t classes() const { return classes_; }

    /// A new stream.
    void begin();
    /// The stream's next spikes, in order.
    void add(std::span<const Spike> spikes);
    /// One share a source. Windows come in the order of their begins, and after all spikes that can
    /// reach them.
    void shares(const Window& window, std::span<double> out);
    /// One score a class, of the shares in a window.
    void scores(std::span<const double> shares, std::span<double> out) const;

private:
    struct Arrival {
        std::int64_t tick;
        std::size_t source;
    };
    void move_on(std::int64_t tick);

    Reading reading_;
    std::vector<Heard> heard_;
    std::size_t classes_ = 0;
    double keep_ = 0.0;
    double rest_ = 0.0;
    std::vector<double> weights_;  ///< [source][class]
    std::vector<double> trace_;    ///< Σ keep^(tick − arrival) of earlier arrivals, one a source
    std::int64_t tick_ = 0;        ///< of the traces
    std::vector<Arrival> arrivals_;  ///< after `tick_`
};

}  // namespace efferent::snn

// A network's readout as a linear map of its sources' shares, for rules that train it alone.
#pragma once

#include <functional>

#include "core/table.hpp"
#include "snn/learning/rule.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent::snn {

/// What of a network its readout is; sources are those of RunningReading.
class Readout {
public:
    /// Error{unsupported} if the readout hears the input, nobody, or through synapses that cannot
    /// be trained: rules, several between the same neurons, delays of their own.
    explicit Readout(const Network& network);

    std::size_t classes() const { return weights_.rows(); }
    std::size_t sources() const { return weights_.columns(); }
    /// The sources from which a class has a synapse, ascending.
    const std::vector<std::size_t>& heard_by(std::size_t label) const { return heard_by_[label]; }
    /// [class][source]; 0 where there is no synapse.
    const Table& weights() const { return weights_; }
    /// The same network with these weights, [class][source], in the readout's synapses.
    Network with(const Table& weights) const;

private:
    Network network_;
    std::vector<Heard> heard_;
    std::vector<std::vector<std::size_t>> heard_by_;
    Table weights_;
};

/// Runs the network over each example, several side by side, and calls `see` in their order with
/// the shares [window][source] of its windows in the order of their begins. Error{config} if the
/// examples do not fit the network, Error{network} if a hidden population never spikes.
void each_example(const Network& network, const Reading& reading, const Examples& examples,
                  const TrainingRun& run,
                  const std::function<void(const Example&, const Table& shares)>& see);

}  // namespace efferent::snn

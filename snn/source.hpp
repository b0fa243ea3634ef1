// Populations that send spikes of their own accord: how to add one is to copy
// snn/sources/poisson.cpp.
#pragma once

#include <memory>
#include <vector>

#include "core/event.hpp"
#include "core/part.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// The spikes of one source.
class Train {
public:
    virtual ~Train() = default;
    /// Later than the one before; Time::max() once there is no more.
    virtual Time next() = 0;
};

class Source {
public:
    virtual ~Source() = default;
    /// An Error if it has something to send for more neurons than a population has.
    virtual void check(std::size_t neurons) const { (void)neurons; }
    /// What `neuron`, an index within its population, sends: the same each time it is asked.
    virtual std::unique_ptr<Train> train(std::size_t neuron) const = 0;
};

Parts<Source> sources();

/// Whether the population is of a source's type; Error{config} if it is of no known type at all.
bool is_source(const Population& population);

/// All that the sources of a network send, merged.
class SourceFeed {
public:
    explicit SourceFeed(const Network& network);
    /// When the next spike comes; the end of time if none does.
    Time next() const;
    /// Appends the spikes before `until` that have not been given yet, in order.
    void take(Time until, std::vector<Spike>& out);
    bool empty() const { return pending_.empty(); }

private:
    struct Pending {
        Spike spike;
        std::unique_ptr<Train> train;
    };
    void wait(Spike spike, std::unique_ptr<Train> train);

    std::vector<Pending> pending_;  ///< a heap, the earliest first
};

}  // namespace efferent::snn

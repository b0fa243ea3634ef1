// Three stages, three types: a Backend knows a machine, a Program is a network made fit for it, a
// Session is one run. Program is immutable, so threads share it; Session is not, so they do not.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/monitor.hpp"
#include "core/part.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// What a session, or one population of it, has used so far.
struct Cost {
    std::uint64_t events = 0;      ///< input events taken
    std::uint64_t deliveries = 0;  ///< synaptic events: weights added to a neuron
    std::uint64_t spikes = 0;
    std::uint64_t updates = 0;  ///< times that a neuron's state was computed; each backend's own
    std::uint64_t dropped = 0;  ///< events and spikes that a chip had no room for
    friend bool operator==(const Cost& a, const Cost& b) {
        return a.events == b.events && a.deliveries == b.deliveries && a.spikes == b.spikes;
    }
};

/// What a probed neuron was like right after something happened to it: an arrival or a spike, or
/// a tick where the backend has them.
struct Sample {
    Time at{};
    NeuronId neuron{};
    double v = 0.0;
    double current = 0.0;  ///< excitatory and inhibitory together
    friend bool operator==(const Sample&, const Sample&) = default;
};

/// What a run is asked for besides its spikes.
struct Setup {
    std::vector<NeuronId> probes{};          ///< neurons to sample
    std::vector<Sample>* samples = nullptr;  ///< where to, in the order of time, then neuron
    const Monitor* monitor = nullptr;        ///< asked at least every 100 ms whether to go on
};

class Session {
public:
    virtual ~Session() = default;
    /// Runs on to `until`. `input` is in order, in [now, until); spikes before `until` are appended
    /// in order. Error{network} for input out of order, in the past, or of an unknown channel, and
    /// for an `until` in the past; the session is then as it was. Error{cancelled} ends the
    /// session: it then refuses every further run in the same way.
    virtual void run(std::span<const Event> input, Time until, std::vector<Spike>& out) = 0;
    virtual Cost cost() const = 0;
    virtual Cost cost(PopulationId population) const = 0;  ///< its `events` are 0
};

class Program {
public:
    virtual ~Program() = default;
    /// At time zero. Error{network} if a probe is no neuron of the network.
    virtual std::unique_ptr<Session> start(const Setup& setup) const = 0;
    std::unique_ptr<Session> start() const { return start(Setup{}); }
    /// What compiling changed: rounded weights and delays, cores used, routes. For people.
    virtual std::string report() const = 0;
};

class Backend {
public:
    virtual ~Backend() = default;
    /// Error{capacity}, Error{unsupported}, or Error{config} for a model's settings, naming the
    /// population at fault.
    virtual std::shared_ptr<const Program> compile(const Network&) const = 0;
};

Parts<Backend> backends();

}  // namespace efferent::snn

// Three stages, three types: a Backend knows a machine, a Program is a network made fit for it, a
// Session is one run. Program is immutable, so threads share it; Session is not, so they do not.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/part.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// What a session has used so far.
struct Cost {
    std::uint64_t events = 0;      ///< input events taken
    std::uint64_t deliveries = 0;  ///< synaptic events: weights added to a neuron
    std::uint64_t spikes = 0;
    friend bool operator==(const Cost&, const Cost&) = default;
};

class Session {
public:
    virtual ~Session() = default;
    /// Runs on to `until`. `input` is in order, in [now, until); spikes before `until` are appended
    /// in order. Error{network} for input out of order, in the past, or of an unknown channel, and
    /// for an `until` in the past; the session is then as it was.
    virtual void run(std::span<const Event> input, Time until, std::vector<Spike>& out) = 0;
    virtual Cost cost() const = 0;
};

class Program {
public:
    virtual ~Program() = default;
    virtual std::unique_ptr<Session> start() const = 0;  ///< at time zero, at rest
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

// One run of one simulator, and whoever can make such runs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace efferent::bench {

/// What a run took, and what the network did in it.
struct Run {
    std::string simulator;      ///< "Brian2 2.5.1"
    double cpu_s = 0.0;         ///< computed by all threads in the run alone
    double wall_s = 0.0;        ///< nothing from peers, which start a process for each run
    double biological_s = 0.0;  ///< simulated
    std::uint64_t spikes = 0;
    std::uint64_t deliveries = 0;  ///< synaptic events
    double rate_hz = 0.0;          ///< mean of all neurons, inputs apart
    std::map<std::string, double> group_rates_hz{};
};

/// A simulator with a network loaded; what comes before the first run does not count.
class Contender {
public:
    virtual ~Contender() = default;
    virtual Run run() = 0;
};

/// Error says why there is none here.
using Enter = std::function<std::unique_ptr<Contender>()>;

/// "engine: ..." on stderr.
void say(const std::string& progress);

}  // namespace efferent::bench

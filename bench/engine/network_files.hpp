// The networks that networks.py writes, as they are in its files.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/event.hpp"

namespace efferent::bench {

/// Parameters as networks.py names them; potentials in the network's own unit.
struct Meta {
    std::string model;  ///< "cuba", "brunel" or "dec"
    std::size_t inputs = 0;
    std::size_t neurons = 0;
    std::size_t recurrent = 0;  ///< of a "dec", the neurons before its outputs
    double membrane_ms = 0.0;
    double excitatory_ms = 0.0;
    double inhibitory_ms = 0.0;
    double refractory_ms = 0.0;
    double delay_ms = 0.0;
    double v_leak = 0.0;
    double threshold = 0.0;
    double v_reset = 0.0;
    double bias = 0.0;  ///< what stands for a Poisson input: its mean
    double longest_s = 0.0;
};

/// A range of neurons, whose mean rate is told.
struct Group {
    std::string name;
    std::size_t first = 0;
    std::size_t last = 0;  ///< one past
};

struct NetworkFiles {
    Meta meta;
    std::vector<std::uint32_t> pre;  ///< inputs first, then neurons; sorted by pre, then post
    std::vector<std::uint32_t> post;
    std::vector<float> weights;
    std::vector<float> potentials;  ///< at time zero
    std::vector<Event> input;       ///< in order
};

/// The folder of network `name` below `kept`, written first if it is not there. Error{io} without a
/// Python that has numpy.
std::filesystem::path network_folder(const std::filesystem::path& kept, const std::string& name);

NetworkFiles load_network(const std::filesystem::path& folder);

/// As the peers have them.
std::vector<Group> groups_of(const Meta& meta);

}  // namespace efferent::bench

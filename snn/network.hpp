// A network as a plain value: what is connected to what. It can be copied, compared and saved; it
// cannot be run. See snn/backend.hpp for that.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/config.hpp"
#include "core/event.hpp"

namespace efferent::snn {

/// Neurons [first, first + size) share a model.
struct Population {
    std::string name;
    NeuronId first{};
    std::size_t size = 0;
    Config model;  ///< {"type": "lif", "membrane_ms": 20, ...}
    friend bool operator==(const Population&, const Population&) = default;
};

/// The input lines: channel c has line 2c for `up` and 2c + 1 for `down`.
constexpr std::size_t line(ChannelId channel, Polarity polarity) {
    return 2 * index(channel) + (polarity == Polarity::up ? 0 : 1);
}

/// Every source to every target; weights row-major, [source][target].
struct Dense {
    std::size_t sources = 0;
    std::size_t targets = 0;
    std::vector<float> weights;
    friend bool operator==(const Dense&, const Dense&) = default;
};

/// Compressed rows: source s reaches targets[offsets[s]] .. targets[offsets[s + 1] - 1], ascending,
/// each once.
struct Sparse {
    std::vector<std::uint32_t> offsets{0};  ///< sources + 1 entries
    std::vector<std::uint32_t> targets;     ///< index within the target population
    std::vector<float> weights;
    /// Ends the current source's row, so that the next connect() starts another.
    void end_row() { offsets.push_back(static_cast<std::uint32_t>(targets.size())); }
    void connect(std::size_t target, float weight) {
        targets.push_back(static_cast<std::uint32_t>(target));
        weights.push_back(weight);
    }
    friend bool operator==(const Sparse&, const Sparse&) = default;
};

using Synapses = std::variant<Dense, Sparse>;

/// Where a projection starts: the input lines or a population.
struct InputLines {
    friend bool operator==(const InputLines&, const InputLines&) = default;
};
using Origin = std::variant<InputLines, PopulationId>;

/// What the input lines are called in text and in messages; no population may be.
inline constexpr const char* input_name = "input";

struct Projection {
    Origin from;
    PopulationId to{};
    Synapses synapses;
    Duration delay{};
    friend bool operator==(const Projection&, const Projection&) = default;
};

class Network {
public:
    explicit Network(std::size_t channels = 0) : channels_(channels) {}

    /// Error{network} if the population is empty, has no model, or has no name of its own.
    PopulationId add(std::string name, std::size_t size, Config model);
    /// Error{network} if a size does not fit its ends, a target does not exist, a row is out of
    /// order, a weight is not finite, or the delay is not positive or above a day.
    void connect(Origin from, PopulationId to, Synapses synapses, Duration delay);

    std::size_t channels() const { return channels_; }
    std::size_t neurons() const { return neurons_; }
    std::size_t synapses() const;
    const IdVector<PopulationId, Population>& populations() const { return populations_; }
    const std::vector<Projection>& projections() const { return projections_; }
    friend bool operator==(const Network&, const Network&) = default;

private:
    std::size_t channels_ = 0;
    std::size_t neurons_ = 0;
    IdVector<PopulationId, Population> populations_;
    std::vector<Projection> projections_;
};

/// One line of JSON text per population and projection, and back; equal networks give equal text.
std::string to_json(const Network& network);
/// Error{format} or Error{network}, naming `origin` and the key.
Network network_from_json(std::string_view text, const std::string& origin);

}  // namespace efferent::snn

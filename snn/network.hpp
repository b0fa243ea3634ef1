// A network as a plain value: what is connected to what. It can be copied, compared and saved; it
// cannot be run. See snn/backend.hpp for that.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/config.hpp"
#include "core/event.hpp"

namespace efferent::snn {

/// One setting of a model that is each neuron's own.
struct OwnValues {
    std::string key;
    std::vector<double> values;  ///< one a neuron, in the key's unit
    friend bool operator==(const OwnValues&, const OwnValues&) = default;
};

/// Neurons [first, first + size) share a model. Its type may also be one of the sources, which send
/// spikes of their own accord.
struct Population {
    std::string name;
    NeuronId first{};
    std::size_t size = 0;
    Config model;                ///< {"type": "lif", "membrane_ms": 20, ...}
    std::vector<OwnValues> own;  ///< instead of the model's
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

/// Compressed rows: source s reaches targets[offsets[s]] .. targets[offsets[s + 1] - 1], ascending;
/// a target that stands there twice has two synapses.
struct Sparse {
    std::vector<std::uint32_t> offsets{0};  ///< sources + 1 entries
    std::vector<std::uint32_t> targets;     ///< index within the target population
    std::vector<float> weights;
    std::vector<Duration> delays;  ///< one a synapse; empty: the projection's
    /// Ends the current source's row, so that the next connect() starts another.
    void end_row() { offsets.push_back(static_cast<std::uint32_t>(targets.size())); }
    void connect(std::size_t target, float weight) {
        targets.push_back(static_cast<std::uint32_t>(target));
        weights.push_back(weight);
    }
    friend bool operator==(const Sparse&, const Sparse&) = default;
};

/// Source s to target s of a population of the same size.
struct OneToOne {
    std::vector<float> weights;  ///< one a source
    friend bool operator==(const OneToOne&, const OneToOne&) = default;
};

/// A rule instead of a list: every pair is connected with the same probability, a normal weight
/// each. A row is a function of (seed, source) alone, so it is the same wherever it is made.
struct Random {
    std::size_t sources = 0;
    std::size_t targets = 0;
    double probability = 0.0;
    float weight = 0.0F;
    float weight_sd = 0.0F;
    std::int64_t seed = 0;
    friend bool operator==(const Random&, const Random&) = default;
};

using Synapses = std::variant<Dense, Sparse, OneToOne, Random>;

/// The synapses of one source, ascending by target; scratch that is reused from row to row.
struct Row {
    std::vector<std::uint32_t> targets;
    std::vector<float> weights;
    std::vector<Duration> delays;  ///< empty: the projection's
};
/// Overwrites `row`. A dense row keeps its zeros.
void row_of(const Synapses& synapses, std::size_t source, Row& row);
/// How many synapses there are; for a rule how many are to be expected.
double count_of(const Synapses& synapses);

/// Where a projection starts: the input lines or a population.
struct InputLines {
    friend bool operator==(const InputLines&, const InputLines&) = default;
};
using Origin = std::variant<InputLines, PopulationId>;

/// What the input lines are called in text and in messages; no population may be.
inline constexpr const char* input_name = "input";

/// From an event or a spike to its arrival: one time for all synapses of a projection, or one for
/// each source, axonal, that all its synapses share.
struct Delay {
    Delay() = default;
    template <class Count, class Period>
    Delay(std::chrono::duration<Count, Period> of_all) : all(of_all) {}
    explicit Delay(std::vector<Duration> of_sources) : own(std::move(of_sources)) {}

    Duration all{};             ///< zero where each source has its own
    std::vector<Duration> own;  ///< one a source, or empty
    Duration of(std::size_t source) const { return own.empty() ? all : own[source]; }
    friend bool operator==(const Delay&, const Delay&) = default;
};

struct Projection {
    Origin from;
    PopulationId to{};
    Synapses synapses;
    Delay delay;
    friend bool operator==(const Projection&, const Projection&) = default;
};

class Network {
public:
    explicit Network(std::size_t channels = 0) : channels_(channels) {}

    /// Error{network} if the population is empty, has no model, or has no name of its own.
    PopulationId add(std::string name, std::size_t size, Config model);
    /// Gives each neuron a value of its own for the model's setting `key`, which replaces earlier
    /// ones. Error{network} if there is not one finite value a neuron.
    void set(PopulationId population, std::string key, std::vector<double> values);
    /// Error{network} if a size does not fit its ends, a target does not exist, a row is out of
    /// order, a weight is not finite, a delay is not positive or above a day, or both sources and
    /// synapses have delays of their own.
    void connect(Origin from, PopulationId to, Synapses synapses, Delay delay);

    std::size_t channels() const { return channels_; }
    std::size_t neurons() const { return neurons_; }
    double synapses() const;  ///< their number; of rules the one to be expected
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

// Encoders, a network and its session as one causal chain: samples in, events and spikes out.
#pragma once

#include <memory>
#include <vector>

#include "core/event.hpp"
#include "encoders/encoder.hpp"
#include "pipeline/front_end.hpp"
#include "snn/backend.hpp"

namespace efferent {

/// At 4 bytes a number: a weight and a target per synapse and each neuron's own settings; a
/// potential, a time, currents and an adaptation per neuron.
struct NetworkBytes {
    double parameters = 0.0;
    double state = 0.0;
};
NetworkBytes bytes_of(const snn::Network& network);

struct SpikingParams {
    std::vector<Config> encoders{Config::parse("{\"type\": \"send_on_delta\"}", "default")};
    double threshold_scale = 1.0;
    Config network;
    Config backend = Config::parse("{\"type\": \"parallel\"}", "default");
    std::int64_t segments = 1;
    Duration memory = 0ms;
};

/// How the channels behave in the training part.
encoders::Calibration calibration_of(const TrainingSet& training);

void describe(Fields& field, SpikingParams& params);

/// The same with the defaults of encoders, network and backend written out.
Config resolved(const SpikingParams& params, std::string_view type);

/// Several encoders side by side: encoder e's channel c is the network's channel e · channels + c.
class SpikingChain {
public:
    explicit SpikingChain(const SpikingParams& params);

    /// Sets the encoders' steps; relative thresholds are scaled by `threshold_scale`.
    void prepare(encoders::Calibration calibration);
    /// Builds the network's design for these signals; nothing changes.
    snn::Network build(const TrainingSet& training) const;
    /// Compiles a network of encoders · channels channels, and begins a stream.
    void use(snn::Network network);
    /// Neurons whose potentials are wanted, from the next begin() on: see samples().
    void watch(std::vector<NeuronId> neurons) { watched_ = std::move(neurons); }
    /// All three with the training part.
    void fit(const TrainingSet& training);
    /// A new stream, at rest.
    void begin();
    /// Encodes the stream's next samples.
    void encode(const SignalView& block);
    /// Runs the network on to `until`, up to where the stream has been encoded.
    void run(Time until);

    /// Since the stream began; the owner may clear them as he takes them.
    std::vector<Event>& events() { return sent_; }
    std::vector<Spike>& spikes() { return spikes_; }
    std::vector<snn::Sample>& samples() { return samples_of_; }

    std::size_t encoders() const { return encoders_.size(); }
    const snn::Network& network() const { return network_; }
    /// Adds what the encoders and the network keep, and what they have done in all streams since
    /// use(): events, deliveries, spikes, updates, energy. A neuron decays when something arrives,
    /// at most once a sample.
    void add_to(FrontEndProfile& profile) const;

private:
    snn::Cost cost() const;

    SpikingParams params_;
    std::vector<std::unique_ptr<encoders::Encoder>> encoders_;
    snn::Network network_;
    std::shared_ptr<const snn::Program> program_;
    std::unique_ptr<snn::Session> session_;
    NetworkBytes bytes_;
    std::uint64_t samples_ = 0;   ///< rows of all streams
    snn::Cost finished_;          ///< of earlier streams
    std::vector<Event> waiting_;  ///< encoded, not yet run
    std::vector<Event> sent_;
    std::vector<Spike> spikes_;
    std::vector<Event> scratch_;
    std::vector<NeuronId> watched_;
    std::vector<snn::Sample> samples_of_;
};

}  // namespace efferent

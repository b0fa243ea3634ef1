// A spiking network that finds motor units in delta events: trained on a signal whose discharges
// are known, then run on a stream.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/signal.hpp"
#include "core/table.hpp"
#include "decoders/motor_units/stream.hpp"
#include "decoders/motor_units/train.hpp"
#include "encoders/encoder.hpp"
#include "snn/backend.hpp"

namespace efferent {

struct SpikingUnitParams {
    Config encoder;  ///< absent: send_on_delta with threshold_relative 0.95
    double whitening = 0.0;
    Duration window{3'125'000};
    Duration lookahead{1'600'000};
    Duration lateral{4'700'000};
    Duration membrane{140'000};
    Duration refractory{15'000'000};
    std::int64_t detector_synapses = 16;
    std::int64_t decider_synapses = 32;
    double detector_penalty = 1.0;
    double decider_penalty = 3.0;
    double ridge = 0.01;
    double enough_gain = 200.0;
    std::int64_t every = 1;
    std::int64_t min_discharges = 10;
    double min_agreement = 0.8;
};
void describe(Fields& field, SpikingUnitParams& p);

/// "intramuscular" (arrays at about 10 kHz) or "surface" (grids at about 2 kHz); Error{config} for
/// another name.
SpikingUnitParams spiking_unit_preset(const std::string& name);

/// One motor unit of a network.
struct SpikingUnit {
    std::string name;
    std::int64_t lead = 0;   ///< samples from a discharge to the spike that tells it
    double agreement = 0.0;  ///< rate of agreement with the discharges, where it was trained
    double usual = 0.0;      ///< discharges a second there
};

/// All that a stream needs. Sample n of a stream is step n of the network, `step` long: a whole
/// number of ns, so that all backends that have ticks can run it. Input channel c is the encoder's
/// channel c. The last population has a neuron for each unit, whose spikes tell its discharges.
struct SpikingUnits {
    Hertz rate;
    std::size_t channels = 0;
    Config encoder;
    std::vector<double> scale;  ///< the encoder's calibration: SD of each channel
    Table whitening;  ///< row c: weights of the channels in what is encoded as c; or empty
    snn::Network network{0};
    Duration step{};
    std::vector<SpikingUnit> units;
};

/// The step of a network for signals of this rate: 1/rate, in whole ns.
Duration step_of(Hertz rate);

/// Trains on `signal`, band-passed and without means, and on the discharges known in it: samples of
/// the signal counted from its first, ascending, for each unit. Durations are rounded to samples.
/// Units below min_agreement are left out: the result's units say by their names which are not.
/// Error{config} names a unit with fewer than min_discharges, discharges out of order or beyond the
/// signal, a unit whose discharges no synapse tells apart; no units, or none that stays; a window
/// that is no sample long at this rate.
SpikingUnits train_spiking_units(SignalView signal,
                                 const std::vector<std::vector<std::size_t>>& discharges,
                                 const std::vector<std::string>& names,
                                 const SpikingUnitParams& params);

/// Finds discharges in a band-passed signal, block by block; the same in sum whatever the blocks.
/// A discharge is known latency() samples after it, at the end of its block.
class SpikingUnitStream {
public:
    /// On `clocked` with ticks of a sample if no backend is named. Errors as Backend::compile and
    /// Encoder::prepare; Error{config} if channels, calibration, units and populations are not as
    /// many as each other.
    explicit SpikingUnitStream(const SpikingUnits& units, const Config& backend = {});

    /// As motor_units::Stream::push; samples are those of the stream.
    std::vector<motor_units::Discharge> push(SignalView block);
    void require_next(SignalView block) const;
    std::size_t latency() const;  ///< the longest lead
    std::uint64_t events() const { return events_; }
    /// What the last push sent to the network and what its neurons answered, in the network's time,
    /// which is 0 at the stream's first sample.
    std::span<const Event> sent() const { return encoded_; }
    std::span<const Spike> spikes() const { return spikes_; }
    snn::Cost cost() const { return session_->cost(); }

private:
    SpikingUnits units_;
    std::unique_ptr<encoders::Encoder> encoder_;
    std::shared_ptr<const snn::Program> program_;
    std::unique_ptr<snn::Session> session_;
    std::uint32_t first_neuron_ = 0;
    std::optional<std::int64_t> next_;
    std::int64_t first_ = 0;
    std::uint64_t events_ = 0;
    std::vector<float> mixed_;
    std::vector<Event> encoded_;
    std::vector<Spike> spikes_;
};

/// The backend that runs a network in a chip's whole numbers and by its rule, a tick each step.
Config chip_backend(const SpikingUnits& units, const std::string& chip);

/// The whole signal as one stream. Discharges within it alone, as samples of the stream.
struct SpikingUnitRun {
    std::vector<std::vector<std::int64_t>> discharges;  ///< of each unit, ascending
    std::uint64_t events = 0;                           ///< of all channels
    snn::Cost cost;
};
SpikingUnitRun run_spiking_units(const SpikingUnits& units, SignalView signal,
                                 const Config& backend = {});

}  // namespace efferent

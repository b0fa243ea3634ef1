// A spiking network of motor units as a file: made from a decomposed recording, run on another.
#pragma once

#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/spiking_units.hpp"

namespace efferent {

/// How the network of a recording is trained.
struct SpikingModelParams : SpikingUnitParams {
    std::string from = "samples";
    double rebuilt_high_hz = 2000.0;
};
void describe(Fields& field, SpikingModelParams& p);

/// Named as those of spiking_unit_preset.
SpikingModelParams spiking_model_preset(const std::string& name);

/// Error{config} for settings that no recording of this rate, band-passed as `run` says, could be
/// trained with: known before units are sought.
void require_trainable(const SpikingModelParams& params, const MotorUnitParams& run, Hertz rate);

struct SpikingUnitModel {
    MotorUnitSource source;
    std::vector<double> means;  ///< of the channels used, taken away before the band-pass
    Band band;
    SpikingUnits units;
    std::size_t known = 0;  ///< units that there were to train on; the file does not say
};

/// Trains on the stretch that was decomposed. From "samples": with the discharges of the run's
/// units. From "events": with those of units that the run's search finds in the encoder's events
/// alone, named "e0", "e1", ...; what the run has found plays no part, and samples only set means,
/// whitening and the encoder's steps. Of the units those with enough discharges. Errors as
/// train_spiking_units and units_in_events; Error{config} if a signal cannot be rebuilt from the
/// encoder's events.
SpikingUnitModel spiking_unit_model(const MotorUnitRun& run, const emg::Dataset& dataset,
                                    const SpikingModelParams& params, Monitor& monitor);

/// Schema "efferent.spiking_units/1": docs/formats.md, "Spiking units". The same bytes for the same
/// model.
std::string model_json(const SpikingUnitModel& model);
/// Whether text is such a file, or was meant to be.
bool is_spiking_unit_model(std::string_view text);
/// Error{format} naming `origin` for text that is cut off, altered, of another schema, or whose
/// parts do not fit together.
SpikingUnitModel spiking_unit_model_from_json(std::string_view text, const std::string& origin);

struct SpikingStreamSettings {
    Duration block{10'000'000};
    Config backend{};           ///< as for SpikingUnitStream
    bool keep_traffic = false;  ///< `sent` and `spikes` of the run
};

struct SpikingStreamRun {
    StreamRun stream;
    std::vector<Event> sent;    ///< to the network, in its time: 0 where the stretch begins
    std::vector<Spike> spikes;  ///< of all neurons, in the same time
    std::uint64_t events = 0;
    snn::Cost cost;
    double events_per_s_channel = 0.0;
};

/// As stream_motor_units. A discharge whose lead begins before the stretch is not told.
SpikingStreamRun stream_spiking_units(const emg::Dataset& dataset, const Stretch& stretch,
                                      const SpikingUnitModel& model,
                                      const SpikingStreamSettings& settings = {});

}  // namespace efferent

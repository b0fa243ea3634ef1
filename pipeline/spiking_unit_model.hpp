// A spiking network of motor units as a file: made from a decomposed recording, run on another.
#pragma once

#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/spiking_units.hpp"

namespace efferent {

struct SpikingUnitModel {
    MotorUnitSource source;
    std::vector<double> means;  ///< of the channels used, taken away before the band-pass
    Band band;
    SpikingUnits units;
};

/// Trains on the stretch that was decomposed, with the discharges found there, of the units that
/// have enough of them. Errors as train_spiking_units.
SpikingUnitModel spiking_unit_model(const MotorUnitRun& run, const emg::Dataset& dataset,
                                    const SpikingUnitParams& params);

/// Schema "efferent.spiking_units/1": docs/formats.md, "Spiking units". The same bytes for the same
/// model.
std::string model_json(const SpikingUnitModel& model);
/// Whether text is such a file, or was meant to be.
bool is_spiking_unit_model(std::string_view text);
/// Error{format} naming `origin` for text that is cut off, altered, of another schema, or whose
/// parts do not fit together.
SpikingUnitModel spiking_unit_model_from_json(std::string_view text, const std::string& origin);

struct SpikingStreamRun {
    StreamRun stream;
    std::uint64_t events = 0;
    snn::Cost cost;
    double events_per_s_channel = 0.0;
};

/// As stream_motor_units. A discharge whose lead begins before the stretch is not told.
SpikingStreamRun stream_spiking_units(const emg::Dataset& dataset, const Stretch& stretch,
                                      const SpikingUnitModel& model, Duration block);

}  // namespace efferent

// A recording to motor units: which part, which band, and the blind decomposition of it.
#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/monitor.hpp"
#include "decoders/motor_units/decomposition.hpp"
#include "decoders/motor_units/score.hpp"
#include "pipeline/motor_unit_stretch.hpp"

namespace efferent {

struct MotorUnitParams {
    double low_hz = 20.0;
    double high_hz = 4400.0;
    std::int64_t order = 2;
    motor_units::DecompositionParams decomposition;
};
void describe(Fields& field, MotorUnitParams& p);

/// "intramuscular" (arrays at about 10 kHz) or "surface" (grids at about 2 kHz); Error{config} for
/// another name.
MotorUnitParams motor_unit_preset(const std::string& name);

/// A decomposed stretch; times of its units count from the begin of the recording.
struct MotorUnitRun {
    std::string name;
    bool simulated = false;
    Hertz rate;
    std::string unit;                    ///< of the samples
    std::vector<std::string> channels;   ///< those used
    std::vector<std::size_t> places;     ///< of those among all of the recording
    std::vector<std::string> skipped;    ///< those left out
    std::vector<std::string> dependent;  ///< those used that others say as well
    std::string odd_size;                ///< a sentence, where samples are no size that EMG has
    std::vector<double> means;           ///< of the channels used, before the band-pass
    std::size_t begin = 0;               ///< sample of the recording with which the stretch begins
    std::size_t length = 0;              ///< samples
    MotorUnitParams params;
    motor_units::Decomposition result;
};

/// Takes away each channel's mean, filters causally with a Butterworth band-pass, decomposes.
/// Error{config} for a stretch that is not in the recording, an unknown channel, a band above half
/// the rate, one channel alone; otherwise as motor_units::decompose.
MotorUnitRun find_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                              const MotorUnitParams& params, Monitor& monitor);

/// The blind result against the truth, and what filters made from the truth find in the same
/// signal.
struct TruthCheck {
    motor_units::Score blind;
    std::size_t oracle_found = 0;  ///< true units at a rate of agreement of found_roa or more
    std::size_t oracle_good = 0;   ///< and of good_roa
    std::size_t both = 0;          ///< that the blind search and the oracle found at good_roa
};
/// `truth` counts from the begin of the recording; only what is in the run's stretch matters.
TruthCheck check_truth(const emg::Dataset& dataset, const Stretch& stretch, const MotorUnitRun& run,
                       const std::vector<motor_units::Train>& truth);

/// Named "0", "1", ...; times from the begin of the recording.
std::vector<motor_units::Train> trains(const MotorUnitRun& run);

}  // namespace efferent

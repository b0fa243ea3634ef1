// One needle channel to motor units: high-pass, decomposition, potentials and their features.
#pragma once

#include <string>
#include <vector>

#include "decoders/motor_units/score.hpp"
#include "decoders/needle/decomposition.hpp"
#include "decoders/needle/potential.hpp"
#include "pipeline/motor_unit_stretch.hpp"

namespace efferent {

struct NeedleSettings {
    double low_hz = 500.0;
    std::int64_t order = 1;
    double potential_low_hz = 10.0;
    Duration potential_half{25'000'000};
    needle::NeedleParams decomposition;
};
void describe(Fields& field, NeedleSettings& s);

/// A decomposed stretch of one channel.
struct NeedleRun {
    std::string name;
    bool simulated = false;
    Hertz rate;
    std::string channel;
    std::size_t begin = 0;   ///< sample of the recording with which the stretch begins
    std::size_t length = 0;  ///< samples
    std::string odd_size;    ///< a sentence, where samples are no size that EMG has
    NeedleSettings settings;
    needle::NeedleDecomposition result;
    /// One for each unit, of the signal above potential_low_hz; nothing where fewer than three
    /// potentials lie whole in the stretch.
    std::vector<std::optional<needle::AveragedPotential>> potentials;
    std::vector<needle::PotentialFeatures> features;
};

/// The mean is taken away; Butterworth high-passes run over the stretch forwards and backwards, so
/// potentials stay where they are. Error{config} unless the stretch
/// leaves one channel, whose unit has a size in microvolts; otherwise as needle::decompose.
NeedleRun find_needle_units(const emg::Dataset& dataset, const Stretch& stretch,
                            const NeedleSettings& settings, Monitor& monitor);

/// Behind a Butterworth high-pass that runs forwards and backwards over one channel.
std::vector<float> high_passed(std::vector<float> samples, Hertz rate, double edge_hz,
                               std::int64_t order);

/// Named "0", "1", ...; times from the begin of the recording, not rounded to its samples.
std::vector<motor_units::Train> trains(const NeedleRun& run);

/// Against true discharges that lie in the run's stretch.
motor_units::Score check_truth(const NeedleRun& run, const std::vector<motor_units::Train>& truth);

}  // namespace efferent

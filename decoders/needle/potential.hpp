// The potential of a motor unit, averaged, and what a physician measures of it and of its train.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace efferent::needle {

/// Sample by sample the median over a unit's discharges, its baseline (the median of the first and
/// last fifth) taken away: overlapping potentials of other units fall away if there are enough
/// discharges.
struct AveragedPotential {
    double rate_hz = 0.0;
    std::vector<double> values_uv;  ///< its middle is the discharge
    double noise_uv = 0.0;          ///< of the first and last fifth, by their median size / 0.6745
};

/// `samples_uv` in microvolts, `discharges` in samples; discharges nearer than `half` to an end are
/// left out. Nothing if fewer than three are left.
std::optional<AveragedPotential> average_potential(std::span<const float> samples_uv,
                                                   double rate_hz,
                                                   std::span<const std::int64_t> discharges,
                                                   std::size_t half);

/// The shape of a train's average in the recording behind a high-pass, where only
/// fibres close to the needle are left; dispersion is the standard deviation of time weighted by
/// the squared potential (the idea after Piasecki, Garnes-Camarena, Stashuk, Clin Neurophysiol
/// 132:1089, 2021, whose filter and formulas are others).
struct NearFibres {
    double amplitude_uv = 0.0;
    double duration_ms = 0.0;
    double thickness_ms = 0.0;
    double dispersion_ms = 0.0;
    std::size_t turns = 0;
};

/// Measures of a potential and its train:
/// - amplitude, peak to peak; duration, from the first to the last departure from the baseline by
///   more than a limit; area, of the rectified potential within it; phases, runs on one side of
///   the baseline by more than the limit; turns, changes of direction by more than the limit, the
///   largest peak included (after Stalberg, Nandedkar, Sanders, Falck, J Clin Neurophysiol
///   13:401, 1996). Here the limit is
///   `threshold_uv`, or four times the average's noise if that is more; programs differ in this, so
///   durations are not to be compared between them.
/// - thickness, area / amplitude, and size index, 2 log10(amplitude in mV) + thickness in ms
///   (Sonoo & Stalberg, Electroencephalogr Clin Neurophysiol 89:291, 1993).
/// - rate, 1 / the median interval; variation, standard deviation / mean of the intervals up to 2.5
///   medians.
/// - jiggle: at each sample within the duration the median over consecutive discharges of the size
///   of their difference, summed, over the summed size of the potential (the consecutive amplitude
///   difference of Stalberg & Sonoo, Muscle Nerve 17:1135, 1994). Noise of the recording adds to
///   it. Slow waves of distant units would drown it, so it is measured behind a high-pass.
struct PotentialFeatures {
    double amplitude_uv = 0.0;
    double duration_ms = 0.0;
    double area_uv_ms = 0.0;
    double thickness_ms = 0.0;
    double size_index = 0.0;
    std::size_t phases = 0;
    std::size_t turns = 0;
    std::optional<double> rate_hz;          ///< absent with fewer than three discharges
    std::optional<double> rate_variation;   ///< absent with fewer than four
    std::optional<double> jiggle;           ///< absent with fewer than three whole potentials
    std::optional<NearFibres> near_fibres;  ///< absent where nothing reaches the limit
};

inline constexpr double default_threshold_uv = 20.0;
inline constexpr double near_fibres_threshold_uv = 10.0;

/// Those of the shape alone. All are 0 where nothing reaches the limit.
PotentialFeatures shape_features(const AveragedPotential& potential,
                                 double threshold_uv = default_threshold_uv);

/// Of the average of a high-passed recording, with near_fibres_threshold_uv. Nothing where nothing
/// reaches the limit.
std::optional<NearFibres> near_fibres(const AveragedPotential& sharp);

/// All of a train in a recording: the jiggle and near fibres of `sharp_uv`, the recording behind a
/// high-pass (or as it is).
PotentialFeatures train_features(const AveragedPotential& potential,
                                 std::span<const float> sharp_uv,
                                 std::span<const std::int64_t> discharges);

/// Nothing with fewer than three whole potentials, or none above the limit.
std::optional<double> jiggle(std::span<const float> samples_uv, double rate_hz,
                             std::span<const std::int64_t> discharges, std::size_t half);

/// Names of the columns in the order of feature_values().
const std::vector<std::string>& feature_names();
/// Those that the muscle's drive and the activity of other units around decide as much as the unit:
/// rate, its variation, and jiggle, to which every potential that falls upon it adds.
const std::vector<std::string>& background_features();
std::vector<std::optional<double>> feature_values(const PotentialFeatures& features);

}  // namespace efferent::needle

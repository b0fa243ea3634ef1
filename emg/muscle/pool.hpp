// A motor-neuron pool: who is recruited when, how fast each unit discharges, and at which instants.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/random.hpp"

namespace efferent::emg {

/// How a unit's discharge rate follows the excitation; see discharge_rate().
enum class RateCoding : std::uint8_t {
    onion_skin,
    first_dorsal_interosseous,
    vastus_lateralis,
    tibialis_anterior
};

/// How thresholds grow with the rank; see motor_pool().
enum class ThresholdLaw : std::uint8_t { fuglevand, de_luca };

/// One motor unit as its neuron sees it. Excitation is a fraction of the maximum, 0 to 1.
struct MotorUnit {
    double threshold = 0.0;      ///< excitation above which it discharges
    double size = 1.0;           ///< relative to the smallest unit of its pool
    double rank = 0.0;           ///< threshold over the pool's largest, in (0, 1]
    double isi_variation = 0.2;  ///< coefficient of variation of its interspike intervals
    RateCoding coding = RateCoding::onion_skin;
};

inline constexpr double recruitment_range = 50.0;    ///< largest over smallest threshold
inline constexpr double last_recruitment = 0.75;     ///< excitation that recruits the last unit
inline constexpr double size_range = 100.0;          ///< largest over smallest unit
inline constexpr double shortest_interval_s = 0.02;  ///< no interspike interval is shorter

/// `count` units, smallest first; sizes grow exponentially with the rank, and so do thresholds
/// under `fuglevand` (Fuglevand, Winter, Patla, J Neurophysiol 70, 1993; as in Akhmadeev et al.,
/// 2020). Under `de_luca`, unit i of N has (i/N) 2.5^(i/N) relative to its last (De Luca &
/// Contessa, J Neurophysiol 107, 2012, with their b = 20 and range 50). The variation of intervals
/// is drawn between 0.12 and 0.22 for each unit.
std::vector<MotorUnit> motor_pool(std::size_t count, RandomStream random,
                                  ThresholdLaw law = ThresholdLaw::fuglevand,
                                  RateCoding coding = RateCoding::onion_skin);

/// Discharges a second at excitation x: 0 up to the threshold, and above it
/// - `onion_skin`: linear, up to a peak. A unit recruited earlier has the higher lowest rate, slope
/// and
///   peak: 10 - 5r, 50 - 20r and 40 - 10r for rank r. The order is that of De Luca & Hostage; the
///   numbers are round ones.
/// - a muscle's name: D x + (C - A exp(-x/B)) threshold + E, as De Luca & Hostage, J Neurophysiol
/// 104,
///   2010, fitted it; at least 4 a second, which their lines leave at thresholds beyond those
///   measured.
double discharge_rate(const MotorUnit& unit, double excitation);

/// A pool's excitation over time in equal steps.
struct Drive {
    double start_s = 0.0;
    double step_s = 0.01;
    std::vector<double> excitation;  ///< not empty

    double at(double time_s) const;
    double end_s() const { return start_s + step_s * static_cast<double>(excitation.size()); }
};

/// Slow fluctuation of a pool's excitation, of which a part is common to all pools of the limb.
struct Fluctuation {
    double depth = 0.08;  ///< standard deviation relative to the level
    double own = 0.4;     ///< share of the variance that is the pool's own
};

/// White noise through two poles at 3 Hz, of unit variance. Source of the band: common input to
/// motor neurons is mostly below 5 Hz (Negro, Yavuz, Farina, J Physiol 594, 2016).
std::vector<double> slow_noise(std::size_t steps, double step_s, RandomStream random);

/// `level` times (1 + fluctuation), a step for each value of `common` (slow_noise that pools
/// share); never below 0.
Drive fluctuating_drive(double level, double start_s, double step_s, std::span<const double> common,
                        RandomStream random, const Fluctuation& fluctuation = {});

/// The instants in seconds, ascending, at which the unit discharges during the drive. Intervals are
/// a renewal process: the shortest interval plus a gamma variate, with the mean 1/rate at the last
/// discharge and the unit's coefficient of variation. A unit whose excitation falls to its
/// threshold is silent until it rises again; the first discharge has a random phase.
std::vector<double> discharges(const MotorUnit& unit, const Drive& drive, RandomStream random);

}  // namespace efferent::emg

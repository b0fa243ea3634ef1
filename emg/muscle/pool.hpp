// A motor-neuron pool: who is recruited when, how fast each unit discharges, and at which instants.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/random.hpp"

namespace efferent::emg {

/// One motor unit as its neuron sees it. Excitation is a fraction of the maximum, 0 to 1.
struct MotorUnit {
    double threshold = 0.0;      ///< excitation above which it discharges
    double size = 1.0;           ///< relative to the smallest unit of its pool
    double rank = 0.0;           ///< threshold over the pool's largest, in (0, 1]
    double isi_variation = 0.2;  ///< coefficient of variation of its interspike intervals
};

inline constexpr double recruitment_range = 50.0;    ///< largest over smallest threshold
inline constexpr double last_recruitment = 0.75;     ///< excitation that recruits the last unit
inline constexpr double size_range = 100.0;          ///< largest over smallest unit
inline constexpr double shortest_interval_s = 0.02;  ///< no interspike interval is shorter

/// `count` units, smallest first: thresholds and sizes grow exponentially with the rank. The
/// variation of intervals is drawn between 0.12 and 0.22 for each unit. Source: Fuglevand, Winter,
/// Patla, J Neurophysiol 70, 1993; thresholds as in Akhmadeev et al., 2020.
std::vector<MotorUnit> motor_pool(std::size_t count, RandomStream random);

/// Discharges a second at this excitation: 0 up to the threshold, then linear, up to a peak. A unit
/// recruited earlier has the higher lowest rate, slope and peak (onion skin): 10 - 5r, 50 - 20r and
/// 40 - 10r for rank r. Source: the ranges of De Luca & Hostage, J Neurophysiol 104, 2010.
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
